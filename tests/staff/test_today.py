"""Today: what needs a person first, honest figures, and whether it runs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from campaigns.models import Message, Series, Tally, WayOut
from clinic.models import ClinicProfile, Installation
from content.models import Review
from tests.staff.conftest import Page, said


def today(staff: Client) -> str:
    return said(staff.get("/staff/"))


def test_with_all_in_order_nothing_needs_anyone(signed_series, staff: Client, now):
    Installation.current().tick(now)
    words = today(staff)
    assert "Nothing needs you, Maya" in words and "All is in order." in words
    assert "The clock has stopped" not in words


def test_the_day_is_said_in_the_zone_of_the_clinic(clinic, staff: Client):
    assert "Monday, October 12, in Chicago." in today(staff)


def test_emails_that_may_not_have_arrived_come_first(filled, staff: Client, now):
    newest = Message.objects.left().latest("claimed_at")
    Message.objects.filter(pk=filled.message).update(state="held", claimed_at=now - timedelta(days=6))
    Message.objects.filter(pk=newest.pk).update(state="uncertain")
    words = today(staff)
    assert "One thing needs you" in words
    assert "2 emails may not have arrived 1 held until a person decides and 1 may still be proven." in words
    assert "6 days Decide on 1" in words
    assert "/staff/held/" in Page(staff.get("/staff/")).addresses


def test_a_series_nobody_signed_needs_someone(series, staff: Client):
    words = today(staff)
    assert "“Living with fibromyalgia” isn’t reviewed" in words
    assert "All 8 lessons wait for a clinician." in words


def test_a_made_up_signature_is_no_review(signed_series, staff: Client):
    Review.objects.update(demo=True)
    assert "All 8 lessons wait for a clinician." in today(staff)


def test_a_review_that_runs_out_is_said_with_its_day(signed_series, staff: Client, now):
    Review.objects.filter(lesson__slug="06-medicines").update(expires_on=(now + timedelta(days=7)).date())
    words = today(staff)
    assert "“Medicines: questions to ask” needs a new signature" in words
    assert "Stops going out on Tuesday, October 20 · 0 patients have yet to reach it." in words


def test_a_paused_series_needs_no_review(series, staff: Client):
    Series.objects.update(state=Series.State.PAUSED)
    assert "isn’t reviewed" not in today(staff)


def test_missing_details_are_said_once(db, staff: Client):
    words = today(staff)
    assert words.count("Nothing can be mailed yet") == 1
    assert "Still missing: the mail name, where emails come from" in words


def test_who_has_not_confirmed_waits_for_others(filled, staff: Client):
    words = today(staff)
    assert "Waiting for others 1 patient hasn’t started We wait for 1 to confirm the address." in words


def test_figures_count_what_left_and_what_is_due(filled, enrol, staff: Client):
    for number in range(3):
        enrol(f"more{number}@example.org", "More")
    words = today(staff)
    assert "Today 12 2 0" in words  # the third lesson of two left this morning
    assert "Tue 13 0 3" in words
    assert "Lesson 1, Living with fibromyalgia 3" in words
    assert "Sat 17 0 0 closed" in words


def test_a_holiday_says_why_nothing_leaves(clinic, staff: Client):
    ClinicProfile.objects.update(holidays=["2026-10-14"])
    assert "Wed 14 0 0 holiday" in today(staff)


def test_nothing_runs_by_itself_while_it_stands_still(filled, staff: Client, now):
    Message.objects.filter(pk=filled.message).update(state="held")
    Installation.current().tick(now)
    assert "The rest runs by itself." in today(staff)
    Installation.objects.update(ticked_at=now - timedelta(hours=3))
    words = today(staff)
    assert "runs by itself" not in words
    assert words.index("The clock has stopped") < words.index("Practising. Every email stays"), "the worse comes first"
    Installation.objects.update(ticked_at=now, paused_at=now)
    assert "runs by itself" not in today(staff)


def test_a_clock_that_stopped_is_said_on_every_page(clinic, staff: Client, now):
    assert "The clock has stopped. It has never ticked." in today(staff)
    Installation.current().tick(now - timedelta(minutes=3))
    assert "The clock has stopped. It last ticked 3 minutes ago." in said(staff.get("/staff/messages/"))
    Installation.current().tick(now - timedelta(seconds=100))
    assert "The clock has stopped" not in said(staff.get("/staff/messages/"))


def heard(ago: int) -> None:
    """A worker's row in the engine's table, as it stands so many seconds after its last beat."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 second')", [ago]
        )


@pytest.mark.skipif(not apps.is_installed("procrastinate.contrib.django"), reason="workers need PostgreSQL")
def test_where_workers_are_set_and_none_runs_every_page_says_so(filled, staff: Client, now, settings):
    Installation.current().tick(now)
    note = "No worker is running. What is due waits: start one with python manage.py worker."
    assert note not in today(staff), "without the setting the timer sends by itself"
    Message.objects.filter(pk=filled.message).update(state="held")
    assert "The rest runs by itself." in today(staff)
    settings.WORKERS = True
    heard(90)  # killed a while ago
    assert "runs by itself" not in today(staff)
    assert note in today(staff) and "Workers none is running" in today(staff)
    assert note in said(staff.get("/staff/messages/"))
    assert "No worker is running What is due waits: start one" in said(staff.get("/staff/sending/"))
    heard(20)
    assert "orker" not in today(staff) + said(staff.get("/staff/sending/"))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE procrastinate_workers RENAME TO as_before_the_upgrade")
    assert note in today(staff), "the setting came before `upgrade`: a page all the same"


def test_what_is_due_is_counted_for_those_under_way_only(filled, staff: Client, now):
    Series.objects.update(state=Series.State.PAUSED)
    assert "Nothing is planned." in today(staff)


def test_what_left_today_is_read_from_the_tally(filled, staff: Client, now):
    assert "Today 12 2 0" in today(staff)
    Tally.objects.add({(now.date(), Series.objects.get().pk, "bounced"): 40})
    assert "Today 12 42 0" in today(staff)


def test_the_clock_and_the_way_out_lead_to_sending(filled, staff: Client):
    assert Page(staff.get("/staff/")).addresses.count("/staff/sending/") == 2


def test_a_way_that_rests_is_said_and_needs_nobody(live, staff: Client, now):
    WayOut.named("sendgrid").failed(now, "SendGrid can't be reached.", proven=True)
    words = today(staff)
    assert "Nothing needs you, Maya" in words
    assert "SendGrid rests until 10:01 am. Nothing is lost: it looks again by itself. See why" in words
    assert "The way out SendGrid rests until 10:01 am" in words


def test_what_a_row_asks_for_no_note_repeats(live, staff: Client, now):
    WayOut.named("sendgrid").stop(now, "SendGrid doesn't know this API key.")
    words = today(staff)
    assert words.count("SendGrid refuses us: nothing leaves") == 1 and "The way out shut" in words
    assert "SendGrid refuses us: nothing leaves. SendGrid doesn’t know this API key. See what to do" in said(
        staff.get("/staff/series/")
    )


def test_who_waits_for_a_translation_is_listed(signed_series, enrol, send, staff: Client, now):
    enrol("an@example.org", "An", language="vi", untranslated="wait", at=now - timedelta(days=7))
    send(now)
    assert "1 patient waits for a lesson in their language" in today(staff)
