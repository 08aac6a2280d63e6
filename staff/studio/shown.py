"""One email of the shelf, made or refused, kept while nothing it is made from has changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock

from django.utils.translation import get_language

from campaigns.preview.made import Preview, make
from campaigns.preview.personas import PERSONAS
from campaigns.preview.shelf import Manuscript, Shelf
from content.words import read_words
from mailer.finding import EmailError, Finding

Asked = tuple[str, date, str, str, int | None, str, str | None]
KEPT = 200  # emails; a page shows one or two, its tree a few more


@dataclass(frozen=True)
class Shown:
    """`preview` is None when there is no email to show; `findings` then say why."""

    manuscript: Manuscript | None
    preview: Preview | None
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        return sum(one.severity == "error" for one in self.findings)

    @property
    def warnings(self) -> int:
        return sum(one.severity == "warning" for one in self.findings)


class Kept:
    """What was made, for as long as the shelf's stamp and the day stay the same. Several threads ask at once."""

    def __init__(self) -> None:
        self.stamp = ""
        self.made: OrderedDict[Asked, Shown] = OrderedDict()
        self.lock = Lock()

    def email(
        self, shelf: Shelf, stamp: str, key: str, language: str, revision: int | None, person: str, now: datetime
    ) -> Shown:
        """Raises KeyError for an email that isn't there."""
        asked = (stamp, now.date(), key, language, revision, person, get_language())  # findings are said in it
        with self.lock:
            if stamp != self.stamp:
                self.stamp = stamp
                self.made.clear()
                read_words.cache_clear()
            found = self.made.get(asked)
        return found or self.keep(asked, shown(shelf, key, language, revision, person, now))

    def keep(self, asked: Asked, found: Shown) -> Shown:
        with self.lock:
            self.made[asked] = found
            while len(self.made) > KEPT:
                self.made.popitem(last=False)
        return found


def shown(shelf: Shelf, key: str, language: str, revision: int | None, person: str, now: datetime) -> Shown:
    manuscript = None
    try:
        manuscript = shelf.manuscript(key, language, revision)
        preview = make(manuscript.source, shelf.templates(), PERSONAS[person], now, written_in=manuscript.files)
    except EmailError as fault:
        return Shown(manuscript, None, in_order(fault.findings))
    return Shown(manuscript, preview, in_order([*preview.findings, *manuscript.remarks]))


def in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    order = {"error": 0, "warning": 1, "note": 2}
    return tuple(sorted(findings, key=lambda finding: order[finding.severity]))
