"""The claim: everything that could forbid a message is looked up in it, and it is on disk before the first byte leaves."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from campaigns.live.going_live import go_live
from campaigns.models import Attempt, Enrolment, Message, Series
from campaigns.reporting.reports import status
from campaigns.sending.claiming import SEALED_AS, claim_next
from campaigns.sending.leases import LEASE
from campaigns.sending.planning import plan_due
from campaigns.sending.way import obstacles, way_now
from campaigns.series.approving import approve
from campaigns.stopping.lessons import stop
from clinic.models import ClinicProfile, Installation
from clinic.refusal import Refusal
from content.models import Review
from patients.models import Consent, Suppression
from tests.campaigns.rows import only_message, reread, states, unaccounted

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(live, enrol, lesson_day):
    """A lesson that may leave now."""
    enrol()
    plan_due(lesson_day, practising=False)
    return only_message()


# ---- what a claim writes


def test_a_claim_is_written_before_anything_is_handed_over(planned, live, lesson_day):
    claim = claim_next(lesson_day, "w").claim
    assert live.batches == [], "nothing has left yet"
    message = reread(planned)
    assert message.state == Message.State.SENDING and message.attempt_id == claim.attempt.id
    assert message.claimed_at == lesson_day and message.email_id and not message.practice
    attempt = Attempt.objects.get()
    assert (attempt.worker, attempt.size, attempt.transport) == ("w", 1, "sendgrid")
    assert attempt.lease_until == lesson_day + LEASE and attempt.settled_at is None


def test_what_the_patient_gets_is_sealed_with_the_message(planned, lesson_day):
    claim = claim_next(lesson_day, "w").claim
    message = reread(planned)
    kept = message.patient.open_seal(SEALED_AS, message.id, message.values)
    assert kept == {"to": "ana@example.org", **claim.recipients[0].values}
    assert kept["given_name"] == "Ana" and b"ana" not in bytes(message.values).lower()


def test_a_claimed_message_is_never_claimed_again(planned, lesson_day):
    assert claim_next(lesson_day, "one").claim
    assert claim_next(lesson_day, "two").claim is None
    assert Attempt.objects.count() == 1


def test_one_claim_holds_one_text_and_at_most_a_batch(live, enrol, lesson_day):
    for number in range(5):
        enrol(f"p{number}@example.org", f"P{number}")
    live.batch_size = 2
    plan_due(lesson_day, practising=False)
    sizes = []
    while claim := claim_next(lesson_day, "w").claim:
        sizes.append(len(claim.recipients))
    assert sizes == [2, 2, 1]


def test_different_lessons_never_share_a_claim(live, enrol, run, lesson_day):
    enrol()
    run(lesson_day)
    enrol("bo@example.org", "Bo", at=datetime(2026, 10, 15, 15, tzinfo=UTC))
    run(datetime(2026, 10, 16, 15, tzinfo=UTC))
    assert [len(batch) for batch in live.batches] == [1, 1, 1]
    assert len({email.hash for email in live.emails}) == 2


def test_the_message_told_its_reader_when_the_next_one_really_comes(planned, lesson_day):
    claim = claim_next(lesson_day, "w").claim
    assert claim.recipients[0].values["next_date"] == "Friday, October 16"
    assert claim.recipients[0].values["asked_on"] == "October 12"


# ---- people who must not get it


def test_a_suppressed_address_gets_nothing_and_its_series_ends(planned, live, run, lesson_day):
    Suppression.objects.suppress("ANA@example.org", Suppression.Reason.COMPLAINT, lesson_day)
    run(lesson_day)
    assert live.batches == [] and states() == ["suppressed"]
    enrolment = Enrolment.objects.get()
    assert enrolment.state == Enrolment.State.ENDED and "must not be mailed" in enrolment.end_reason


def test_off_the_newsletters_the_lessons_still_come(planned, live, run, lesson_day):
    Suppression.objects.suppress("ana@example.org", Suppression.Reason.UNSUBSCRIBED, lesson_day, only_news=True)
    run(lesson_day)
    assert live.addresses == ["ana@example.org"]


def test_a_withdrawn_consent_counts_at_the_very_next_claim(planned, live, run, lesson_day):
    Consent.objects.withdraw(planned.patient, Consent.Stream.LESSONS, how="phone call", now=lesson_day)
    run(lesson_day)
    assert live.batches == [] and states() == ["cancelled"]
    assert Enrolment.objects.get().state == Enrolment.State.ENDED


def test_an_unsubscribe_counts_at_the_very_next_claim(planned, live, run, lesson_day):
    stop(planned.enrolment, lesson_day, by="patient")
    run(lesson_day)
    assert live.batches == [] and states() == ["cancelled"] and unaccounted() == 0


def test_an_ended_enrolment_gets_nothing(planned, live, run, lesson_day):
    Enrolment.objects.all().end("Moved away", lesson_day)
    run(lesson_day)
    assert live.batches == [] and states() == ["cancelled"]
    assert reread(planned).reason == "Moved away"


def test_an_erased_patient_gets_nothing_and_leaves_nothing_unaccounted(planned, live, run, lesson_day):
    planned.patient.erase(lesson_day)
    run(lesson_day)
    assert live.batches == [] and states() == ["cancelled"]
    assert Enrolment.objects.get().state == Enrolment.State.ENDED and unaccounted() == 0


def test_a_broken_seal_sets_its_own_message_aside_and_stops_nobody_else(live, enrol, run, lesson_day):
    broken = enrol().enrolment.patient
    enrol("bo@example.org", "Bo")
    sealed = bytes(broken.identity)
    broken.identity = sealed[:-1] + bytes([sealed[-1] ^ 1])
    broken.save(update_fields=["identity"])
    run(lesson_day)
    assert live.addresses == ["bo@example.org"]
    waiting = Message.objects.get(patient=broken)
    assert waiting.state == Message.State.PLANNED and waiting.due_at == lesson_day + timedelta(hours=1)
    assert "can't be opened" in waiting.reason


def test_a_paused_enrolment_keeps_its_place(planned, live, run, lesson_day):
    Enrolment.objects.update(state=Enrolment.State.PAUSED)
    run(lesson_day)
    assert live.batches == [] and states() == ["planned"]
    Enrolment.objects.update(state=Enrolment.State.ACTIVE)
    run(lesson_day)
    assert states() == ["accepted"]


def test_a_paused_series_keeps_its_messages(planned, live, run, lesson_day):
    Series.objects.update(state=Series.State.PAUSED)
    run(lesson_day)
    assert live.batches == [] and states() == ["planned"]


def test_the_email_that_asks_for_consent_needs_none(live, enrol, run, now):
    enrol(consent="", confirmed=False)
    run(now)
    assert live.addresses == ["ana@example.org"] and states() == ["accepted"]
    assert set(live.batches[0][0].values) >= {"confirm_url", "stop_url"}


def test_the_email_that_asks_for_consent_respects_a_suppression(live, enrol, run, now):
    enrol(consent="", confirmed=False)
    Suppression.objects.suppress("ana@example.org", Suppression.Reason.STAFF, now)
    run(now)
    assert live.batches == [] and states() == ["suppressed"]


def test_two_patients_of_one_address_each_get_their_own_a_day_apart(live, enrol, run, lesson_day):
    enrol("family@example.org", "Ana")
    enrol("family@example.org", "Bo")
    run(lesson_day)
    assert live.addresses == ["family@example.org"], "one email that teaches a day, in a shared mailbox too"
    run(lesson_day + timedelta(days=1))
    assert live.addresses == ["family@example.org"] * 2 and len(set(live.messages)) == 2


# ---- hours


def test_outside_the_window_a_message_stays_planned_for_the_next_opening(planned, live, run):
    evening = datetime(2026, 10, 13, 21, tzinfo=UTC)  # 17:00 in New York
    run(evening)
    assert live.batches == [] and states() == ["planned"]
    assert reread(planned).due_at == datetime(2026, 10, 14, 13, tzinfo=UTC)


def test_a_day_that_became_a_holiday_meanwhile_is_kept(planned, live, run, lesson_day):
    ClinicProfile.objects.update(holidays=["2026-10-13"])
    run(lesson_day)
    assert live.batches == [] and reread(planned).due_at == datetime(2026, 10, 14, 13, tzinfo=UTC)


def test_the_question_for_consent_isnt_held_back_by_the_window(live, enrol, run):
    at_night = datetime(2026, 10, 12, 3, tzinfo=UTC)
    enrol(consent="", confirmed=False, at=at_night)
    run(at_night)
    assert len(live.messages) == 1


# ---- words that may not leave


def test_words_withdrawn_after_planning_never_leave_and_wait_for_a_new_signature(planned, live, run, lesson_day):
    Review.objects.update(withdrawn_at=lesson_day)
    run(lesson_day)
    assert live.batches == [] and not Message.objects.exists()
    enrolment = Enrolment.objects.get()
    assert enrolment.waits_for == Enrolment.WaitsFor.REVIEW and unaccounted() == 0
    approve(Series.objects.get(), reviewer="R", credential="MD", language="en", now=lesson_day, how="test")
    run(lesson_day)
    assert states() == ["accepted"]


def test_a_signature_that_expired_while_the_message_waited_doesnt_count(planned, live, run, lesson_day):
    Review.objects.update(expires_on=datetime(2026, 10, 12, tzinfo=UTC).date())
    run(lesson_day)
    assert live.batches == [] and Enrolment.objects.get().waits_for == Enrolment.WaitsFor.REVIEW


def planned_while_practising(enrol, lesson_day, **approval):
    if approval:
        approve(
            Series.objects.get(), reviewer="R", credential="MD", language="en", now=lesson_day, how="test", **approval
        )
    enrol()
    plan_due(lesson_day, practising=True)


def test_an_unsigned_text_planned_while_practising_never_leaves_by_a_real_transport(
    series, provider, enrol, run, lesson_day
):
    planned_while_practising(enrol, lesson_day)
    assert only_message().review is None
    go_live(lesson_day, by="test")
    run(lesson_day)
    assert provider.batches == [], "planned for practice, met by a live transport"
    assert Enrolment.objects.get().waits_for == Enrolment.WaitsFor.REVIEW and unaccounted() == 0


def test_a_demo_signature_never_lets_a_text_leave_by_a_real_transport(series, provider, enrol, run, lesson_day):
    planned_while_practising(enrol, lesson_day, demo=True)
    assert only_message().review.demo
    go_live(lesson_day, by="test")
    run(lesson_day)
    assert provider.batches == [] and Enrolment.objects.get().waits_for == Enrolment.WaitsFor.REVIEW
    approve(series, reviewer="A real one", credential="MD", language="en", now=lesson_day, how="test")
    run(lesson_day)
    assert len(provider.messages) == 1 and not only_message().review.demo


def test_while_practising_both_go_to_the_inbox_and_are_marked_as_practice(
    series, provider, enrol, run, lesson_day, home
):
    planned_while_practising(enrol, lesson_day, demo=True)
    run(lesson_day)
    assert provider.batches == []
    message = only_message()
    assert message.state == Message.State.ACCEPTED and message.practice
    assert [path.name for path in (home / "inbox").iterdir()] == [f"{message.id}.eml"]


# ---- an email with a fault


def test_a_faulty_email_is_set_aside_and_never_stops_the_queue(live, enrol, run, lesson_day, monkeypatch):
    from campaigns.emails import making as emails

    enrol()
    enrol("bo@example.org", "Bo", at=lesson_day, consent="", confirmed=False)
    real = emails.lesson_source
    monkeypatch.setattr(
        emails, "lesson_source", lambda words, clinic: replace(real(words, clinic), subject="{given_nam}")
    )
    run(lesson_day)
    assert live.addresses == ["bo@example.org"], "the other email left"
    waiting = Message.objects.get(kind="step")
    assert waiting.state == Message.State.PLANNED and waiting.due_at == lesson_day + timedelta(hours=1)
    assert "fault" in waiting.reason


# ---- the installation itself


def test_practising_sends_to_the_inbox_only(signed_series, provider, enrol, run, lesson_day, home):
    enrol()
    assert run(lesson_day).accepted == 1
    assert provider.batches == [] and len(list((home / "inbox").iterdir())) == 1


def test_a_pause_counts_at_the_very_next_claim(live, enrol, lesson_day, monkeypatch):
    from campaigns.sending import run as sending

    for number in range(3):
        enrol(f"p{number}@example.org", f"P{number}")
    live.batch_size = 1
    real = sending.settle

    def settle_and_pause(*arguments):
        real(*arguments)
        Installation.current().pause(lesson_day)

    monkeypatch.setattr(sending, "settle", settle_and_pause)
    run = sending.send_due(lambda: lesson_day, "w")
    assert len(live.messages) == 1 and "paused" in run.why
    assert sorted(states()) == ["accepted", "planned", "planned"]


def test_resume_goes_on_where_the_pause_stopped(planned, live, run, lesson_day):
    Installation.current().pause(lesson_day)
    assert "paused" in run(lesson_day).why and live.batches == []
    Installation.current().resume(lesson_day)
    assert run(lesson_day).accepted == 1


def test_a_run_far_beyond_the_ordinary_waits_for_a_persons_yes(live, enrol, run, lesson_day):
    ClinicProfile.objects.update(brake=2)
    for number in range(3):
        enrol(f"p{number}@example.org", f"P{number}")
    braked = run(lesson_day)
    assert live.batches == [] and "brake" in braked.why and "3 emails" in braked.why
    assert Installation.current().braked_at == lesson_day
    assert run(lesson_day + timedelta(hours=1)).accepted == 0, "it stays on until a person says yes"
    Installation.current().resume(lesson_day, brake_for=lesson_day + timedelta(days=1))
    assert run(lesson_day).accepted == 3


def test_a_yes_to_the_brake_counts_for_its_time_only(live, enrol, run, lesson_day):
    ClinicProfile.objects.update(brake=1)
    Installation.current().resume(lesson_day, brake_for=lesson_day + timedelta(hours=1))
    for number in range(2):
        enrol(f"p{number}@example.org", f"P{number}")
    assert run(lesson_day + timedelta(hours=1)).accepted == 0


def test_exactly_as_many_as_the_brake_allows_may_leave(live, enrol, run, lesson_day):
    ClinicProfile.objects.update(brake=2)
    for number in range(2):
        enrol(f"p{number}@example.org", f"P{number}")
    assert run(lesson_day).accepted == 2


def test_practising_needs_no_brake(signed_series, enrol, run, lesson_day):
    ClinicProfile.objects.update(brake=1)
    for number in range(3):
        enrol(f"p{number}@example.org", f"P{number}")
    assert run(lesson_day).accepted == 3


def test_a_demo_clinic_never_reaches_a_real_transport(planned, live, run, lesson_day, home):
    ClinicProfile.objects.update(made_up=["phone"])
    stopped = run(lesson_day)
    assert live.batches == [] and not (home / "inbox").exists() and "made up for practising" in stopped.why


@pytest.mark.parametrize(
    "field", ["mail_name", "sender", "reply_to", "postal_address", "phone", "emergency", "crisis", "time_zone"]
)
def test_an_incomplete_clinic_never_reaches_a_real_transport(planned, live, run, lesson_day, field):
    ClinicProfile.objects.update(**{field: ""})
    stopped = run(lesson_day)
    assert live.batches == [] and "aren't complete" in stopped.why


def test_a_public_url_of_this_machine_only_never_reaches_a_real_transport(planned, live, run, lesson_day, settings):
    settings.PUBLIC_URL_IS_LOCAL = True
    stopped = run(lesson_day)
    assert live.batches == [] and "PUBLIC_URL" in stopped.why
    settings.DEBUG = True
    assert run(lesson_day).accepted == 1, "a developer says so with DEBUG"


def test_a_live_copy_without_a_provider_is_silent_and_not_practising(planned, live, run, lesson_day, settings, home):
    settings.TRANSPORT = "inbox"
    stopped = run(lesson_day)
    assert live.batches == [] and not (home / "inbox").exists() and "No provider" in stopped.why


def test_obstacles_keep_an_installation_from_going_live(series, settings, now):
    assert obstacles(ClinicProfile.current()) == ["No provider is configured: set AFTERVISIT_TRANSPORT and its key."]
    with pytest.raises(Refusal, match="No provider"):
        go_live(now, by="test")
    assert not Installation.current().live_mark


def test_a_switch_of_way_between_compiling_and_claiming_lets_nothing_leave(planned, live, lesson_day, monkeypatch):
    """An email made for a provider that may carry health information never goes to one that may not."""
    from campaigns.sending import claiming

    real = claiming.email_of

    def made_then_switched(message, way, now):
        email = real(message, way, now)
        live.carries_health_information = False
        return email

    live.carries_health_information = True
    before = way_now(lesson_day)
    assert not before.link_only
    carrying = replace(
        before,
        transport=type("Carrying", (), {"carries_health_information": True, "name": "sendgrid", "batch_size": 9})(),
    )
    monkeypatch.setattr(claiming, "email_of", lambda message, way, now: made_then_switched(message, carrying, now))
    monkeypatch.setattr(claiming, "way_now", lambda now, ways=[carrying]: ways.pop() if ways else way_now(now))
    looked = claim_next(lesson_day, "w")
    assert looked.claim is None and looked.again and states() == ["planned"]


def test_status_says_in_one_sentence_why_nothing_leaves(planned, live, lesson_day):
    assert status(lesson_day)["installation"]["says"] == "Live: emails go to real people."
    Installation.current().pause(lesson_day)
    told = status(lesson_day)["installation"]
    assert told["paused"] and not told["sends"] and "paused" in told["says"]


@pytest.mark.parametrize(("birthday", "left"), [(14, True), (13, False)])
def test_a_guardian_hears_no_more_from_the_eighteenth_birthday_on(live, enrol, run, lesson_day, birthday, left):
    """The lesson leaves on 13 October 2026."""
    born = lesson_day.date().replace(year=2008, day=birthday)
    one = enrol(birth_date=born, guardian_name="Eva Reyes", guardian_is="parent").enrolment
    run(lesson_day)
    one.refresh_from_db()
    assert bool(live.messages) is left
    assert left or one.end_reason.startswith("The patient is of age now")
