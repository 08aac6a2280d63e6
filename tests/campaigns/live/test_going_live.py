"""From practising to live: what stands in the way, who practised, and that nobody is mailed by surprise."""

import time
from datetime import timedelta

import pytest
from django.db import connection

from campaigns.consents.confirming import confirm
from campaigns.live import going_live
from campaigns.live.going_live import SKIPPED, go_live, prospect
from campaigns.models import Enrolment, Message, WayOut
from clinic import live_mark
from clinic.models import AuditEntry, ClinicProfile, Installation
from clinic.refusal import Refusal
from tests.campaigns.rows import reread, unaccounted
from tests.campaigns.sending.test_shared_pace import at_once, together

pytestmark = pytest.mark.django_db


@pytest.fixture
def practised(signed_series, provider, enrol, run, lesson_day):
    """Someone who had a lesson while practising only."""
    enrolment = enrol().enrolment
    run(lesson_day)
    assert provider.batches == [] and Message.objects.get().practice
    return reread(enrolment)


def test_going_live_writes_the_same_mark_into_row_and_home(signed_series, provider, now, home):
    go_live(now, by="maya")
    installation, mark = Installation.current(), live_mark.read(home)
    assert installation.live_mark and mark.mark == installation.live_mark and installation.live_since == now
    assert AuditEntry.objects.get(action="go live").actor == "maya"


def test_who_practised_is_found_among_those_emails_and_not_among_all(practised):
    found = going_live.practised()
    assert list(found) == [practised]
    assert connection.vendor != "sqlite" or "message_practised" in found.explain()


def test_a_demo_clinic_cant_go_live(signed_series, provider, now, home):
    ClinicProfile.objects.update(made_up=["phone"])
    with pytest.raises(Refusal, match="made up for practising"):
        go_live(now, by="test")
    assert not Installation.current().live_mark and live_mark.read(home) is None


def test_every_obstacle_is_named_at_once(provider, settings, now, db):
    settings.TRANSPORT, settings.PUBLIC_URL_IS_LOCAL = "inbox", True
    with pytest.raises(Refusal) as refused:
        go_live(now, by="test")
    for word in ("No provider", "mail_name", "PUBLIC_URL"):
        assert word in str(refused.value)


def test_the_prospect_says_what_would_leave_who_practised_and_what_is_unsigned(
    practised, enrol, lesson_day, signed_series
):
    enrol("bo@example.org", "Bo")
    found = prospect(lesson_day)
    assert found.would_leave == 1 and found.practised == [practised] and found.unsigned == [] and found.obstacles == []


def test_a_series_without_a_signature_is_named(series, provider, now):
    assert prospect(now).unsigned == ["fibromyalgia"]


def test_those_who_practised_are_skipped_unless_a_person_says_start(practised, provider, run, lesson_day):
    go_live(lesson_day, by="test")
    assert reread(practised).state == Enrolment.State.ENDED and practised.end_reason == SKIPPED
    for days in range(40):
        run(lesson_day + timedelta(days=days))
    assert provider.batches == [] and unaccounted() == 0


def test_with_start_they_begin_anew_with_lesson_1_counted_from_today(practised, provider, run, lesson_day):
    go_live(lesson_day, by="test", start=True)
    fresh = Enrolment.objects.exclude(pk=practised.pk).get()
    assert fresh.position == 0 and fresh.anchored_on == lesson_day.date() and fresh.state == Enrolment.State.ACTIVE
    run(lesson_day + timedelta(days=1))
    first = Message.objects.get(practice=False)
    assert first.step.position == 1 and first.enrolment == fresh and first.state == Message.State.ACCEPTED


def test_with_start_those_who_never_confirmed_are_asked_again_for_real(signed_series, provider, enrol, run, lesson_day):
    enrol(consent="", confirmed=False)
    run(lesson_day)
    go_live(lesson_day, by="test", start=True)
    run(lesson_day)
    assert provider.addresses == ["ana@example.org"], "the question reached the inbox only; now it is asked for real"
    fresh = Enrolment.objects.get(state=Enrolment.State.ACTIVE)
    assert confirm(fresh.patient, lesson_day) == 1
    run(lesson_day + timedelta(days=1))
    assert len(provider.messages) == 2


