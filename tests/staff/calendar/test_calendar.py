"""The calendar of everything that will leave, in a browser without scripts; and a newsletter moved on it."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import Enrolment, Newsletter
from campaigns.newsletters.editions import write
from campaigns.newsletters.moving import move
from campaigns.newsletters.repeating import Rule
from campaigns.newsletters.scheduling import schedule, unschedule
from campaigns.newsletters.writing import new_newsletter
from campaigns.reporting.leaving_between import Days, emails, issues, running_out
from clinic.models import AuditEntry, ClinicProfile
from clinic.refusal import Refusal
from content.models import Review
from tests.campaigns.newsletters.conftest import WORDS
from tests.staff.conftest import said

OCTOBER = "/staff/calendar/?day=2026-10-12"
TUESDAY = date(2026, 10, 20)


@pytest.fixture
def newsletter(clinic, now) -> Newsletter:
    row = new_newsletter("Winter", now, by="test")
    write(row, "en", WORDS, now, by="test")
    row.repeats = Rule(nth=1, weekday=1).as_json()
    row.save()
    return schedule(row, TUESDAY, time(10), now, by="test")


def days(clinic, first: date, last: date) -> Days:
    return Days(first, last, clinic.zone)


def test_lessons_count_on_the_day_of_their_stored_time_and_overdue_ones_today(clinic, signed_series, enrol, now):
    for number in range(3):
        enrol(f"p{number}@example.org", at=now)
    Enrolment.objects.filter(patient__isnull=False).update(next_due_at=now + timedelta(days=3))
    first = Enrolment.objects.earliest("pk")
    Enrolment.objects.filter(pk=first.pk).update(next_due_at=now - timedelta(days=30))
    found = emails(days(clinic, date(2026, 10, 1), date(2026, 10, 31)), now)
    assert [(one.on, one.slug, one.count) for one in found if one.slug] == [
        (date(2026, 10, 12), "fibromyalgia", 1),
        (date(2026, 10, 15), "fibromyalgia", 2),
    ]
    assert not emails(days(clinic, date(2026, 9, 1), date(2026, 9, 30)), now)
    later = days(clinic, date(2026, 10, 13), date(2026, 10, 14))
    assert not emails(later, now), "what is overdue belongs to today alone"


def test_a_repeating_newsletter_is_planned_once_and_expected_after(clinic, newsletter):
    found = issues(days(clinic, date(2026, 10, 1), date(2026, 12, 31)))
    assert [(one.on, one.expected) for one in found] == [
        (TUESDAY, False),
        (date(2026, 11, 3), True),
        (date(2026, 12, 1), True),
    ]


def test_signatures_that_run_out_stand_on_the_first_day_without_them(clinic, signed_series, now):
    Review.objects.update(expires_on=date(2026, 10, 29))
    found = running_out(days(clinic, date(2026, 10, 1), date(2026, 10, 31)), now)
    assert [(one.on, one.slug) for one in found] == [(date(2026, 10, 30), "fibromyalgia")]


def test_a_month_names_what_leaves_and_why_nothing_does(staff, newsletter, filled):
    ClinicProfile.objects.update(holidays=["2026-10-14"], holiday_names={"2026-10-14": "Founders’ Day"})
    shown = said(staff.get(OCTOBER))
    assert "October 2026" in shown and "Founders’ Day" in shown and "Winter 10:00 am" in shown
    november = said(staff.get("/staff/calendar/?day=2026-11-03&view=list"))
    assert "expected, about 10:00 am" in november and "Founders’ Day" not in november
    only_lessons = said(staff.get(f"{OCTOBER}&only=lessons"))
    assert "Winter 10:00 am" not in only_lessons and "lesson" in only_lessons


@pytest.mark.parametrize(
    "query", ["day=9999-99-99", "day=0001-01-01&view=week", "view=<b>&only=series:none"], ids=range(3)
)
def test_an_address_that_makes_no_sense_shows_this_month(staff, clinic, query):
    assert "October 2026" in said(staff.get(f"/staff/calendar/?{query}")) or "Oct 12 to Oct 18" in said(
        staff.get(f"/staff/calendar/?{query}")
    )


def test_more_rows_ask_no_more_queries(staff, newsletter, enrol, signed_series, now):
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            staff.get(OCTOBER)
        return len(queries)

    asked()
    before = asked()
    for number in range(4):
        row = new_newsletter(f"More {number}", now, by="test")
        write(row, "en", WORDS, now, by="test")
        schedule(row, TUESDAY + timedelta(days=number), time(11), now, by="test")
        enrol(f"q{number}@example.org", at=now)
    assert asked() == before


def test_a_newsletter_is_moved_only_after_a_yes(staff, newsletter):
    url = reverse("staff:move_newsletter", args=[newsletter.pk])
    shown = said(staff.get(f"{url}?to=2026-10-22"))
    assert "to Thu, Oct 22?" in shown and "0 emails leave" in shown and "last moment" in shown
    assert Newsletter.objects.get().send_on == TUESDAY
    answer = staff.post(url, {"to": "2026-10-22", "sure": "yes"}, follow=True)
    assert "leaves on Thu, Oct 22" in said(answer)
    row = Newsletter.objects.get()
    assert (row.send_on, row.send_at, row.state) == (date(2026, 10, 22), time(10), "scheduled")
    assert AuditEntry.objects.filter(action="newsletter.schedule", subject=str(row.pk)).count() == 2


@pytest.mark.parametrize(
    ("typed", "told"),
    [("", "Type the day"), ("soon", "Write the date as"), ("2026-10-01", "That time has passed"), ("2026-10-20", "already leaves on that day")],
    ids=["nothing", "words", "past", "same"],
)  # fmt: skip
def test_a_day_that_cant_be_had_moves_nothing_and_keeps_what_was_typed(staff, newsletter, typed, told):
    answer = staff.post(reverse("staff:move_newsletter", args=[newsletter.pk]), {"to": typed, "sure": "yes"})
    assert told in said(answer) and f'value="{typed}"' in answer.content.decode()
    assert Newsletter.objects.get().send_on == TUESDAY


def test_a_newsletter_taken_back_meanwhile_isnt_planned_by_moving_it(newsletter, now):
    seen = Newsletter.objects.get()
    unschedule(newsletter, now, by="test")
    with pytest.raises(Refusal, match="planned any more"):
        move(seen, TUESDAY + timedelta(days=1), now, by="test")
    assert Newsletter.objects.get().state == "draft"
