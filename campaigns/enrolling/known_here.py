"""What stands here of a mailbox, looked up once: the rule for visits and the enrolment that follows from it read the same rows.

It holds until the transaction ends in which `one_at_a_time` was called, and until something of it is written.
"""

from __future__ import annotations

from dataclasses import dataclass

from campaigns.enrolling.same_person import same_mailbox, same_person
from campaigns.models import Series
from clinic.models import ClinicProfile
from patients.models import Identity, Patient, Suppression


@dataclass(frozen=True)
class KnownHere:
    """`others`: all who have this mailbox. `suppressed`: it must not be mailed."""

    series: Series
    clinic: ClinicProfile
    others: list[tuple[Patient, Identity]]
    suppressed: bool

    def patient(self, asked: Identity) -> Patient | None:
        """None for somebody new."""
        return next((one for one, known_as in self.others if same_person(known_as, asked)), None)


def known_here(email: str, series: Series, clinic: ClinicProfile) -> KnownHere:
    """Raises ValidationError for what is no address."""
    return KnownHere(series, clinic, same_mailbox(email), bool(Suppression.objects.covering([email])))


def held(series: Series) -> Series:
    """The row as it is now, which nobody changes before this transaction ends; what only points to it may be written."""
    found: Series = Series.objects.select_for_update(no_key=True).get(pk=series.pk)
    return found
