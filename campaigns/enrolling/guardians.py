"""Nobody under 18 is enrolled before a parent or guardian is known whose address it is: the rule for every door."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from clinic.refusal import Refusal
from patients.models import Identity
from patients.of_age import is_minor


class GuardianMissing(Refusal):
    """The desk asks for one; a machine is told."""


def check_guardian(asked: Identity, known: Identity | None, *, checked: bool, today: date) -> None:
    """`known`: as the patient stands here, if at all. `checked`: a record system gave a guardian's address for whoever is under 18.

    Raises GuardianMissing.
    """
    born = asked.birth_date or (known.birth_date if known else None)
    named = asked.guardian_name or (known.guardian_name if known else "")
    if is_minor(born, today) and not (checked or named):
        raise GuardianMissing(
            _("The patient is under 18, and no parent or guardian is named: say whose address it is.")
        )
