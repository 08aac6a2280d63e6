"""Finding a patient: by the whole address, or family name and birth date; by POST, recorded, and found by blind indexes."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from clinic.models import AuditEntry
from tests.staff.conftest import Page, said

URL = "/staff/patients/"


@pytest.fixture
def dolores(signed_series, enrol):
    return enrol("dolores.m@example.org", "Dolores", family_name="Marchetti", birth_date=date(1968, 3, 14)).enrolment


@pytest.mark.parametrize(
    "asked",
    [
        {"email": "dolores.m@example.org"},
        {"email": "  Dolores.M@EXAMPLE.org "},
        {"family_name": "marchetti", "birth_date": "3/14/1968"},
        {"family_name": "MARCHETTI", "birth_date": "1968-03-14"},
    ],
)
def test_a_patient_is_found_however_it_is_spelt(dolores, staff: Client, asked):
    answer = staff.post(URL, asked)
    assert "One patient found" in said(answer) and "born March 14, 1968 · English · New York" in said(answer)
    assert f"/staff/patients/{dolores.patient_id}/" in Page(answer).addresses


def test_nobody_found_says_so_and_keeps_what_was_typed(dolores, staff: Client):
    answer = staff.post(URL, {"email": "dolores@example.org"})
    assert "No patient found" in said(answer)
    assert Page(answer).field("email")["value"] == "dolores@example.org"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({}, "Type an email address, or a family name and a birth date."),
        ({"family_name": "Marchetti"}, "Type the birth date too: a name alone isn’t enough."),
        ({"birth_date": "3/14/1968"}, "Type the family name too: a birth date alone isn’t enough."),
        ({"email": "no address"}, "Enter one plain address"),
        ({"family_name": "-", "birth_date": "3/14/1968"}, "Enter a family name with at least one letter."),
        ({"family_name": "Marchetti", "birth_date": "May"}, "Write the date as"),
    ],
)
def test_a_search_that_cannot_work_says_what_to_type(dolores, staff: Client, asked, sentence):
    answer = staff.post(URL, asked)
    assert sentence in said(answer)
    assert "No patient found" not in said(answer)


def test_a_search_is_recorded_with_ids_only(dolores, staff: Client):
    staff.post(URL, {"email": "dolores.m@example.org"})
    entry = AuditEntry.objects.get(action="patient.search")
    assert entry.detail == {"found": [str(dolores.patient_id)]}


def test_an_erased_patient_is_found_no_more(dolores, staff: Client, now):
    dolores.patient.erase(now)
    assert "No patient found" in said(staff.post(URL, {"email": "dolores.m@example.org"}))


def test_the_newest_enrolments_stand_below_and_say_what_is_next(dolores, enrol, staff: Client):
    enrol("new@example.org", "Newcomer", confirmed=False)
    words = said(staff.get(URL))
    assert words.index("Newcomer") < words.index("Dolores")
    assert "waits for the patient to confirm the address" in words
    assert "lesson 1, Tue 8:00 am" in words  # 9:00 in New York, said in the clinic's zone


def test_a_name_that_cannot_be_opened_never_breaks_the_list(dolores, staff: Client):
    dolores.patient.identity = b"broken"
    dolores.patient.save()
    assert "A patient whose name can’t be opened" in said(staff.get(URL))
