"""Emails are kept while nothing they are made from has changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from campaigns.preview.folder import FolderShelf
from campaigns.preview.shelf import Manuscript
from staff.studio import shown
from staff.studio.shown import Kept, Shown
from tests.campaigns.preview.conftest import folder, shelf

__all__ = ["folder", "shelf"]
FIRST = "series/first-steps/01-what-it-is"


@pytest.fixture
def made(monkeypatch) -> list[str]:
    """The emails that were made, in order."""
    seen: list[str] = []
    make = shown.make

    def counted(source, *more, **written):
        seen.append(source.template)
        return make(source, *more, **written)

    monkeypatch.setattr(shown, "make", counted)
    return seen


def ask(kept: Kept, shelf: FolderShelf, stamp: str, now: datetime, key: str = FIRST, person: str = "default") -> Shown:
    return kept.email(shelf, stamp, key, "", None, person, now)


def test_the_same_email_is_made_once_until_the_stamp_changes(shelf: FolderShelf, made: list[str], now: datetime):
    kept = Kept()
    assert ask(kept, shelf, "1", now) is ask(kept, shelf, "1", now) and len(made) == 1
    ask(kept, shelf, "2", now)
    ask(kept, shelf, "2", now, person="rtl")
    assert len(made) == 3


def test_tomorrow_it_is_made_anew_for_its_dates(shelf: FolderShelf, made: list[str], now: datetime):
    kept = Kept()
    today, tomorrow = ask(kept, shelf, "1", now), ask(kept, shelf, "1", now + timedelta(days=1))
    assert len(made) == 2 and today.preview and tomorrow.preview
    assert today.preview.values["next_date"] != tomorrow.preview.values["next_date"]


def test_no_more_are_kept_than_a_page_needs(shelf: FolderShelf, made: list[str], now: datetime, monkeypatch):
    monkeypatch.setattr(shown, "KEPT", 2)
    kept = Kept()
    for person in ("default", "rtl", "long"):
        ask(kept, shelf, "1", now, person=person)
    assert len(kept.made) == 2
    ask(kept, shelf, "1", now, person="default")
    assert len(made) == 4


def test_a_save_while_others_look_loses_nobodys_email(shelf: FolderShelf, now: datetime):
    kept = Kept()

    def look(number: int) -> bool:
        return (
            ask(kept, shelf, str(number % 7), now, "notices/welcome", ["default", "rtl"][number % 2]).preview
            is not None
        )

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(look, range(80)))


def test_an_email_made_before_a_save_isnt_shown_after_it(shelf: FolderShelf, now: datetime):
    """Made slowly from old words, while another thread has already seen the new ones."""
    kept = Kept()
    slow = SavedMeanwhile(shelf, lambda: ask(kept, shelf, "new", now))
    old = ask(kept, slow, "old", now)
    again = ask(kept, shelf, "new", now)
    assert old.manuscript and old.manuscript.title == "Old words"
    assert again.manuscript and again.manuscript.title != "Old words"


class SavedMeanwhile(FolderShelf):
    def __init__(self, shelf: FolderShelf, meanwhile) -> None:
        super().__init__(shelf.folder, shelf.clinic)
        self.meanwhile = meanwhile

    def manuscript(self, key: str, language: str, revision: int | None) -> Manuscript:
        self.meanwhile()
        return replace(super().manuscript(key, language, revision), title="Old words")


def test_faults_come_first_and_an_email_that_cant_be_made_is_all_faults(shelf: FolderShelf, now: datetime):
    (shelf.folder / "first-steps" / "01-what-it-is.md").write_text("nothing")
    found = ask(Kept(), shelf, "1", now)
    assert found.preview is None and found.errors == 1 and found.findings[0].severity == "error"
