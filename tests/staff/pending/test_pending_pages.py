"""Patients to ask after a visit: listed, asked, enrolled with their words, or noted as a no and forgotten."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.intake.taking import take_all
from campaigns.models import Enrolment, PendingVisit
from campaigns.series.start_codes import set_codes
from clinic.models import AuditEntry
from patients.models import Consent, Patient
from tests.campaigns.intake.visits_made import as_found, visit
from tests.staff.conftest import said


@pytest.fixture
def waiting(signed_series, now: datetime) -> PendingVisit:
    set_codes(signed_series, [("ICD-10-CM", "M79.7")])
    list(take_all(as_found(visit(given_name="Dolores", family_name="Zykow")), now, by="test"))
    return PendingVisit.objects.select_related("patient").get()


def url(name: str, row: PendingVisit) -> str:
    return reverse(f"staff:{name}", args=[row.pk])


def test_who_waits_is_listed_counted_on_the_tab_and_stands_on_today_without_a_name(waiting, staff: Client):
    words = said(staff.get("/staff/pending/"))
    assert "One patient waits to be asked" in words and "Dolores Zykow" in words and "October 9, 2026" in words
    assert AuditEntry.objects.filter(action="patient.read", subject=str(waiting.patient_id)).count() == 1
    today = said(staff.get("/staff/"))
    assert "1 patient waits to be asked" in today and "Dolores" not in today


def test_a_yes_enrols_with_the_words_of_the_desk(waiting, staff: Client):
    assert "Read aloud" in said(staff.get(url("pending_yes", waiting)))
    assert not Enrolment.objects.exists(), "asking changes nothing"
    answer = staff.post(url("pending_yes", waiting), {"how": "Said yes on the phone"})
    assert "Dolores is enrolled" in said(answer) and "PIN, shown once" in said(answer)
    enrolment, consent = Enrolment.objects.get(), Consent.objects.get()
    assert (enrolment.patient_id, enrolment.visit_id) == (waiting.patient_id, "V1")
    assert (consent.how, consent.recorded_by) == ("Said yes on the phone", staff.session["_auth_user_id"])
    assert "Nobody waits to be asked" in said(staff.get("/staff/pending/"))


def test_without_words_nothing_is_recorded(waiting, staff: Client):
    assert "Say how the patient told you." in said(staff.post(url("pending_yes", waiting), {"how": ""}))
    assert not Consent.objects.exists()


def test_a_no_is_kept_and_whom_we_knew_only_from_it_is_forgotten(waiting, staff: Client, now: datetime):
    assert "are forgotten" in said(staff.get(url("pending_no", waiting)))
    assert "Noted." in said(staff.post(url("pending_no", waiting), follow=True))
    assert Patient.objects.get().erased_at is not None
    again = list(take_all(as_found(visit(given_name="Dolores", family_name="Zykow")), now, by="test"))
    assert [one.outcome for one in again] == ["already"] and Patient.objects.count() == 1
    assert staff.get(url("pending_no", waiting)).status_code == 404


def test_a_no_keeps_whoever_was_known_before(enrol, waiting, staff: Client):
    enrol("ana@example.org", "Dolores", family_name="Zykow", mrn="MRN-1")
    staff.post(url("pending_no", waiting))
    assert Patient.objects.get().erased_at is None


def test_what_a_colleague_answered_meanwhile_is_answered_once(waiting, staff: Client):
    staff.post(url("pending_yes", waiting), {"how": "Said yes"})
    assert "already" in said(staff.post(url("pending_yes", waiting), {"how": "Said yes"}))
    assert "already" in said(staff.post(url("pending_no", waiting), follow=True))
    assert Enrolment.objects.count() == 1


def test_a_series_that_was_paused_since_is_a_sentence_and_it_goes_on_waiting(waiting, staff: Client):
    waiting.series.state = "paused"
    waiting.series.save(update_fields=["state"])
    assert "must be active" in said(staff.post(url("pending_yes", waiting), {"how": "Said yes"}))
    assert PendingVisit.objects.waiting().count() == 1 and not Consent.objects.exists()


def test_a_mailbox_that_somebody_else_reads_is_asked_about(waiting, staff: Client):
    answer = staff.post(url("pending_yes", waiting), {"how": "Said yes", "private_mail": "on"})
    assert "Emails carry only a link." in said(answer) and Enrolment.objects.get().patient.private_mail


def test_the_words_to_read_aloud_stand_in_the_patients_language_too(waiting, staff: Client):
    assert 'lang="es"' not in staff.get(url("pending_yes", waiting)).content.decode().partition("<main")[2]
    Patient.objects.update(language="es-MX")
    words = said(staff.get(url("pending_yes", waiting)))
    assert "Email isn’t fully private." in words and "In Spanish: “Nos gustaría" in words