def test_what_was_planned_in_practice_is_cancelled(signed_series, provider, enrol, run, lesson_day):
    enrolment = enrol().enrolment
    run(lesson_day)
    run(lesson_day + timedelta(days=3, hours=6))  # planned for the next opening
    assert prospect(lesson_day + timedelta(days=7)).would_leave == 0, "what was practised is no prospect"
    assert Message.objects.filter(state="planned").count() == 1
    go_live(lesson_day + timedelta(days=3, hours=7), by="test")
    assert sorted(Message.objects.values_list("state", flat=True)) == ["accepted", "cancelled"]
    run(lesson_day + timedelta(days=7))
    assert provider.batches == [] and reread(enrolment).state == Enrolment.State.ENDED


def test_a_practised_lesson_doesnt_count_as_had_when_the_patient_comes_again(
    practised, provider, enrol, run, lesson_day
):
    go_live(lesson_day, by="test")
    again = enrol(at=lesson_day, visit_id="V2")
    assert again.outcome == "enrolled" and again.enrolment.position == 0
    run(lesson_day + timedelta(days=1))
    assert Message.objects.get(practice=False).step.position == 1


def test_someone_whose_first_lesson_was_still_to_come_simply_goes_on(
    signed_series, provider, enrol, run, now, lesson_day
):
    enrolment = enrol().enrolment
    go_live(now, by="test")
    run(lesson_day)
    assert len(provider.messages) == 1 and reread(enrolment).state == Enrolment.State.ACTIVE


def test_going_live_opens_a_stopped_way_again(signed_series, provider, now):
    WayOut.named("sendgrid").stop(now, "401")
    go_live(now, by="test")
    assert WayOut.named("sendgrid").shut(now) == ""


def test_every_hand_over_is_counted_in_row_and_mark(live, enrol, run, lesson_day, home):
    for number in range(3):
        enrol(f"p{number}@example.org", f"P{number}")
    live.batch_size = 1
    run(lesson_day)
    assert Installation.current().hand_overs == live_mark.read(home).hand_overs == 3


def test_a_database_restored_from_before_stays_silent_until_a_person_goes_live_again(live, enrol, run, lesson_day):
    enrol()
    run(lesson_day)
    Installation.objects.update(hand_overs=0)  # what a backup from yesterday holds
    enrol("bo@example.org", "Bo")
    stopped = run(lesson_day)
    assert len(live.batches) == 1 and "restored from a backup" in stopped.why
    go_live(lesson_day, by="test")
    run(lesson_day)
    assert len(live.batches) == 2


@together
@pytest.mark.django_db(transaction=True)
def test_two_who_say_yes_at_once_begin_nobody_twice(practised, lesson_day, home, monkeypatch):
    waits = going_live.leave_practice

    def slowly(*args, **how):
        time.sleep(0.3)
        waits(*args, **how)

    monkeypatch.setattr(going_live, "leave_practice", slowly)
    at_once(lambda number: go_live(lesson_day, by=f"click {number}", start=True), 2)
    assert Enrolment.objects.count() == 2  # the practised one and the fresh one
    assert live_mark.read(home).mark == Installation.current().live_mark
    assert [one.detail["practised"] for one in AuditEntry.objects.filter(action="go live")] == [1]


@together
@pytest.mark.django_db(transaction=True)
def test_of_two_who_say_yes_at_once_the_home_keeps_the_mark_of_the_row(signed_series, provider, now, home, monkeypatch):
    """Else the installation is live by its row and silent by its home."""
    write, late = live_mark.write, iter([0.5])

    def slowly(*args):
        time.sleep(next(late, 0))
        write(*args)

    monkeypatch.setattr(live_mark, "write", slowly)
    at_once(lambda number: go_live(now, by=f"click {number}"), 2)
    assert live_mark.read(home).mark == Installation.current().live_mark
    assert AuditEntry.objects.filter(action="go live").count() == 1
