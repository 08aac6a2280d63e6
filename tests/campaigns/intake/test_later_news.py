"""News that comes later stops what is unsent, at once and at the claim, in whatever order it comes."""

from datetime import timedelta

import pytest

from campaigns.intake.deciding import RECORD_CLOSED
from campaigns.intake.knowing import CANCELLED
from campaigns.intake.later_news import CANCELLED as WAS_CANCELLED
from campaigns.intake.later_news import GOES_ON, MERGED, NOT_SO
from campaigns.intake.pending import give_up_old
from campaigns.models import CancelledVisit, Enrolment, Message, PendingVisit
from campaigns.sending.planning import plan_due
from campaigns.stopping.reasons import DIED
from clinic.models import AuditEntry
from patients.models import Consent, Identity, Patient
from patients.visits import Code, Death, Merge, Reopened, Standing, Status
from tests.campaigns.intake.visits_made import FIBROMYALGIA, agreed, visit
from tests.campaigns.rows import states, unaccounted

pytestmark = pytest.mark.django_db
NEWS = {
    "cancelled": (visit(status=Status.CANCELLED), WAS_CANCELLED),
    "the diagnosis refuted": (visit(codes=(Code("ICD-10-CM", "M79.7", Standing.REFUTED),)), NOT_SO),
    "the diagnosis in error": (visit(codes=(Code("ICD-10-CM", "M79.7", Standing.MISTAKE),)), NOT_SO),
    "merged": (Merge(Identity("", mrn="mrn-1")), MERGED),
    "died": (Death(Identity("", mrn="MRN-1")), DIED),
    "died, by name and address": (Death(Identity("Ana@example.org", "ana", "ITO")), DIED),
    "record closed, told with the visit": (visit(record_in_use=False), RECORD_CLOSED),
    "died, told with a visit": (visit(id="V9", deceased=True), DIED),
}


@pytest.fixture
def begun(take, now):
    take(agreed())
    Patient.objects.update(address_confirmed_at=now)
    enrolment = Enrolment.objects.select_related("patient").get()
    enrolment.waits_for, enrolment.next_due_at = "", now
    enrolment.save()
    return enrolment


@pytest.mark.parametrize(("news", "reason"), NEWS.values(), ids=NEWS.keys())
def test_it_ends_what_the_visit_started_and_nothing_more_leaves(begun, live, run, take, lesson_day, news, reason):
    plan_due(lesson_day, practising=False)
    [result] = take(news, at=lesson_day)
    assert (result.outcome, result.stopped) == ("skipped", 1)
    begun.refresh_from_db()
    assert (begun.state, begun.end_reason, begun.next_due_at) == (Enrolment.State.ENDED, reason, None)
    assert set(states()) == {"cancelled"}
    run(lesson_day + timedelta(days=1))
    assert live.batches == [] and unaccounted() == 0


def test_an_email_that_is_planned_at_the_same_moment_is_stopped_at_the_claim(begun, live, run, take, lesson_day):
    plan_due(lesson_day, practising=False)
    planned = list(Message.objects.filter(state=Message.State.PLANNED).values_list("pk", flat=True))
    take(visit(status=Status.CANCELLED), at=lesson_day)
    Message.objects.filter(pk__in=planned).update(state=Message.State.PLANNED)
    run(lesson_day)
    assert live.batches == [] and set(states()) == {"cancelled"}


@pytest.mark.parametrize("news", [one for one, _ in NEWS.values()], ids=NEWS.keys())
def test_told_again_it_changes_and_records_nothing_more(begun, take, news):
    take(news)
    entries = AuditEntry.objects.count()
    [again] = take(news)
    assert again.stopped == 0 and AuditEntry.objects.count() == entries


@pytest.mark.parametrize("news", [one for one, _ in NEWS.values()], ids=NEWS.keys())
def test_a_visit_that_waits_waits_no_longer_and_its_patient_is_forgotten(take, news):
    take(visit())
    take(news)
    assert PendingVisit.objects.get().state == PendingVisit.State.TAKEN_BACK
    assert Patient.objects.get().erased_at is not None


def test_a_cancellation_that_comes_before_its_visit_holds(take):
    take(visit(status=Status.CANCELLED))
    [late] = take(agreed())
    assert (late.outcome, late.why) == ("already", CANCELLED)
    assert not Enrolment.objects.exists() and CancelledVisit.objects.count() == 1


def test_a_cancellation_is_kept_longer_than_a_visit_may_be_late(take, now):
    take(visit(status=Status.CANCELLED))
    for day, kept in ((399, True), (400, False)):
        CancelledVisit.objects.forget_old(now + timedelta(days=day))
        assert CancelledVisit.objects.exists() is kept


