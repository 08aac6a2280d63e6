"""What is older than the clinic keeps it goes at night; what somebody still needs, or a lawyer holds, stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaigns.emails.received import received
from campaigns.enrolments.beginning import place_of
from campaigns.keeping.erasing import hold
from campaigns.keeping.retention import QUIET_HOUR, Kept, let_go, let_one_go, nightly, patients_over
from campaigns.models import Enrolment, Event, Helpfulness, Message, Newsletter, Tally
from campaigns.requests.asking import ask
from clinic import profile_settings
from clinic.models import ClinicProfile
from patients.models import Consent, Patient, Suppression
from tests.campaigns.test_commands import answer

YEARS = timedelta(days=365 * 7)


@pytest.fixture
def former(signed_series, enrol, run, now) -> Patient:
    """One lesson, then the series was ended; the provider told of it."""
    enrolment = enrol("ana@example.org").enrolment
    run(now.replace(day=13))
    Enrolment.objects.filter(pk=enrolment.pk).end("Over.", now)
    Message.objects.filter(patient=enrolment.patient, state="planned").delete()
    message = Message.objects.get()
    Event.objects.create(
        provider="sendgrid", provider_event_id="e1", happened="delivered", at=now, received_at=now, message=message
    )
    return enrolment.patient


@pytest.fixture
def keep(clinic):
    def months(**settings: str) -> None:
        profile_settings.change(ClinicProfile.current(), settings)

    return months


def test_nothing_goes_before_somebody_says_how_long(former, now):
    assert let_go(now + 3 * YEARS) == Kept()


def test_a_patient_long_finished_is_erased_and_the_counts_stay(former, keep, now):
    keep(keep_patients="84")
    sent = Tally.objects.by_state()
    assert let_go(now + YEARS - timedelta(days=9)) == Kept()
    assert let_go(now + YEARS + timedelta(days=9)) == Kept(patients=1)
    former.refresh_from_db()
    assert former.erased_at is not None and Tally.objects.by_state() == sent
    assert let_go(now + YEARS + timedelta(days=9)) == Kept()


def test_a_suppression_stays_so_that_another_import_is_not_mailed(former, keep, enrol, now):
    keep(keep_patients="84")
    Suppression.objects.suppress("ana@example.org", Suppression.Reason.UNSUBSCRIBED, now)
    later = now + YEARS + timedelta(days=9)
    assert let_go(later).patients == 1
    assert enrol("ANA@example.org", at=later).outcome == "skipped"


@pytest.mark.parametrize("why", ["under way", "asked", "reads newsletters", "held"])
def test_who_is_still_needed_stays(former, keep, now, why):
    keep(keep_patients="84", keep_emails="84", keep_events="84")
    if why == "under way":
        Enrolment.objects.update(state="active")
    elif why == "asked":
        ask(former, "reply", "Call me", how="portal", now=now, by="portal")
    elif why == "reads newsletters":
        Consent.objects.give(former, Consent.Stream.NEWSLETTER, how="form", wording="1", recorded_by="7", now=now)
    else:
        hold(former, now, by="7")
    gone = let_go(now + 2 * YEARS)
    assert gone.patients == 0
    assert (gone.emails, gone.events) == ((0, 0) if why == "held" else (1, 1))


def test_an_old_email_is_no_longer_shown_and_its_fate_is(former, keep, now):
    keep(keep_emails="12", keep_events="6")
    later = now + timedelta(days=200)
    assert let_go(later, dry_run=True) == Kept(events=1) == let_go(later)
    assert received(Message.objects.get()) is not None
    assert let_go(now + timedelta(days=400)) == Kept(emails=1)
    kept = Message.objects.get()
    assert received(kept) is None and kept.state == "accepted"
    assert former.open_identity().given_name == "Ana"


def test_a_doubtful_email_waits_for_a_person(former, keep, now):
    keep(keep_emails="12")
    Message.objects.update(state="held")
    assert let_go(now + YEARS) == Kept()


def test_the_clock_does_it_in_one_quiet_hour(former, keep, now):
    keep(keep_emails="12")
    assert nightly(now + YEARS, QUIET_HOUR + 1) == Kept()
    assert nightly(now + YEARS, QUIET_HOUR) == Kept(emails=1)


def test_the_command_counts_first(former, keep, now):
    keep(keep_patients="6")
    Message.objects.update(planned_at=now - YEARS, claimed_at=now - YEARS)
    Enrolment.objects.update(enrolled_at=now - YEARS)
    Patient.objects.update(created_at=now - YEARS)
    assert answer("retention", dry_run=True) == {
        "dry_run": True,
        "patients": 1,
        "emails": 0,
        "events": 0,
        "messages": 0,
    }
    assert Patient.objects.known().count() == 1
    assert answer("retention")["patients"] == 1 and Patient.objects.known().count() == 0


def test_who_was_enrolled_after_the_list_was_made_stays(former, keep, now):
    keep(keep_patients="84")
    later = now + YEARS + timedelta(days=9)
    assert former in patients_over(later)
    Enrolment.objects.update(state="active")
    assert let_one_go(former, later) is False and Patient.objects.known().filter(pk=former.pk).exists()


def test_old_messages_of_a_series_that_is_over_go_with_their_events_and_the_tallies_stay(former, keep, now):
    keep(keep_messages="12")
    counted = Tally.objects.by_state()
    assert let_go(now + timedelta(days=300)) == Kept()
    assert let_go(now + YEARS, dry_run=True) == Kept(messages=1) == let_go(now + YEARS)
    assert not Message.objects.exists() and not Event.objects.exists() and Tally.objects.by_state() == counted
    assert former.open_identity().given_name == "Ana"


@pytest.mark.parametrize("why", ["uncertain", "held", "bounced", "under way", "legal hold", "newsletter", "answered"])
def test_messages_somebody_still_needs_stay(former, keep, now, why):
    keep(keep_messages="12")
    message = Message.objects.get()
    if why in ("uncertain", "held", "bounced"):
        Message.objects.update(state=why)
    elif why == "under way":
        Enrolment.objects.update(state="paused")
    elif why == "legal hold":
        hold(former, now, by="7")
    elif why == "newsletter":
        Message.objects.update(newsletter=Newsletter.objects.create(name="News", created_at=now))
    else:
        Helpfulness.objects.say(message, Helpfulness.Said.YES, now)
    assert let_go(now + YEARS).messages == 0


def test_a_lesson_on_its_way_when_the_series_was_stopped_isnt_forgotten(former, keep, now):
    keep(keep_messages="12")
    enrolment = Enrolment.objects.get()
    Enrolment.objects.update(position=0, ahead=0)  # as settling leaves one that was ended meanwhile
    had = place_of(former, enrolment.series)
    let_go(now + YEARS)
    assert place_of(former, enrolment.series) == had


def test_a_hold_that_begins_after_a_look_keeps_the_events(former, keep, now):
    keep(keep_events="12")

    def held_meanwhile() -> bool:
        hold(former, now, by="7")
        return True

    assert let_go(now + YEARS, go_on=held_meanwhile).events == 0 and Event.objects.exists()


def test_it_goes_in_small_steps_and_a_killed_run_is_taken_up_again(former, keep, now, monkeypatch):
    monkeypatch.setattr("campaigns.keeping.retention.LOOKED_AT", 20)
    monkeypatch.setattr("campaigns.keeping.retention.AT_ONCE", 7)
    message = Message.objects.get()
    Event.objects.bulk_create(
        Event(
            provider="sendgrid",
            provider_event_id=f"old-{n}",
            happened="opened",
            at=now,
            received_at=now,
            message=message,
        )
        for n in range(100)
    )
    young = Event.objects.create(
        provider="sendgrid",
        provider_event_id="young",
        happened="opened",
        at=now + YEARS,
        received_at=now,
        message=message,
    )
    keep(keep_events="12")
    asked = iter([True] * 3)
    gone = let_go(now + YEARS, go_on=lambda: next(asked, False)).events
    assert gone == 20  # three transactions: seven, seven, and the last six of the first look
    assert let_go(now + YEARS).events == 81 and list(Event.objects.all()) == [young]


def test_a_look_at_rows_that_are_all_younger_is_the_last(former, keep, now, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr("campaigns.keeping.retention.LOOKED_AT", 5)
    Event.objects.bulk_create(
        Event(provider="sendgrid", provider_event_id=f"new-{n}", happened="opened", at=now + YEARS, received_at=now)
        for n in range(200)
    )
    keep(keep_events="12")
    with django_assert_max_num_queries(20):
        assert let_go(now + YEARS).events == 1
