"""How one file is read, as a person said it: which column is which, how dates are written, which visits count, where they lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.utils.translation import gettext as _

from campaigns.models import Series
from clinic.refusal import Refusal
from patients.readers.csv_columns import MEANINGS
from patients.readers.date_orders import DateOrder

TOOK_PLACE = (
    "checked out", "check out", "completed", "complete", "finished", "discharged", "fulfilled", "kept", "seen", "departed", "closed", "done",
)  # fmt: skip
"""What practice systems call a visit that is over; a clinic adds its own words."""
CALLED_OFF = ("cancelled", "canceled", "entered in error", "deleted")
"""And one that was never to be, or is none any more: what it started is stopped."""
MOST_WORDS = 30
LONGEST_WORD = 40


@dataclass(frozen=True)
class Reading:
    """`columns`: their name → ours; None: the file bears our names. `dates`: None for our own two ways to write them.

    `series`: for everybody in the file; empty: whatever series the codes of the row start. `took_place`: folded words.
    """

    series: str = ""
    columns: Mapping[str, str] | None = None
    dates: DateOrder | None = None
    took_place: tuple[str, ...] = TOOK_PLACE

    def checked(self) -> Self:
        """Raises Refusal, before a row is read."""
        ours = set((self.columns or {}).values())
        if unknown := ours - set(MEANINGS):
            raise Refusal(
                _("There is no column {names}: choose one of the list.").format(names=", ".join(sorted(unknown)))
            )
        if self.columns is not None and "email" not in ours:
            raise Refusal(_("Say which column holds the email address: without one no lesson can be sent."))
        if self.series:
            Series.objects.named(self.series)
        elif not ours & {"codes", "visit_type"}:
            raise Refusal(_("Choose a series, or say which column holds the codes that start one."))
        return self

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"columns": dict(self.columns or {}), "took_place": list(self.took_place)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What `to_json` wrote; whatever is missing is as by default."""
        dates = kept.get("dates")
        return cls(
            series=str(kept.get("series", "")), columns=dict(kept.get("columns") or {}), dates=DateOrder(dates) if dates else None,
            took_place=tuple(kept.get("took_place", TOOK_PLACE)),
        )  # fmt: skip


def words_of(text: str) -> tuple[str, ...]:
    """Words for a visit that took place, as typed: one a line or between commas. Raises Refusal."""
    found = tuple(dict.fromkeys(filter(None, (folded_status(one) for one in text.replace("\n", ",").split(",")))))
    if len(found) > MOST_WORDS or any(len(one) > LONGEST_WORD for one in found):
        raise Refusal(_("Write at most {most} short words for visits that took place.").format(most=MOST_WORDS))
    return found


def folded_status(text: str) -> str:
    return " ".join(text.replace("-", " ").replace("_", " ").casefold().split())
