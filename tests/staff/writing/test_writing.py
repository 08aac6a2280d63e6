"""The editor: what is typed is kept, the email beside it follows, and a review is asked for with what stands on the screen."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from campaigns.reviewing.claims import claims_about
from clinic.models import AuditEntry
from content import drafts
from content.models import DraftSave, Lesson, ReviewRequest

PLACE = ["fibromyalgia", "04-moving-a-little"]
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def lesson(series) -> Lesson:
    return series.way().get(lesson__slug=PLACE[1]).lesson


@pytest.fixture
def colleague(db) -> Client:
    client = Client()
    client.force_login(
        User.objects.create_user("ben", first_name="Ben", last_name="Ode", is_staff=True, is_superuser=True)
    )
    return client


def url(name: str, language: str = "") -> str:
    return reverse(f"staff:{name}", args=PLACE) + (f"?language={language}" if language else "")


def typed(lesson: Lesson, language: str = "en", **changed: Any) -> dict[str, Any]:
    draft = drafts.draft_of(lesson, language)
    return {**draft.parts, "number": draft.number, **changed}


def saved(client: Client, fields: dict[str, Any], language: str = "") -> dict[str, Any]:
    answer = client.post(url("write_save", language), fields, **JSON)
    assert answer.status_code == 200
    return dict(json.loads(answer.content))


def test_the_page_holds_every_part_of_the_lesson(staff, lesson):
    page = staff.get(url("write")).content.decode()
    assert 'value="Moving a little at a time"' in page
    assert "Before you ask" in page and "Plain language" in page
    assert "You are writing <strong>revision 2</strong>" in page
    assert page.count('name="right"') == 3


def test_what_is_typed_is_there_after_a_reload(staff, lesson):
    told = saved(staff, typed(lesson, goal="You can walk a little."))
    assert told["number"] == 1 and told["saved"].startswith("Saved ")
    assert 'value="You can walk a little."' in staff.get(url("write")).content.decode()
    assert AuditEntry.objects.filter(action="lesson.draft", subject=str(lesson.id)).exists()


def test_saving_works_without_scripts(staff, lesson):
    answer = staff.post(url("write_save"), typed(lesson, goal="You can walk a little."))
    assert answer.status_code == 302 and answer["Location"] == url("write")
    assert drafts.draft_of(lesson, "en").parts["goal"] == "You can walk a little."


def test_two_authors_in_different_parts_see_both(staff, colleague, lesson):
    start = typed(lesson)
    saved(staff, {**start, "goal": "You can walk a little."})
    told = saved(colleague, {**start, "ask": "How far?"})
    assert told["parts"] == {"goal": "You can walk a little."}
    assert drafts.draft_of(lesson, "en").parts["ask"] == "How far?"


def test_the_second_author_is_told_who_is_in(staff, colleague, lesson):
    colleague.get(url("write"))
    assert "Ben Ode is writing here too. Both of your changes are kept." in staff.get(url("write")).content.decode()


def test_an_open_page_gets_what_others_saved(staff, colleague, lesson):
    saved(colleague, typed(lesson, goal="You can walk a little."))
    told = json.loads(staff.post(url("write_here"), {"number": 0}, **JSON).content)
    assert told["number"] == 1 and told["parts"]["goal"] == "You can walk a little."
    told = json.loads(staff.post(url("write_here"), {"number": 1}, **JSON).content)
    assert "parts" not in told


def test_each_finding_names_its_words_and_their_place(staff, lesson):
    told = saved(staff, typed(lesson, text="🙂 Exercise was recommended for musculoskeletal pain."))
    text = "🙂 Exercise was recommended for musculoskeletal pain.".encode("utf-16-le")
    kinds = {}
    for one in told["remarks"]["text"]:
        assert text[2 * one["start"] : 2 * one["end"]].decode("utf-16-le") == one["words"]
        kinds[one["kind"]] = one
    assert kinds["hard"]["better"] == "muscle and joint"
    assert kinds["passive"]["words"] == "was recommended"
    assert "Use it" in told["checks"]


def test_the_email_beside_the_text_is_made_of_the_draft(staff, lesson):
    saved(staff, typed(lesson, text="Begin with one short walk each day.\n\nThen rest."))
    frame = staff.get(url("write_frame") + "?near=- Begin with one short walk").content.decode()
    assert '<a id="here"></a>Begin with one short walk each day.' in frame


def test_an_empty_draft_still_shows_an_email(staff, lesson):
    saved(staff, {**dict.fromkeys(typed(lesson), ""), "number": 0, "title": "Rest"})
    frame = staff.get(url("write_frame"))
    assert frame.status_code == 200 and "Rest" in frame.content.decode()


def test_asking_for_a_review_makes_the_revision_its_author_saw(staff, lesson):
    answer = staff.post(url("write_ask"), typed(lesson, goal="You can walk a little."), follow=True)
    assert "Revision 2 waits for a review." in answer.content.decode()
    revision = lesson.latest("en")
    assert revision.text.goal == "You can walk a little."
    assert ReviewRequest.objects.open().get().revision == revision
    assert not DraftSave.objects.open(lesson, "en").exists()


def test_an_unfinished_lesson_is_not_sent_to_review_and_nothing_is_lost(staff, lesson):
    answer = staff.post(url("write_ask"), typed(lesson, goal="", title="A new title"), follow=True)
    page = answer.content.decode()
    assert "Not asked yet, and nothing is lost." in page and "no goal" in page
    assert 'value="A new title"' in page
    assert not ReviewRequest.objects.exists()


def test_a_review_is_not_asked_for_words_somebody_else_just_changed(staff, colleague, lesson):
    start = typed(lesson)
    saved(colleague, {**start, "goal": "You can walk a little."})
    page = staff.post(url("write_ask"), {**start, "ask": "How far?"}, follow=True).content.decode()
    assert "Not asked yet. Somebody else changed this lesson meanwhile." in page
    assert not ReviewRequest.objects.exists()
    assert drafts.draft_of(lesson, "en").parts["ask"] == "How far?"


def test_markup_typed_into_a_lesson_is_only_words(staff, lesson):
    saved(
        staff,
        typed(lesson, title='<script>alert("x")</script>', text="{{ 7*7 }} {% raw %} <img src=x onerror=alert(1)>"),
    )
    for page in (staff.get(url("write")).content.decode(), staff.get(url("write_frame")).content.decode()):
        assert '<script>alert("x")' not in page and "<img src=x" not in page


def test_a_translation_stands_beside_its_original(staff, lesson):
    page = staff.get(url("write", "es")).content.decode()
    assert "Moving a little at a time" in page and 'value="Moverse poco a poco"' in page


def test_a_translation_of_words_that_changed_since_is_marked_older(staff, lesson):
    assert "older" not in staff.get(url("write", "es")).content.decode()
    staff.post(url("write_ask"), typed(lesson, goal="You can walk a little."))
    page = staff.get(url("write", "es")).content.decode()
    assert "older" in page and "The original has changed since this was translated." in page


def test_a_language_the_clinic_does_not_have_is_not_found(staff, lesson):
    assert staff.get(url("write", "xx")).status_code == 404


@pytest.mark.parametrize("number", ["", "-1", "x", "99999999999999999999"])
def test_a_page_that_lost_its_number_still_saves(staff, lesson, number):
    told = saved(staff, typed(lesson, goal="You can walk.", number=number))
    assert told["number"] == 1


def test_a_book_is_refused_with_a_sentence(staff, lesson):
    answer = staff.post(url("write_save"), typed(lesson, text="word " * 20_000), **JSON)
    assert answer.status_code == 422
    assert "at most 60,000 characters" in json.loads(answer.content)["refused"]


def test_who_is_not_signed_in_saves_nothing(client, lesson):
    answer = client.post(url("write_save"), typed(lesson, goal="x"), **JSON)
    assert answer.status_code == 401 and "you were signed out" in answer.json()["refused"]
    assert not DraftSave.objects.exists()


def test_what_became_of_a_claim_is_told_beside_the_text(staff, lesson):
    page = staff.get(url("write")).content.decode()
    assert "What became of the article" in page
    key = claims_about(lesson, "en")[0].key
    answer = staff.post(url("write_claim"), {"key": key, "fate": "softened", "says": "", "reason": "small studies"})
    told = next(one for one in claims_about(lesson, "en") if "small studies" in one.why or one.why == "small studies")
    assert answer["Location"].endswith(f"#{told.key}")
    assert staff.post(url("write_claim"), {"key": told.key, "fate": "nonsense", "reason": "x"}).status_code == 404


def test_a_claim_somebody_changed_meanwhile_is_not_overwritten(staff, lesson):
    answer = staff.post(url("write_claim"), {"key": "0" * 16, "fate": "kept", "reason": "x"}, follow=True)
    assert "Somebody changed this line of the sheet meanwhile" in answer.content.decode()
