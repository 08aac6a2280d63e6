"""Whoever holds a row stands in nobody's way who only points to it (PostgreSQL).

A foreign key that is stored asks for the row it points to. Were that row held by a plain FOR UPDATE, planning would wait for a desk that in turn
waits for planning: a deadlock, in which PostgreSQL breaks off one of the two.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection, transaction

from campaigns.enrolling.known_here import held
from campaigns.enrolments.changing_patient import change_address, change_details
from campaigns.enrolments.lesson_wishes import Wishes, carry_out
from campaigns.events.applying import apply_events
from campaigns.live import restored_copies
from campaigns.live.going_live import go_live
from campaigns.models import Answer, Enrolment, Event, Message
from campaigns.reviewing.telling_claims import sheet_to_change
from campaigns.rows import locked
from campaigns.sending.claiming import claim_next
from campaigns.sending.may_leave import decide
from campaigns.sending.planning import plan_due
from campaigns.sending.run import claim_surely
from campaigns.stopping.lessons import stop, stop_all
from clinic.models import Installation
from mailer.events.base import Happened, ProviderEvent
from patients.models import Patient, Suppression

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]
PATIENCE = "2s"


@contextmanager
def beside(holding: Callable[[], object]) -> Iterator[None]:
    """For the block, another connection has done `holding` and hasn't committed; nobody here waits longer than PATIENCE."""
    held_now, enough = threading.Event(), threading.Event()
    faults: list[BaseException] = []

    def hold() -> None:
        try:
            with transaction.atomic():
                holding()
                held_now.set()
                enough.wait(30)
        except BaseException as fault:  # noqa: BLE001 - told by the test below
            faults.append(fault)
        finally:
            held_now.set()
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    held_now.wait(30)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{PATIENCE}'")
        yield
    finally:
        enough.set()
        thread.join()
        connection.close()
    assert faults == []


def test_planning_goes_on_beside_whoever_holds_what_a_lesson_points_to(live, enrol, lesson_day, series):
    """A desk at the patient, a doctor at the series, an importer at the series."""
    patient = Patient.objects.get(pk=enrol().enrolment.patient_id)
    for number, holding in enumerate((
        lambda: locked(Patient.objects.filter(pk=patient.pk)).get(),
        lambda: sheet_to_change(series.way()[0].lesson),
        lambda: held(series),
    )):  # fmt: skip
        with beside(holding):
            assert plan_due(lesson_day, practising=False).messages == 1, number
        Message.objects.all().unmake()
        Enrolment.objects.update(next_due_at=lesson_day)


def test_a_plain_lock_would_stand_in_its_way(live, enrol, lesson_day):
    patient = enrol().enrolment.patient_id
    with (
        beside(lambda: Patient.objects.select_for_update().get(pk=patient)),
        pytest.raises(OperationalError, match="lock timeout"),
    ):
        plan_due(lesson_day, practising=False)


def test_events_and_answers_are_stored_while_a_message_is_claimed_or_settled(live, enrol, lesson_day, run):
    """A press in an email, and what the provider tells: both point to messages that somebody else is at."""
    enrol()
    run(lesson_day)
    message = Message.objects.get()
    event = Event(
        provider="sendgrid", provider_event_id="e1", happened="delivered", at=lesson_day, received_at=lesson_day, message=message
    )  # fmt: skip
    with beside(lambda: message_rows().move(Message.State.DELIVERED, settled_at=lesson_day)):
        event.save(force_insert=True)
        Answer.objects.give(message, 1, lesson_day, right=True)
    enrol("bo@example.org", "Bo")
    assert plan_due(lesson_day, practising=False).messages == 1
    planned = Message.objects.get(state=Message.State.PLANNED)
    with beside(lambda: claim_next(lesson_day, "another")):
        Event(
            provider="sendgrid", provider_event_id="e2", happened="delivered", at=lesson_day, received_at=lesson_day, message=planned
        ).save(force_insert=True)  # fmt: skip
    assert Message.objects.get(pk=planned.pk).state == Message.State.SENDING


