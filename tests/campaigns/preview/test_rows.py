"""The shelf over an installation's rows."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from campaigns.emails.making import title_after
from campaigns.models import Step
from campaigns.preview.made import make
from campaigns.preview.personas import PERSONAS
from campaigns.preview.rows import RowsShelf
from content.models import Review, Revision

FIRST = "series/fibromyalgia/01-what-it-is"


@pytest.fixture
def shelf(signed_series, now: datetime) -> RowsShelf:
    return RowsShelf(now)


def revise(now: datetime, words: str = "A new sentence.", language: str = "en") -> Revision:
    lesson = Step.objects.get(position=1).lesson
    newest = lesson.revisions.order_by("-number").first()
    number = lesson.revisions.filter(language=language).count() + 1
    return Revision.objects.add(lesson, language, f"{newest.source}\n\n{words}\n", number=number, now=now, by="test")


def test_the_tree_holds_every_lesson_in_order_then_newsletters_and_notices(shelf: RowsShelf):
    series, news, notices = shelf.groups()
    assert [leaf.number for leaf in series.leaves] == list(range(1, 9)) and series.leaves[0].key == FIRST
    assert [leaf.key for leaf in news.leaves] == ["newsletters/how-our-emails-work"]
    assert [leaf.key for leaf in notices.leaves] == [
        "notices/welcome",
        "notices/reminder",
        "notices/ready",
        "notices/signup",
        "notices/stopped",
    ]


def test_every_email_of_the_tree_can_be_made_and_could_leave(shelf: RowsShelf, now: datetime):
    for group in shelf.groups():
        for leaf in group.leaves:
            source = shelf.manuscript(leaf.key, "", None).source
            make(source, shelf.templates(), PERSONAS["default"], now).refuse_errors()


def test_a_signed_text_is_approved_and_one_revised_since_is_a_draft(shelf: RowsShelf, now: datetime):
    assert shelf.manuscript(FIRST, "", None).state == "approved"
    revise(now)
    newest = shelf.manuscript(FIRST, "", None)
    assert (newest.state, newest.revision, newest.revisions) == ("draft", 2, (2, 1))
    first = shelf.manuscript(FIRST, "", 1)
    assert (first.state, first.revision) == ("approved", 1)
    assert "A new sentence." in newest.files["fibromyalgia/01-what-it-is.md"]
    assert "A new sentence." not in first.files["fibromyalgia/01-what-it-is.md"]


def test_a_revision_that_isnt_there_is_the_newest(shelf: RowsShelf):
    assert shelf.manuscript(FIRST, "", 77).revision == 1


def test_a_translation_is_shown_and_a_missing_one_falls_back(shelf: RowsShelf, now: datetime):
    revise(now, language="fr")
    assert shelf.groups()[0].leaves[0].languages == ("en", "es", "fr")
    assert shelf.manuscript(FIRST, "fr", None).source.language == "fr"
    assert shelf.manuscript(FIRST, "de", None).source.language == "en"
    assert shelf.manuscript("series/fibromyalgia/02-a-pain-system-turned-up", "fr", None).source.language == "en"


def test_a_translation_being_written_names_its_next_lesson_in_its_language(shelf: RowsShelf, now: datetime):
    step = Step.objects.get(position=1)
    translated = Step.objects.get(position=2).lesson.latest("es")
    assert translated is not None and not Review.objects.filter(language="es").exists()
    assert title_after(step, "es", now, practising=True) == translated.title
    assert title_after(step, "es", now, practising=False) == "Why it may happen: a pain system turned up"


@pytest.mark.parametrize(
    "key",
    ["", "series/", "series/fibromyalgia/none", "series/\0/x", "series/fibromyalgia/01-what-it-is/x", "newsletters/../x",
     "notices/x", "templates/lesson", "x"],
)  # fmt: skip
def test_a_key_that_names_nothing_is_a_key_error(shelf: RowsShelf, key: str):
    with pytest.raises(KeyError):
        shelf.manuscript(key, "", None)


@pytest.mark.parametrize("language", ["../../content/library/fibromyalgia/series", "zz", "a" * 35])
def test_a_notice_comes_in_the_clinics_languages_only(shelf: RowsShelf, language: str):
    assert shelf.manuscript("notices/welcome", language, None).source.language == "en"


def test_an_installation_without_a_series_has_no_lesson_to_announce(clinic, now: datetime):
    shelf = RowsShelf(now)
    assert shelf.manuscript("notices/welcome", "", None).source.template == "welcome"
    with pytest.raises(KeyError):
        shelf.manuscript("notices/ready", "", None)


def test_the_stamp_stays_while_nothing_changes(shelf: RowsShelf, now: datetime):
    assert shelf.stamp() == RowsShelf(now + timedelta(hours=1)).stamp()


@pytest.mark.parametrize(
    "what", ["revision", "withdrawn", "clinic", "step", "series", "template", "words", "newsletter"]
)
def test_the_stamp_changes_with_anything_an_email_is_made_from(
    shelf: RowsShelf, series, clinic, settings, tmp_path, now: datetime, what: str
):
    folders = {"template": "EMAIL_TEMPLATES", "words": "WORDS", "newsletter": "NEWSLETTERS"}
    for name in folders.values():
        setattr(settings, name, tmp_path / name)
        (tmp_path / name).mkdir()
    shelf = RowsShelf(now)
    before = shelf.stamp()
    match what:
        case "revision":
            revise(now + timedelta(seconds=1))
        case "withdrawn":
            Review.objects.filter(pk=Review.objects.values("pk")[:1]).update(withdrawn_at=now)
        case "clinic":
            clinic.phone = "+1 217 555 0199"
            clinic.save()
        case "step":
            Step.objects.filter(position=8).delete()
        case "series":
            series.title = "Another title"
            series.save()
        case _:
            (tmp_path / folders[what] / "x.md").write_text("x")
    assert shelf.stamp() != before
