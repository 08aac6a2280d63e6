"""The tally: kept in the transaction that moves the rows, so it always equals them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.events.applying import apply_events
from campaigns.models import Message, Series, Tally
from campaigns.models.state_table import MOVES, State
from campaigns.sending.settling import HELD_AFTER
from campaigns.stopping.lessons import stop, undo_stop
from clinic.models import ClinicProfile
from mailer.transports.base import Outcome, Verdict
from patients.models import Consent, Suppression
from tests.campaigns.events.in_the_post import Post, told
from tests.campaigns.rows import reread

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def post(clinic, now) -> Post:
    return Post(now)


def agrees() -> bool:
    return Tally.objects.kept() == Tally.objects.counted_anew()


def counted(state: str) -> dict[str, int]:
    """By day."""
    rows = Tally.objects.filter(state=state).exclude(count=0).order_by("day")
    return {f"{day:%d}": count for day, count in rows.values_list("day", "count")}


# ---- with the real rows


@pytest.mark.parametrize(
    "answer",
    [Outcome(verdict, rejected=frozenset()) for verdict in Verdict if verdict != Verdict.REJECTED],
    ids=lambda answer: answer.verdict,
)
def test_it_equals_the_rows_whatever_the_provider_answers(live, enrol, run, lesson_day, answer):
    for number in range(3):
        enrol(f"p{number}@example.org", f"P{number}")
    live.answers.append(answer)
    run(lesson_day)
    assert agrees() and sum(Tally.objects.kept().values()) == 3
    run(lesson_day + HELD_AFTER)
    assert agrees()


def test_it_equals_the_rows_through_stops_undone_suppressions_and_lost_consent(live, enrol, run, lesson_day):
    ones = [enrol(f"p{number}@example.org", f"P{number}").enrolment for number in range(4)]
    live.answers.append(Outcome(Verdict.REFUSED))
    run(lesson_day)
    stop(ones[0], lesson_day, by="patient")
    assert agrees() and counted("cancelled") == {"13": 1}
    undo_stop(ones[0], lesson_day, by="patient")
    assert agrees() and counted("planned") == {"13": 3}, "the row that gave way is counted no more"
    Suppression.objects.suppress("p1@example.org", Suppression.Reason.STAFF, lesson_day)
    Consent.objects.withdraw(ones[2].patient, Consent.Stream.LESSONS, how="phone", now=lesson_day)
    run(lesson_day + timedelta(hours=1))
    assert agrees() and counted("suppressed") == {"13": 1} and counted("cancelled") == {"13": 1}
    assert counted("accepted") == {"13": 2}


def test_a_message_counts_on_the_clinics_day_on_which_it_was_claimed(live, enrol, run, lesson_day, clinic):
    ClinicProfile.objects.update(per_day=1)
    for number in range(3):
        enrol(f"p{number}@example.org", f"P{number}", time_zone="Pacific/Auckland")
    night = lesson_day.replace(hour=21)  # 10:00 of the 14th in Auckland, 16:00 of the 13th in Chicago
    run(night)
    assert counted("accepted") == {"13": 1} and counted("planned") == {"13": 2} and agrees()
    run(night + DAY)
    assert counted("accepted") == {"13": 1, "14": 1} and counted("planned") == {"13": 1} and agrees()


def test_events_are_counted_too(post, lesson_day):
    emails = [post.email(f"p{n}@example.org", state="uncertain") for n in range(3)]
    kinds = ("delivered", "hard bounce", "taken")
    apply_events("sendgrid", [told(email, kind) for email, kind in zip(emails, kinds, strict=True)], lesson_day)
    assert agrees() and counted("uncertain") == {}
    assert {state for (_, _, state) in Tally.objects.kept()} == {"delivered", "bounced", "accepted"}


# ---- any rows


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.integers(0, 5)), max_size=25))
def test_it_equals_the_rows_after_any_moves(post, steps):
    with transaction.atomic():
        make_six(post)
        for (origin, to), number in steps:
            some = Message.objects.filter(state=origin).order_by("key")[: number + 1].values_list("pk", flat=True)
            Message.objects.filter(pk__in=list(some)).move(to)
            assert agrees()
        Message.objects.filter(state__in=[State.PLANNED, State.CANCELLED]).unmake()
        assert agrees() and all(count > 0 for count in Tally.objects.kept().values())
        transaction.set_rollback(True)


def make_six(post: Post) -> None:
    """On three days of two series."""
    other = Series.objects.create(slug="other", title="Other", created_at=post.now)
    enrolment = post.enrolment(post.patient())
    for number in range(6):
        message = post.message(enrolment, 1)
        Tally.objects.unmade([(message.day, message.series_id, message.state)])
        Message.objects.filter(pk=message.pk).update(
            key=f"k{number}", day=message.day + number % 3 * DAY, series=other if number % 2 else post.series
        )
        message.refresh_from_db()
        Tally.objects.made([(message.day, message.series_id, message.state)])


def test_a_move_that_is_undone_is_uncounted(post):
    post.email(state="sending")
    before = Tally.objects.kept()
    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.all().move(State.ACCEPTED)
        raise DatabaseError
    assert Tally.objects.kept() == before and agrees()


def test_many_rows_of_one_day_are_one_cell_and_a_move_costs_the_same_for_any_number(post):
    def queries(number: int, start: int) -> int:
        for n in range(start, start + number):
            post.email(f"p{n}@example.org", state="sending")
        with CaptureQueriesContext(connection) as seen:
            Message.objects.sending().move(State.ACCEPTED)
        return len(seen)

    assert queries(12, 0) == queries(2, 12) and list(Tally.objects.kept().values()) == [14]


# ---- what is read from it


def test_the_busiest_day_is_that_on_which_most_left_or_may_have(post):
    day, series = post.now.date(), post.series
    assert Tally.objects.busiest_day() == 0
    cells = {
        (day, series.pk, "accepted"): 3, (day, series.pk, "uncertain"): 2, (day, series.pk, "planned"): 90,
        (day, series.pk, "suppressed"): 50, (day, post.new_series("other").pk, "delivered"): 1, (day + DAY, series.pk, "bounced"): 5,
    }  # fmt: skip
    Tally.objects.add(cells)
    assert Tally.objects.busiest_day() == 6


def test_adding_nothing_writes_nothing(post):
    with CaptureQueriesContext(connection) as seen:
        Tally.objects.add({(post.now.date(), post.series.pk, "planned"): 0})
        Tally.objects.made([])
    assert len(seen) == 0


def test_a_state_that_came_back_is_counted_once(post):
    email = post.email(state="sending")
    for to in (State.PLANNED, State.SENDING, State.PLANNED):
        Message.objects.filter(pk=email.pk).move(to)
    assert Tally.objects.kept() == {(reread(email).day, post.series.pk, "planned"): 1}


def test_cells_are_written_in_one_order_however_a_state_is_spelt(post):
    """A claim says State.PLANNED and a settlement reads 'sending': in two orders they could wait for each other."""
    written: list[list[str]] = []

    def note(execute, sql, params, many, context):
        written.append([str(state) for _, _, state, _ in params])
        return execute(sql, params, many, context)

    day, series = post.now.date(), post.series.pk
    with connection.execute_wrapper(note):
        Tally.objects.moved([(day, series, State.PLANNED, State.SENDING)])
        Tally.objects.moved([(day, series, "sending", State.PLANNED)])
    assert written == [["planned", "sending"]] * 2
