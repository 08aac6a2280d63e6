"""Finding a patient: by the whole address, or family name and birth date; by POST, recorded, and found by blind indexes."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from campaigns.stopping.lessons import stop
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from tests.staff.conftest import Page, said

URL = "/staff/patients/"


@pytest.fixture
def dolores(signed_series, enrol):
    return enrol(
        "dolores.m@example.org", "Dolores", family_name="Marchetti", birth_date=date(1968, 3, 14), mrn="00418823"
    ).enrolment


@pytest.mark.parametrize(
    "asked",
    [
        {"asked": "dolores.m@example.org"},
        {"asked": "  Dolores.M@EXAMPLE.org "},
        {"asked": "00418823"},
        {"asked": "marchetti", "birth_date": "3/14/1968"},
        {"asked": "MARCHETTI", "birth_date": "1968-03-14"},
    ],
    ids=["address", "address spelt otherwise", "record number", "name", "name spelt otherwise"],
)
def test_a_patient_is_found_however_it_is_spelt(dolores, staff: Client, asked):
    answer = staff.post(URL, asked)
    assert "One patient found" in said(answer) and "born March 14, 1968 · MRN 00418823 · English · New York" in said(
        answer
    )
    assert f"/staff/patients/{dolores.patient_id}/" in Page(answer).addresses


def test_nobody_found_says_so_and_keeps_what_was_typed(dolores, staff: Client):
    answer = staff.post(URL, {"asked": "dolores@example.org"})
    assert "No patient found" in said(answer)
    assert Page(answer).field("asked")["value"] == "dolores@example.org"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({}, "Type an email address, a record number, or a family name with the birth date."),
        ({"asked": "Marchetti"}, "Type the birth date too: a name alone isn’t enough."),
        ({"birth_date": "3/14/1968"}, "Type the family name too: a birth date alone isn’t enough."),
        ({"asked": "no @ address"}, "Enter one plain address"),
        ({"asked": "-", "birth_date": "3/14/1968"}, "Enter a family name with at least one letter."),
        ({"asked": "Marchetti", "birth_date": "May"}, "Write the date as"),
    ],
    ids=["nothing", "name alone", "date alone", "no address", "no letter", "no date"],
)
def test_a_search_that_cannot_work_says_what_to_type(dolores, staff: Client, asked, sentence):
    answer = staff.post(URL, asked)
    assert sentence in said(answer)
    assert "No patient found" not in said(answer)


def test_a_search_is_recorded_with_ids_only(dolores, staff: Client):
    staff.post(URL, {"asked": "dolores.m@example.org"})
    entry = AuditEntry.objects.get(action="patient.search")
    assert entry.detail == {"by": "email address", "found": [str(dolores.patient_id)]}


def test_seeing_the_newest_names_is_recorded_too(dolores, staff: Client):
    staff.get(URL)
    assert AuditEntry.objects.get(action="patients.read").detail == {"shown": [str(dolores.patient_id)]}


def test_what_was_understood_is_said_back_as_plain_text(dolores, staff: Client):
    answer = staff.post(URL, {"asked": "<b>{{ 7*7 }}</b>", "birth_date": "11/2/1959"})
    assert "Looked for the family name <b>{{ 7*7 }}</b>, born November 2, 1959." in said(answer)


def test_nobody_gets_a_second_row_under_a_known_record_number(dolores, enrol):
    with pytest.raises(Refusal, match="has this record number"):
        enrol("other@example.org", "Dolores", family_name="Marchetti", mrn="00418823")


def test_a_record_number_told_at_a_later_visit_is_kept(signed_series, enrol, now, staff: Client):
    one = enrol("ana@example.org", "Ana").enrolment
    stop(one, now, by="test")
    enrol("ana@example.org", "Ana", mrn="M 77")
    assert "One patient found" in said(staff.post(URL, {"asked": "m77"}))


def test_an_erased_patient_is_found_no_more(dolores, staff: Client, now):
    dolores.patient.erase(now)
    assert "No patient found" in said(staff.post(URL, {"asked": "dolores.m@example.org"}))


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
