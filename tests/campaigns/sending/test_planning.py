"""Planning: due enrolments become messages, lazily and in order."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from campaigns.models import Enrolment, Message, Series, Step
from campaigns.sending.planning import plan_due
from campaigns.series.approving import approve
from clinic.models import ClinicProfile
from content.models import Review
from tests.campaigns.rows import only_message, reread, states, unaccounted

pytestmark = pytest.mark.django_db


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_nothing_is_planned_before_its_time(signed_series, enrol):
    enrol()
    assert plan_due(utc(2026, 10, 13, 12, 59), practising=False).looked_at == 0
    assert not Message.objects.exists()


def test_a_due_lesson_becomes_one_message_under_its_own_key(signed_series, enrol, lesson_day):
    enrolment = enrol().enrolment
    planned = plan_due(lesson_day, practising=False)
    assert (planned.looked_at, planned.messages) == (1, 1)
    message = only_message()
    assert message.key == f"step:{enrolment.id}:{message.step_id}" and message.step.position == 1
    assert message.state == Message.State.PLANNED and message.review is not None
    assert reread(enrolment).next_due_at is None, "nothing is due while a message is under way"
    assert plan_due(lesson_day + timedelta(days=30), practising=False).looked_at == 0


def test_the_same_reason_to_send_can_never_be_planned_twice(signed_series, enrol, lesson_day):
    enrol()
    plan_due(lesson_day, practising=False)
    message = only_message()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(
            key=message.key,
            kind="step",
            patient=message.patient,
            due_at=lesson_day,
            planned_at=lesson_day,
            day=message.day,
            series=message.series,
        )


def test_a_message_late_on_its_day_leaves_the_same_day(signed_series, enrol):
    enrol()
    late = utc(2026, 10, 13, 20, 30)  # 16:30 in New York
    plan_due(late, practising=False)
    assert only_message().due_at == late


def test_a_message_too_late_for_its_day_leaves_on_the_next(signed_series, enrol):
    enrol()
    plan_due(utc(2026, 10, 13, 21, 30), practising=False)
    assert only_message().due_at == utc(2026, 10, 14, 13)


def test_after_an_outage_the_lessons_come_at_their_distance_and_not_all_at_once(live, enrol, run):
    enrol()
    back = utc(2026, 11, 9, 16)  # four weeks later all but the last lesson would be past their dates
    run(back)
    assert states() == ["accepted"]
    days = []
    at = back
    while (enrolment := Enrolment.objects.get()).state == Enrolment.State.ACTIVE:
        days.append(enrolment.left_on)
        at = enrolment.next_due_at
        run(at)
    days.append(enrolment.left_on)
    planned = [1, 4, 7, 11, 15, 19, 23, 28]
    assert len(days) == 8 and days[0] == date(2026, 11, 9)
    assert all((b - a).days >= y - x for a, b, x, y in zip(days, days[1:], planned, planned[1:], strict=False))


def test_an_unsigned_lesson_waits_for_its_signature_and_goes_on_when_signed(series, enrol, lesson_day):
    enrolment = enrol().enrolment
    assert plan_due(lesson_day, practising=False).messages == 0
    assert reread(enrolment).waits_for == Enrolment.WaitsFor.REVIEW and enrolment.next_due_at is None
    assert unaccounted() == 0
    approve(series, reviewer="R", credential="MD", language="en", now=lesson_day, how="test")
    assert reread(enrolment).waits_for == "" and enrolment.next_due_at == lesson_day
    assert plan_due(lesson_day, practising=False).messages == 1


def test_practising_plans_the_newest_text_without_a_signature(series, enrol, lesson_day):
    enrol()
    plan_due(lesson_day, practising=True)
    assert only_message().review is None


def test_a_demo_signature_counts_for_practising_only(series, enrol, lesson_day):
    approve(series, reviewer="R", credential="MD", language="en", now=lesson_day, how="test", demo=True)
    enrolment = enrol().enrolment
    assert plan_due(lesson_day, practising=False).messages == 0
    assert reread(enrolment).waits_for == Enrolment.WaitsFor.REVIEW


def test_an_expired_signature_no_longer_counts(signed_series, enrol):
    enrolment = enrol(at=utc(2027, 10, 11, 15)).enrolment
    assert plan_due(utc(2027, 10, 13, 15), practising=False).messages == 0
    assert reread(enrolment).waits_for == Enrolment.WaitsFor.REVIEW


def test_the_last_signed_text_keeps_going_out_while_a_draft_is_edited(signed_series, enrol, lesson_day):
    lesson = signed_series.way().first().lesson
    signed = lesson.latest("en")
    draft, made = lesson.revise(
        "en", signed.source.replace("What fibromyalgia is", "What it really is"), now=lesson_day, by="test"
    )
    assert made and draft.number == 2
    enrol()
    plan_due(lesson_day, practising=False)
    assert only_message().revision == signed


def test_a_language_without_a_text_falls_back_to_the_series_own(signed_series, enrol, lesson_day):
    enrol(language="es-MX")
    plan_due(lesson_day, practising=False)
    assert only_message().revision.language == "en"


def test_a_clinic_that_is_never_open_is_waited_for(signed_series, enrol, lesson_day):
    enrolment = enrol().enrolment
    ClinicProfile.objects.update(weekdays=[])
    assert plan_due(lesson_day, practising=False).messages == 0
    assert reread(enrolment).waits_for == Enrolment.WaitsFor.HOURS and unaccounted() == 0


def test_an_enrolment_past_its_last_lesson_is_finished(signed_series, enrol, lesson_day):
    enrolment = enrol().enrolment
    Enrolment.objects.update(position=8)
    assert plan_due(lesson_day, practising=False).messages == 0
    assert reread(enrolment).state == Enrolment.State.FINISHED


@pytest.mark.parametrize("state", [Enrolment.State.PAUSED, Enrolment.State.ENDED, Enrolment.State.FINISHED])
def test_only_active_enrolments_are_planned(signed_series, enrol, lesson_day, state):
    enrol()
    Enrolment.objects.update(state=state)
    assert plan_due(lesson_day, practising=False).looked_at == 0


def test_a_thousand_and_more_are_planned_in_several_looks(signed_series, enrol, lesson_day, monkeypatch):
    monkeypatch.setattr("campaigns.sending.planning.BATCH", 2)
    for number in range(5):
        enrol(f"p{number}@example.org", f"P{number}")
    assert [plan_due(lesson_day, practising=False).messages for _ in range(4)] == [2, 2, 1, 0]
    assert Message.objects.count() == 5


def test_a_lesson_that_moved_back_in_its_series_is_not_sent_again_and_stops_nobody(live, enrol, run, lesson_day):
    """A new lesson in front pushes the others back: what a patient has had stands at a place still to come."""
    enrolment, other = enrol().enrolment, enrol("bo@example.org", "Bo", at=lesson_day).enrolment
    run(lesson_day)
    first, second = Step.objects.order_by("position")[:2]
    assert only_message().step == first and only_message().enrolment == enrolment
    Step.objects.filter(pk=first.pk).update(position=99)
    Step.objects.filter(pk=second.pk).update(position=1)
    Step.objects.filter(pk=first.pk).update(position=2)
    for at in (utc(2026, 10, 14, 15), utc(2026, 10, 16, 15), utc(2026, 10, 23, 15)):
        run(at)
    sent = [message.step_id for message in Message.objects.filter(enrolment=enrolment)]
    assert sent.count(first.pk) == 1 and len(sent) == len(set(sent)) >= 2, "the next lesson after it went out"
    assert Message.objects.filter(enrolment=other).exists(), "and the others were never held up"
    assert unaccounted() == 0


def test_a_paused_series_keeps_its_places_and_goes_on_where_it_stopped(live, enrol, run, lesson_day):
    enrolment = enrol().enrolment
    Series.objects.update(state=Series.State.PAUSED)
    run(lesson_day)
    assert live.messages == [] and unaccounted() == 0
    Series.objects.update(state=Series.State.ACTIVE)
    run(lesson_day)
    assert len(live.messages) == 1 and reread(enrolment).position == 1


def test_a_withdrawn_signature_stops_the_planning_at_once(signed_series, enrol, lesson_day):
    enrolment = enrol().enrolment
    Review.objects.update(withdrawn_at=lesson_day)
    assert plan_due(lesson_day, practising=False).messages == 0
    assert reread(enrolment).waits_for == Enrolment.WaitsFor.REVIEW
