"""What a clinic says of the people it brings from another tool: how and when they agreed to newsletters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from clinic.refusal import Refusal
from patients.hidden_characters import JOINERS, has_hidden
from patients.models.consent import MAX_HOW


@dataclass(frozen=True)
class Agreed:
    """`at`: the start of that day at the clinic. `confirmed`: the other tool had each address confirmed by its owner."""

    how: str
    at: datetime
    confirmed: bool = False
    patients_too: bool = False

    @classmethod
    def on(
        cls, day: date, how: str, *, zone: ZoneInfo, now: datetime, confirmed: bool = False, patients_too: bool = False
    ) -> Agreed:
        """Raises Refusal."""
        said = " ".join(how.split())
        if not said or len(said) > MAX_HOW or has_hidden(said, allowed=JOINERS):
            raise Refusal(
                _("Say in 1 to {most} plain characters how these people agreed to newsletters.").format(most=MAX_HOW)
            )
        at = datetime.combine(day, time(), tzinfo=zone)
        if at > now:
            raise Refusal(_("The day on which they agreed lies in the future: check the year."))
        return cls(said, at, confirmed, patients_too)
