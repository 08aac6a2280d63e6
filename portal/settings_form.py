"""What was chosen on the page "Change how you get lessons": kept as it was typed, and read as wishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.core.exceptions import ValidationError

from campaigns.enrolments.lesson_wishes import PACES, Wishes

FIELDS = ("pace", "break", "month", "day", "year", "language", "look")
NO_BREAK, ONE_WEEK, FOUR_WEEKS, OWN_DAY = "none", "1", "4", "day"
WEEKS = {ONE_WEEK: timedelta(weeks=1), FOUR_WEEKS: timedelta(weeks=4)}
PICTURES, PLAIN_TEXT = "pictures", "text"


@dataclass(frozen=True)
class Chosen:
    """Each as its field came. What the page didn't ask, or nobody chose, stays as it is."""

    pace: str = ""
    rest: str = ""
    month: str = ""
    day: str = ""
    year: str = ""
    language: str = ""
    look: str = ""

    @classmethod
    def read(cls, post: Mapping[str, str]) -> Chosen:
        return cls(*(post.get(name, "").strip()[:35] for name in FIELDS))

    @classmethod
    def of(cls, wishes: Wishes, today: date) -> Chosen:
        until = wishes.break_until
        rest = next((name for name, length in WEEKS.items() if until == today + length), OWN_DAY) if until else NO_BREAK
        own = (str(until.month), str(until.day), str(until.year)) if until else ("", "", "")
        return cls(
            str(wishes.pace), rest, *own, wishes.language,
            PLAIN_TEXT if wishes.plain_text else PICTURES,
        )  # fmt: skip

    def wishes(self, now_have: Wishes, languages: tuple[str, ...], today: date) -> Wishes:
        """Raises ValidationError, with the code "no day" for a day that isn't in the calendar."""
        known = {str(pace): pace for pace in PACES}
        return replace(
            now_have,
            pace=known.get(self.pace, now_have.pace),
            break_until=self.break_until(now_have, today),
            language=self.language if self.language in languages else now_have.language,
            plain_text=self.look == PLAIN_TEXT if self.look in (PICTURES, PLAIN_TEXT) else now_have.plain_text,
        )

    def break_until(self, now_have: Wishes, today: date) -> date | None:
        if self.rest in WEEKS:
            return today + WEEKS[self.rest]
        if self.rest == OWN_DAY:
            return self.own_day()
        return None if self.rest == NO_BREAK else now_have.break_until

    def own_day(self) -> date:
        try:
            return date(int(self.year), int(self.month), int(self.day))
        except (ValueError, OverflowError):
            raise ValidationError("That day is not in the calendar.", code="no day") from None
