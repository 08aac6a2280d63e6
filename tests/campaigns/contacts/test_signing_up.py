"""Who is asked after a sign-up, how often, and what becomes of those who don't answer."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from campaigns.contacts.confirming import can_confirm, confirm_sign_up
from campaigns.contacts.giving_up import AFTER, give_up_unconfirmed
from campaigns.contacts.signing_up import Asked, sign_up
from campaigns.enrolling.one_patient import Request, enrol
from campaigns.enrolling.same_person import same_mailbox
from campaigns.models import Message, PendingSignUp, SignUpTries, Tally
from campaigns.models.tally import NEITHER
from campaigns.newsletters.audience import LeftOut, why_left_out
from campaigns.newsletters.stopping import NEWS, stop_news
from campaigns.sending.run import send_due
from clinic.models import AuditEntry
from patients.models import Consent, Identity, Patient, Suppression

DAY = timedelta(days=1)


@pytest.fixture
def ask(clinic):
    return lambda at, email="ana@example.org", network="": sign_up(Asked(email, "Ana", "en"), network, at)


def emails() -> int:
    return Message.objects.sign_ups().count()


def fate() -> str:
    return Patient.objects.contacts().annotate(why=why_left_out(None)).get().why


def stop(now: datetime) -> None:
    stop_news(Consent.objects.standing(NEWS).get(), now, by="patient")


def test_two_forms_at_once_make_one_contact_and_one_email(ask, now):
    ask(now), ask(now)
    assert Patient.objects.count() == Consent.objects.count() == emails() == 1


def test_somebody_who_does_not_answer_is_asked_three_times_a_day_apart(ask, now):
    moments = [now, now + DAY / 2, now + DAY, now + 2 * DAY, now + 3 * DAY, now + 9 * DAY]
    asked = []
    for moment in moments:
        ask(moment)
        asked.append(emails())
    assert asked == [1, 1, 2, 3, 3, 3]
    keys = Message.objects.order_by("planned_at").values_list("key", flat=True)
    assert [key.rpartition(":")[2] for key in keys] == ["1", "2", "3"]


def test_newsletters_reach_them_after_the_yes_and_the_audience_says_why_not_before(ask, now):
    ask(now)
    assert fate() == LeftOut.UNCONFIRMED
    assert confirm_sign_up(Message.objects.get(), now) and not confirm_sign_up(Message.objects.get(), now)
    assert fate() == "" and not PendingSignUp.objects.exists()
    ask(now + 2 * DAY)
    assert emails() == 1, "who gets the news is asked nothing"
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {"sign up", "confirm sign-up"}


def test_the_tally_counts_it_for_no_series_and_no_newsletter(ask, now):
    ask(now)
    send_due(lambda: now, "test")
    assert Tally.objects.of(NEITHER) == {"accepted": 1}
    assert Tally.objects.kept() == Tally.objects.counted_anew()


def test_a_suppression_that_came_meanwhile_keeps_the_email_back(ask, now):
    ask(now)
    Suppression.objects.suppress("ana@example.org", Suppression.Reason.STAFF, now, only_news=True)
    send_due(lambda: now, "test")
    assert Message.objects.get().state == Message.State.SUPPRESSED


def test_a_stop_cancels_what_waits_and_no_form_asks_again(ask, now):
    ask(now)
    stop(now)
    assert Message.objects.get().state == Message.State.CANCELLED
    ask(now + 2 * DAY)
    give_up_unconfirmed(now + AFTER)
    ask(now + AFTER + DAY)
    assert emails() == 1 and not Patient.objects.known().exists()


def test_a_former_reader_may_come_back_by_their_own_yes(ask, now):
    ask(now)
    confirm_sign_up(Message.objects.get(), now)
    stop(now + DAY)
    ask(now + 2 * DAY)
    assert emails() == 2 and fate() == LeftOut.UNCONFIRMED
    give_up_unconfirmed(now + 2 * DAY + AFTER)
    assert fate() == LeftOut.UNSUBSCRIBED, "a form that anybody may send forgets nobody's no"
    ask(now + 3 * DAY + AFTER)
    confirm_sign_up(Message.objects.latest("planned_at"), now + 3 * DAY + AFTER)
    assert emails() == 3 and fate() == ""


def test_who_was_stopped_by_the_clinic_is_not_asked_by_a_form(ask, now):
    ask(now)
    confirm_sign_up(Message.objects.get(), now)
    stop_news(Consent.objects.get(), now, by="staff", reason="Somebody at the clinic stopped the newsletters.")
    ask(now + DAY)
    assert emails() == 1


def test_an_unconfirmed_contact_disappears_after_thirty_days(ask, now):
    ask(now)
    assert give_up_unconfirmed(now + AFTER - timedelta(minutes=1)) == 0
    assert give_up_unconfirmed(now + AFTER) == 1
    assert not Patient.objects.known().exists() and not SignUpTries.objects.exists()
    assert Message.objects.get().state == Message.State.CANCELLED and not Suppression.objects.exists()
    ask(now + AFTER + DAY)
    assert Patient.objects.contacts().count() == 1, "who changes their mind is welcome"


def test_a_patients_record_is_not_touched_by_the_form(ask, clinic, now):
    kept = Patient.objects.register(
        Identity("ana@example.org", "Anna"), language="es", time_zone="America/Chicago", now=now
    )
    before = Patient.objects.filter(pk=kept.pk).values().get()
    ask(now)
    assert Patient.objects.filter(pk=kept.pk).values().get() == before and not kept.consents.exists()
    confirm_sign_up(Message.objects.get(), now)
    assert fate() == ""


def test_all_networks_together_have_a_bound(ask, now):
    SignUpTries.objects.create(key=SignUpTries.ALL, tries=SignUpTries.MOST_OF_ALL, since=now)
    assert not ask(now, network="somewhere") and not Patient.objects.exists()


@pytest.fixture
def enrol_ana(series, now):
    return lambda family_name="": enrol(
        Request(series.slug, "ana@example.org", "Ana", family_name, consent="Said yes at the desk", confirmed=True),
        now=now, by="test",
    )  # fmt: skip


def test_who_becomes_a_patient_before_confirming_gets_no_newsletters_by_that(ask, enrol_ana, now):
    ask(now)
    known = enrol_ana().enrolment.patient
    assert known.address_confirmed_at and not known.contact and not PendingSignUp.objects.exists()
    assert not Consent.objects.standing(NEWS).exists(), "nobody knows who typed the address into the form"
    assert not can_confirm(Message.objects.sign_ups().get(), now)


def test_a_patient_is_found_before_a_contact_that_the_form_made(ask, enrol_ana, now):
    ask(now)
    contact = Patient.objects.get()
    patient = Patient.objects.register(
        Identity("ana@example.org", "Ana", "López"), language="en", time_zone="America/Chicago", now=now
    )
    assert [one.pk for one, _ in same_mailbox("ana@example.org")] == [patient.pk, contact.pk]
    assert enrol_ana("López").enrolment.patient == patient


def test_a_patient_whose_no_the_desk_wrote_down_is_not_asked_by_a_form(ask, clinic, now):
    known = Patient.objects.register(
        Identity("ana@example.org", "Anna"), language="es", time_zone="America/Chicago", now=now
    )
    Consent.objects.give(known, NEWS, how="Said yes at the desk", wording="news", recorded_by="1", now=now)
    Consent.objects.withdraw(known, NEWS, how="Said no by phone", now=now)
    assert ask(now) and not emails()