@contextmanager
def claiming_slowly(monkeypatch, lesson_day) -> Iterator[None]:
    """Another connection claims: it holds the message and has yet to end the enrolment, for which it waits until this one waits for it."""
    holds = threading.Event()
    faults: list[BaseException] = []

    def decided(*given):
        holds.set()
        until(somebody_waits)
        return decide(*given)

    def claim() -> None:
        try:
            claim_surely(lambda: lesson_day, "another")
        except BaseException as fault:  # noqa: BLE001 - told by the test below
            faults.append(fault)
        finally:
            holds.set()
            connection.close()

    monkeypatch.setattr("campaigns.sending.claiming.decide", decided)
    thread = threading.Thread(target=claim)
    thread.start()
    holds.wait(30)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET deadlock_timeout = '500ms'")  # before the claim's own second: so this one is broken off
        yield
    finally:
        thread.join()
        connection.close()
    assert faults == []


def until(holds_true: Callable[[], bool]) -> None:
    ends = time.monotonic() + 10
    while not holds_true():
        assert time.monotonic() < ends, "nobody came to wait"
        time.sleep(0.01)


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize("stopping", ["one series", "all of the patient's", "a bounce"])
def test_a_stop_that_meets_a_claim_in_a_circle_is_carried_out(live, enrol, lesson_day, monkeypatch, stopping):
    """The claim goes from message to enrolment, a stop from enrolment to message: PostgreSQL breaks off one of the two."""
    enrolment = enrol().enrolment
    assert plan_due(lesson_day, practising=False).messages == 1
    Suppression.objects.suppress("ana@example.org", Suppression.Reason.STAFF, lesson_day)
    with claiming_slowly(monkeypatch, lesson_day):
        if stopping == "one series":
            stop(enrolment, lesson_day, by="patient")
        elif stopping == "a bounce":
            bounced = ProviderEvent(id="e1", happened=Happened.HARD_BOUNCE, at=lesson_day, address="ana@example.org")
            apply_events("sendgrid", [bounced], lesson_day)
        else:
            stop_all(enrolment.patient, lesson_day, by="desk")
    enrolment.refresh_from_db()
    assert enrolment.state == Enrolment.State.ENDED and enrolment.end_reason
    assert Message.objects.get().state in (Message.State.CANCELLED, Message.State.SUPPRESSED)


def test_going_live_with_a_restored_copy_waits_for_whoever_is_at_a_patient(live, enrol, lesson_day, now, monkeypatch):
    """It doubts each lesson that was due; one that planning passes over would be found due again and again."""
    enrolment = enrol().enrolment
    Installation.objects.update(live_mark="", unknown_since=now)
    looks = iter(range(20))
    look = restored_copies.next_moment
    monkeypatch.setattr(restored_copies, "next_moment", lambda *given: (next(looks), look(*given))[1])
    with (
        beside(lambda: locked(Enrolment.objects.filter(pk=enrolment.pk)).get()),
        pytest.raises(OperationalError, match="lock timeout"),
    ):
        go_live(lesson_day, by="test")
    assert go_live(lesson_day, by="test").unknown.lessons == 1
    assert Message.objects.get().state == Message.State.UNCERTAIN


@pytest.mark.parametrize("change", ["address", "details", "wishes"])
def test_what_a_patient_or_the_desk_changes_meanwhile_isnt_lost(live, enrol, lesson_day, monkeypatch, change):
    """The same circle: the press is made again from what is stored, not from what was broken off."""
    enrolment = enrol().enrolment
    assert plan_due(lesson_day, practising=False).messages == 1
    Suppression.objects.suppress("ana@example.org", Suppression.Reason.STAFF, lesson_day)
    patient = enrolment.patient
    with claiming_slowly(monkeypatch, lesson_day):
        if change == "address":
            assert change_address(patient, "ana.new@example.org", lesson_day, by="7").moved
        elif change == "details":
            known = patient.open_identity()
            how = {"language": "es", "time_zone": patient.time_zone, "private_mail": False}
            change_details(patient, known, **how, now=lesson_day, by="7")
        else:
            assert carry_out(enrolment, Wishes(language="es"), lesson_day, by="patient")
    kept = Patient.objects.get()
    assert (kept.open_identity().email, kept.language) in (("ana.new@example.org", "en"), ("ana@example.org", "es"))


def message_rows():
    return Message.objects.filter(state=Message.State.ACCEPTED)