def test_a_cancellation_of_another_visit_stops_nothing(begun, take):
    take(visit(id="V2", status=Status.CANCELLED))
    begun.refresh_from_db()
    assert begun.state == Enrolment.State.ACTIVE


def test_a_diagnosis_that_still_stands_beside_a_refuted_one_keeps_the_series(begun, take):
    codes = (FIBROMYALGIA, Code("SNOMED CT", "203082005", Standing.REFUTED))
    assert [one.outcome for one in take(visit(codes=codes))] == ["already"]
    begun.refresh_from_db()
    assert begun.state == Enrolment.State.ACTIVE


def test_a_death_ends_the_consents_and_spares_others_of_the_mailbox(begun, take, enrol):
    other = enrol("ana@example.org", "Bo").enrolment
    take(Death(Identity("ana@example.org", "Ana", "Ito", mrn="MRN-1")))
    assert not Consent.objects.standing(Consent.Stream.LESSONS).filter(patient=begun.patient).exists()
    other.refresh_from_db()
    assert other.state == Enrolment.State.ACTIVE


def test_a_visit_that_goes_on_keeps_the_place_until_it_ends_again(begun, take, now):
    [news] = take(Reopened(visit(status=Status.UNDER_WAY)))
    begun.refresh_from_db()
    assert (news.stopped, begun.state, begun.end_reason) == (1, Enrolment.State.PAUSED, GOES_ON)
    assert [one.outcome for one in take(visit())] == ["already"]
    begun.refresh_from_db()
    assert begun.state == Enrolment.State.ACTIVE and begun.next_due_at is not None


def test_what_staff_paused_stays_paused_when_the_visit_is_sent_again(begun, take):
    Enrolment.objects.all().pause("Staff paused the lessons.")
    take(visit())
    begun.refresh_from_db()
    assert begun.state == Enrolment.State.PAUSED


def test_news_of_nobody_we_know_is_told_as_such(take):
    [result] = take(Merge(Identity("", mrn="other")))
    assert (result.outcome, result.stopped) == ("skipped", 0) and "Nothing of ours" in result.why


def test_a_death_told_with_a_visit_finds_who_was_enrolled_after_it(begun, take):
    [result] = take(visit(email="", mrn="", deceased=True))
    begun.refresh_from_db()
    assert (result.stopped, begun.end_reason) == (1, DIED)


def test_after_a_death_no_other_visit_starts_anything(begun, take):
    take(Death(Identity("", mrn="MRN-1")))
    [result] = take(agreed(id="V2"))
    assert (result.outcome, result.why) == ("skipped", "The patient has died.")


def test_a_visit_that_comes_after_the_death_it_was_told_with_starts_nothing(take):
    take(visit(deceased=True))
    [result] = take(agreed())
    assert (result.outcome, result.why) == ("already", CANCELLED)
    assert not Patient.objects.exists()


def test_a_diagnosis_refuted_while_its_series_is_paused_ends_the_lessons_too(begun, starting, take):
    starting.state = starting.State.PAUSED
    starting.save()
    take(visit(codes=(Code("ICD-10-CM", "M79.7", Standing.REFUTED),)))
    begun.refresh_from_db()
    assert begun.state == Enrolment.State.ENDED


def test_a_death_is_remembered_of_somebody_who_had_yet_to_agree(begun, take):
    Consent.objects.all().delete()
    take(Death(Identity("", mrn="MRN-1")))
    assert [one.outcome for one in take(agreed(id="V2"))] == ["skipped"]
    assert not Enrolment.objects.under_way().exists()


def test_a_visit_that_goes_on_stands_in_the_trail_of_its_patient(begun, take):
    take(Reopened(visit(status=Status.UNDER_WAY)))
    entry = AuditEntry.objects.get(action="visit.reopen")
    assert (entry.subject, entry.detail) == (str(begun.patient_id), {"enrolment": str(begun.pk)})


def test_nothing_stays_of_a_cancelled_visit_for_substance_use(take):
    take(visit(status=Status.CANCELLED, codes=(Code("ICD-10-CM", "F11.20"),)))
    assert not CancelledVisit.objects.exists()


def test_visits_nobody_asked_about_lapse_some_at_a_time(take, now, monkeypatch):
    take(visit(), visit(id="V2", email="bo@example.org", given_name="Bo", mrn="MRN-2"))
    monkeypatch.setattr("campaigns.intake.pending.AT_ONCE", 1)
    monkeypatch.setattr("campaigns.intake.pending.MOST_AT_ONCE", 1)
    later = now + PendingVisit.LASTS
    assert [give_up_old(later), give_up_old(later), give_up_old(later)] == [1, 1, 0]
    assert not Patient.objects.known().exists()
