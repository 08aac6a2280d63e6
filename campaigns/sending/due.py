"""A due enrolment as planning looks at it: a few columns of it and of its patient."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from campaigns.calendar import Left
from campaigns.columns import Key
from campaigns.steps.choosing import Traveller
from campaigns.steps.place import Place


class Due(NamedTuple):
    """Named as in the models."""

    pk: str
    patient: str
    series: str
    position: int
    ahead: int
    waits_for: str
    untranslated: str
    anchored_on: date
    left_on: date | None
    left_day: int | None
    procedure_on: date | None
    asked_for_help_at: datetime | None
    pace: int
    break_until: date | None
    language: str
    time_zone: str
    plain_text: bool

    @property
    def place(self) -> Place:
        return Place(self.position, self.ahead)

    @property
    def traveller(self) -> Traveller:
        """Raises ZoneInfoNotFoundError."""
        before = Left(self.left_on, self.left_day) if self.left_on and self.left_day is not None else None
        not_before = self.break_until or date.min
        return Traveller(self.anchored_on, ZoneInfo(self.time_zone), before, self.procedure_on, self.pace, not_before)


DUE = (
    Key("pk"), Key("patient"), Key("series"), "position", "ahead", "waits_for", "untranslated", "anchored_on", "left_on", "left_day",
    "procedure_on", "asked_for_help_at", "pace", "break_until", "patient__language", "patient__time_zone", "patient__plain_text",
)  # fmt: skip
