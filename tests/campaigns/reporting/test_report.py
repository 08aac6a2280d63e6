"""What a report says is what the rows say, counted now or by the clock."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from campaigns.enrolments.progress import at_places, progress_of, progress_of_all
from campaigns.models import Answer, Enrolment, Helpfulness, Message, Series, SeriesCount, Tally
from campaigns.reporting import counting
from campaigns.reporting.counting import Counts, count_large, counted
from campaigns.reporting.delivery_times import delivery_times, within
from campaigns.reporting.months import in_all, months_of
from campaigns.reporting.report import Kind, report_of
from campaigns.sending.run import send_due
from campaigns.stopping.lessons import stop
from clinic.models import Installation
from mailer.events.base import Happened
from scheduler.maintenance import maintain
from tests.staff.conftest import live, tell

__all__ = ["live"]  # a fixture


@pytest.fixture
def taught(live, signed_series, enrol, now) -> Series:
    """Four patients had the first lesson; one of them stopped, one bounced, one answered, one said it helped."""
    before = now - timedelta(days=7)
    Installation.current().tick(before)
    people = [enrol(f"p{n}@example.org", at=before).enrolment for n in range(4)]
    send_due(lambda: before + timedelta(days=1), "test")
    stop(people[0], now, by="test")
    rows = {row.enrolment_id: row for row in Message.objects.lessons()}
    assert len(rows) == 4
    tell(rows[people[1].pk], Happened.HARD_BOUNCE, now, "5.1.1")
    tell(rows[people[2].pk], Happened.DELIVERED, rows[people[2].pk].claimed_at + timedelta(seconds=9))
    Answer.objects.give(rows[people[2].pk], 2, now, right=False)
    Answer.objects.give(rows[people[2].pk], 1, now, right=True)
    Helpfulness.objects.create(message=rows[people[3].pk], said="partly", given_at=now)
    return signed_series


def test_a_report_says_who_came_how_far_and_why_others_ended(taught, now):
    report = report_of(Kind.SERIES, taught.pk, now)
    assert (report.progress.all, report.progress.had(report.steps[0]), report.progress.had(report.steps[1])) == (
        4,
        4,
        0,
    )
    assert report.ended == {"The patient stopped the lessons.": 1, "The address bounced.": 1}
    assert report.stopped_by_patients == 1
    assert report.bounces == {"The mailbox refused it for good (5.1.1).": 1}
    assert report.states == {"accepted": 2, "delivered": 1, "bounced": 1}
    assert report.times == [timedelta(seconds=9)] and report.counted_at == now


def test_the_first_answer_tells_what_was_unclear_and_the_last_whether_it_was_learnt(taught, now):
    report = report_of(Kind.SERIES, taught.pk, now)
    asked = report.questions[report.steps[0].pk]
    assert (asked.answered, asked.right_at_once, asked.right_in_the_end) == (1, 0, 1)
    assert [choice.chosen for choice in asked.choices][:2] == [0, 1]
    assert report.helpful == {report.steps[0].pk: Counter(partly=1)}
    assert report.least_understood is None, "of one answer nobody can say that"


def test_the_idea_least_understood_is_said_once_enough_have_answered(taught, now, monkeypatch):
    monkeypatch.setattr("campaigns.reporting.questions.ENOUGH", 1)
    report = report_of(Kind.SERIES, taught.pk, now)
    assert report.least_understood == report.steps[0].pk


def test_what_the_clock_counted_is_what_a_page_would_have(taught, now, monkeypatch):
    live_counts = counted(taught.pk, now)
    assert Counts.from_json(now, live_counts.to_json()) == live_counts
    monkeypatch.setattr(counting, "LARGE", 3)
    maintain(now)
    kept = SeriesCount.objects.get()
    assert Counts.from_json(now, kept.counts) == live_counts
    expected = at_places((*key, number) for key, number in live_counts.enrolments.items()).at
    assert progress_of(taught.pk).at == expected == progress_of_all()[taught.pk].at


def test_a_large_series_is_counted_again_an_hour_later_and_a_slow_one_at_night(taught, now, monkeypatch):
    monkeypatch.setattr(counting, "LARGE", 3)
    assert [
        count_large(now, 12),
        count_large(now + timedelta(minutes=5), 12),
        count_large(now + timedelta(hours=1), 12),
    ] == [1, 0, 1]
    SeriesCount.objects.update(seconds=60)
    assert [count_large(now + timedelta(days=2), 12), count_large(now + timedelta(days=2), 3)] == [0, 1]


def test_between_two_counts_a_report_says_when_it_counted(taught, now, monkeypatch, enrol):
    monkeypatch.setattr(counting, "LARGE", 3)
    count_large(now, 12)
    enrol("late@example.org")
    report = report_of(Kind.SERIES, taught.pk, now + timedelta(minutes=5))
    assert (report.progress.all, report.counted_at) == (4, now)


def test_a_small_series_is_never_counted_by_the_clock(taught, now):
    assert count_large(now, 12) == 0 and not SeriesCount.objects.exists()


def test_months_hold_every_message_once(taught, now):
    Tally.objects.add({(date(2025, 12, 31), taught.pk, "delivered"): 5, (date(2026, 1, 1), taught.pk, "bounced"): 2})
    months = months_of(Tally.objects.filter(source=taught.pk))
    assert [month for month, _ in months] == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 10, 1)]
    assert in_all(months).total() == Message.objects.count() + 7


@pytest.mark.parametrize(
    ("number", "half", "nine"), [(1, 1, 1), (2, 1, 2), (10, 5, 9), (100, 50, 90)], ids=["1", "2", "10", "100"]
)
def test_times_are_the_nearest_rank(number: int, half: int, nine: int):
    times = [timedelta(seconds=one) for one in range(1, number + 1)]
    assert [within(times, 0.5), within(times, 0.9)] == [timedelta(seconds=half), timedelta(seconds=nine)]


def test_no_time_is_said_of_none():
    with pytest.raises(ValueError, match="Nothing has arrived"):
        within([], 0.5)


def test_the_times_of_the_newest_are_one_question(taught, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert delivery_times(Message.objects.filter(series=taught.pk)) == [timedelta(seconds=9)]


def test_a_provider_whose_clock_runs_late_took_no_time(taught, now):
    message = Message.objects.filter(state="accepted")[0]
    tell(message, Happened.DELIVERED, message.claimed_at - timedelta(seconds=5), number=1)
    assert delivery_times(Message.objects.filter(series=taught)) == [timedelta(), timedelta(seconds=9)]


def test_what_isnt_there_is_refused(taught, now):
    with pytest.raises(LookupError, match="There is no series"):
        report_of(Kind.SERIES, Enrolment().pk, now)
