"""What is older than the clinic keeps it goes at night; what somebody still needs, or a lawyer holds, stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaigns.erasing import hold
from campaigns.models import Enrolment, Event, Message, Tally
from campaigns.received import received
from campaigns.requests.asking import ask
from campaigns.retention import QUIET_HOUR, Kept, let_go, let_one_go, nightly, patients_over
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
    assert answer("retention", dry_run=True) == {"dry_run": True, "patients": 1, "emails": 0, "events": 0}
    assert Patient.objects.known().count() == 1
    assert answer("retention")["patients"] == 1 and Patient.objects.known().count() == 0


def test_who_was_enrolled_after_the_list_was_made_stays(former, keep, now):
    keep(keep_patients="84")
    later = now + YEARS + timedelta(days=9)
    assert former in patients_over(later)
    Enrolment.objects.update(state="active")
    assert let_one_go(former, later) is False and Patient.objects.known().filter(pk=former.pk).exists()
