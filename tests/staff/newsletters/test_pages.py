"""A newsletter on the desk: written, counted, approved, planned, taken back, reported, by somebody in a browser without scripts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from campaigns.models import Edition, Message, Newsletter
from campaigns.newsletters import planning
from clinic.models import ClinicProfile, Person
from tests.campaigns.newsletters.conftest import WORDS, reader
from tests.staff.conftest import Page, said

__all__ = ["reader"]  # a fixture
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(staff: Client, clinic) -> Client:
    return staff


@pytest.fixture
def newsletter(desk: Client) -> Newsletter:
    desk.post(reverse("staff:newsletters"), {"name": "Winter"})
    made = Newsletter.objects.get()
    assert desk.post(url(made, "write"), {**WORDS, "seen": seen(made)}).status_code == 302
    return made


@pytest.fixture
def osei(db) -> Client:
    user = User.objects.create_user(
        "osei", password="a-long-password", first_name="Ama", last_name="Osei", is_staff=True
    )
    Person.objects.create(user=user, role=Person.Role.REVIEWER, credential="MD")
    client = Client()
    client.force_login(user)
    return client


def url(newsletter: Newsletter, name: str) -> str:
    return reverse(f"staff:newsletter_{name}", args=[newsletter.pk])


def seen(newsletter: Newsletter, language: str = "en") -> str:
    return Edition.objects.get(newsletter=newsletter, language=language).content_hash


def plan(desk: Client, newsletter: Newsletter, **more) -> str:
    chosen = {"send_on": "10/20/2026", "send_at": "10:00", "where": "clinic", "untranslated": "fall back", **more}
    return said(desk.post(url(newsletter, "schedule"), chosen, follow=True))


def state(newsletter: Newsletter) -> str:
    newsletter.refresh_from_db()
    return newsletter.state


def test_a_name_is_all_it_takes_to_begin(desk):
    assert "Give it a name" in said(desk.post(reverse("staff:newsletters"), {"name": " "}))
    answer = desk.post(reverse("staff:newsletters"), {"name": "Winter"}, follow=True)
    assert "Winter" in said(answer) and "Draft" in said(answer)


def test_two_people_who_write_at_once_lose_nothing(desk, newsletter):
    old = seen(newsletter)
    desk.post(url(newsletter, "write"), {**WORDS, "body": "Theirs", "seen": old})
    answer = desk.post(url(newsletter, "write"), {**WORDS, "body": "Mine", "seen": old})
    assert "Somebody else has changed these words" in said(answer) and "Mine" in answer.content.decode()
    assert Edition.objects.get().body == "Theirs"


def test_a_script_saves_and_is_told_the_time(desk, newsletter):
    typed = {**WORDS, "body": "More", "seen": seen(newsletter)}
    told = desk.post(url(newsletter, "write"), typed, headers={"Accept": "application/json"}).json()
    assert told["saved"].startswith("Saved ") and told["seen"] == seen(newsletter)
    again = desk.post(url(newsletter, "write"), typed, headers={"Accept": "application/json"})
    assert again.status_code == 409 and "Somebody else" in again.json()["refused"]


def test_a_lesson_is_taken_in_as_text(desk, signed_series, newsletter):
    chosen = f"{signed_series.slug}/01-what-it-is"
    desk.post(url(newsletter, "write"), {**WORDS, "seen": seen(newsletter), "add": "1", "lesson": chosen})
    body = Edition.objects.get().body
    assert body.startswith("Hello {given_name}.") and "## What fibromyalgia is" in body


def test_another_language_is_begun_and_left_out_again(desk, newsletter):
    spanish = f"{url(newsletter, 'write')}?language=es"
    desk.post(spanish, {**WORDS, "title": "El invierno", "seen": ""})
    assert sorted(newsletter.editions.values_list("language", flat=True)) == ["en", "es"]
    desk.post(spanish, {**WORDS, "seen": seen(newsletter, "es"), "drop": "1"})
    assert newsletter.editions.count() == 1


def test_the_frame_shows_the_email_with_markup_as_text(desk, newsletter):
    Edition.objects.update(body="<script>alert(1)</script> {{ 7*7 }}")
    html = desk.get(url(newsletter, "frame")).content.decode()
    assert "<script>" not in html and "{{ 7*7 }}" in html


def test_the_audience_is_counted_before_it_is_saved(desk, newsletter, reader):
    reader("ana@example.org"), reader("eva@example.org", language="es"), reader("never@example.org", agreed=False)
    ClinicProfile.objects.update(languages=["en", "es"])
    counted = desk.post(url(newsletter, "count"), {"who": "everyone", "languages": ["es"]})
    assert "1 person will" in said(counted) and "Not saved yet" in said(counted)
    assert Newsletter.objects.get().audience == {}
    desk.post(url(newsletter, "audience"), {"who": "everyone", "languages": ["es"]})
    assert Newsletter.objects.get().audience == {"who": "everyone", "languages": ["es"]}
    page = said(desk.get(url(newsletter, "audience")))
    assert "1 person will get it" in page and "there is no text in it" in page


def test_dates_the_wrong_way_round_are_said_and_kept(desk, newsletter):
    answer = desk.post(
        url(newsletter, "audience"), {"who": "everyone", "enrolled_from": "2/1/2026", "enrolled_to": "1/1/2026"}
    )
    assert "comes before the first" in said(answer) and "2/1/2026" in answer.content.decode()


def test_planning_says_what_follows_in_numbers_before_the_yes(desk, newsletter, reader):
    reader("ana@example.org"), reader("never@example.org", agreed=False)
    page = plan(desk, newsletter, nth="1", weekday="1", months="1")
    assert "1 email leaves on Tue, Oct 20 at 10:00 am, Chicago time" in page and "9:55 am" in page
    assert "0 leave for real people without approval" in page and "reminded on Sun, Oct 18" in page
    assert "draft of the next issue is made afterwards, for Tue, Nov 3" in page
    assert state(newsletter) == "draft"
    plan(desk, newsletter, nth="1", weekday="1", months="1", sure="1")
    assert state(newsletter) == "scheduled" and newsletter.repeats == {"nth": 1, "weekday": 1, "months": 1}


def test_a_day_that_is_known_is_written_as_its_hint_writes_it(desk, newsletter, reader):
    reader("ana@example.org")
    plan(desk, newsletter, sure="1")
    desk.post(url(newsletter, "audience"), {"who": "everyone", "enrolled_from": "2026-02-01"})
    assert Page(desk.get(url(newsletter, "schedule"))).field("send_on")["value"] == "10/20/2026"
    assert Page(desk.get(url(newsletter, "audience"))).field("enrolled_from")["value"] == "2/1/2026"


def test_a_time_that_has_passed_is_said_with_the_form_as_it_was(desk, newsletter):
    page = desk.post(
        url(newsletter, "schedule"), {"send_on": "10/1/2026", "send_at": "10:00", "where": "clinic", "sure": "1"}
    )
    assert "That time has passed" in said(page) and 'value="10/1/2026"' in page.content.decode()
    assert state(newsletter) == "draft"


def test_a_reviewer_approves_the_words_that_were_shown(desk, osei, newsletter, reader):
    reader("ana@example.org")
    plan(desk, newsletter, sure="1")
    assert "Newsletters to approve" not in said(desk.get(reverse("staff:reviews")))
    assert "Winter" in said(osei.get(reverse("staff:reviews")))
    yes = {"edition": "en", "seen": seen(newsletter), "statement": "yes"}
    assert "Nothing was changed" in said(desk.post(url(newsletter, "approval"), yes))
    assert "have changed" in said(osei.post(url(newsletter, "approval"), {**yes, "seen": "0" * 64}))
    unticked = {name: value for name, value in yes.items() if name != "statement"}
    assert "tick the sentence" in said(osei.post(url(newsletter, "approval"), unticked))
    assert "Approved by Ama Osei, MD" in said(osei.post(url(newsletter, "approval"), yes, follow=True))
    assert "Newsletters to approve" not in said(osei.get(reverse("staff:reviews")))
    osei.post(url(newsletter, "approval"), {"withdraw": "en"})
    assert "Not approved" in said(desk.get(url(newsletter, "approval")))


def test_a_planned_one_is_taken_back_and_a_draft_deleted(desk, newsletter):
    plan(desk, newsletter, sure="1")
    assert "0 words are lost" in said(desk.get(url(newsletter, "unschedule")))
    desk.post(url(newsletter, "unschedule"))
    assert state(newsletter) == "draft"
    assert "Only a draft" not in said(desk.post(url(newsletter, "delete"), follow=True))
    assert not Newsletter.objects.exists()


def test_the_report_counts_everybody_and_offers_those_it_missed(desk, newsletter, reader, now: datetime):
    reader("ana@example.org"), reader("never@example.org", agreed=False)
    plan(desk, newsletter, sure="1")
    assert "Nothing has left yet" in said(desk.get(url(newsletter, "report")))
    at = now.replace(day=20, hour=15)
    planning.plan_newsletters(at, practising=True)
    assert "Stop 1 email" in said(desk.get(url(newsletter, "stop")))
    desk.post(url(newsletter, "stop"))
    page = said(desk.get(url(newsletter, "report")))
    assert "Never agreed to newsletters 1" in page and "1 person didn’t get it" in page
    answer = desk.post(url(newsletter, "again"), follow=True)
    assert "Only those whom" in said(answer) and Newsletter.objects.get(missed_of=newsletter).state == "draft"


def test_a_test_goes_to_the_clinics_own_addresses(desk, newsletter, home):
    assert "No address for tests yet" in said(desk.get(url(newsletter, "test")))
    ClinicProfile.objects.update(test_addresses=["me@clinic.example"])
    answer = desk.post(url(newsletter, "test"), {"address": ["me@clinic.example"], "language": "en"}, follow=True)
    assert "A test went to the local inbox" in said(answer) and not Message.objects.exists()
    refused = desk.post(url(newsletter, "test"), {"address": ["stranger@example.org"], "language": "en"})
    assert "own addresses only" in said(refused)


def test_a_copy_is_a_draft_without_a_date(desk, newsletter):
    plan(desk, newsletter, sure="1")
    desk.post(url(newsletter, "duplicate"))
    copy = Newsletter.objects.exclude(pk=newsletter.pk).get()
    assert (copy.state, copy.send_on, copy.editions.get().body) == ("draft", None, WORDS["body"])


def test_the_reviewers_are_reminded_two_days_before_once(osei, newsletter, desk, reader, now: datetime, home):
    from campaigns.newsletters.reminding import remind_reviewers

    User.objects.filter(username="osei").update(email="osei@clinic.example")
    plan(desk, newsletter, sure="1")
    at = now.replace(day=20, hour=15)
    assert remind_reviewers(at - timedelta(days=3)) == 0
    assert remind_reviewers(at - timedelta(days=2)) == 1 and remind_reviewers(at - timedelta(days=1)) == 0
    assert len(list((home / "inbox").glob("*.eml"))) == 1


def test_the_reports_list_it_and_a_spreadsheet_takes_it_safely(desk, newsletter, reader, now: datetime):
    Newsletter.objects.update(name="=cmd|'x'!A1")
    reader("ana@example.org"), reader("never@example.org", agreed=False)
    plan(desk, newsletter, sure="1")
    planning.plan_newsletters(now.replace(day=20, hour=15), practising=True)
    assert "Newsletters for a spreadsheet" in said(desk.get(reverse("staff:reports")))
    text = desk.get(reverse("staff:newsletters_csv")).content.decode("utf-8-sig")
    head, line = text.splitlines()[:2]
    assert head.startswith("Newsletter,Began,State,People,Planned") and not line.startswith("=")
    assert "2026-10-20,Sending,2,1," in line
