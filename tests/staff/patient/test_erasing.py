"""Erasing and holding a record, by an admin who was told what follows."""

from __future__ import annotations

from django.test import Client

from campaigns.keeping.erasing import hold
from campaigns.models import Enrolment
from clinic.models import AuditEntry
from patients.models import Patient, Suppression
from tests.staff.conftest import AWKWARD, said
from tests.staff.patient.test_pages import at, back


def test_what_follows_is_said_then_it_is_done(filled, staff: Client):
    words = said(staff.get(at(filled, "erase/")))
    assert "3 emails can’t be read any more" in words and "1 series ends" in words
    assert back(staff.post(at(filled, "erase/")), filled)
    assert Patient.objects.get(pk=filled.patient).erased_at is not None
    assert Enrolment.objects.get(pk=filled.enrolment).state == "ended"
    assert Suppression.objects.covering(["bo@example.org"]) == {"bo@example.org"}
    page = said(staff.get(at(filled)))
    assert "Erased." in page and "Erase for good" not in page and AWKWARD not in page
    assert "example.org" not in str(list(AuditEntry.objects.values()))


def test_a_record_on_hold_isnt_erased_until_the_hold_ends(filled, staff: Client):
    assert "nobody can erase until the hold ends" in said(staff.get(at(filled, "hold/")))
    assert back(staff.post(at(filled, "hold/")), filled)
    assert "Nothing of this record is erased" in said(staff.get(at(filled)))
    assert "under a legal hold" in said(staff.post(at(filled, "erase/")))
    assert Patient.objects.get(pk=filled.patient).erased_at is None
    assert back(staff.post(at(filled, "hold/")), filled)
    assert back(staff.post(at(filled, "erase/")), filled)
    assert Patient.objects.get(pk=filled.patient).erased_at is not None


def test_the_desk_sees_that_a_record_is_held_and_no_way_to_erase_it(filled, as_role, now):
    hold(Patient.objects.get(pk=filled.patient), now, by="7")
    browser = as_role("front desk")
    page = browser.get(at(filled))
    assert "Legal hold." in said(page) and "erase/" not in page.content.decode()
    assert browser.post(at(filled, "erase/")).status_code == 403
