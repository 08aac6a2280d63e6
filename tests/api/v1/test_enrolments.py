"""Enrolling by the API: the rule of intake, the token's own source, and answers that name nobody."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from campaigns.intake.pending import decline, enrol_with_consent
from campaigns.models import Enrolment, Message, PendingVisit
from campaigns.series.start_codes import set_codes
from clinic.models import ApiToken, AuditEntry
from patients.models import Consent, Patient, Suppression
from tests.api.v1.conftest import PRIVATE, YES, is_problem


def told(answer) -> dict[str, object]:
    assert answer["Content-Type"].startswith("application/json") and answer["Cache-Control"] == "no-store"
    assert not any(word in answer.content.decode() for word in PRIVATE)
    return {"status": answer.status_code, **json.loads(answer.content)}


def test_a_patient_who_agreed_is_enrolled_and_asked_for_the_address(north):
    answer = told(north.enrol())
    enrolment, consent = Enrolment.objects.get(), Consent.objects.get()
    assert answer == {"status": 201, "outcome": "enrolled", "enrolment": str(enrolment.pk), "why": ""}
    assert (enrolment.visit_source, enrolment.visit_id) == ("api:north", "V-1")
    assert (enrolment.anchored_on, enrolment.waits_for) == (date(2026, 10, 9), "confirmation")
    assert (consent.how, consent.wording, consent.recorded_by) == (
        "north: signed form",
        YES["wording"],
        north.token.actor,
    )
    assert Message.objects.get().kind == Message.Kind.WELCOME


def test_everything_it_does_stands_in_the_trail_under_the_token(north):
    made = told(north.enrol())["enrolment"]
    north.get(f"v1/enrolments/{made}")
    north.call("POST", f"v1/enrolments/{made}/stop")
    patient = str(Patient.objects.get().pk)
    entries = AuditEntry.objects.filter(actor=north.token.actor).order_by("pk").values_list("action", "subject")
    assert list(entries) == [(one, patient) for one in ("enrol", "api.enrol", "enrolment.read", "stop")]


def test_the_same_visit_again_changes_nothing(north):
    first, again = told(north.enrol()), told(north.enrol(given_name="Anna", email="other@home.example"))
    assert (again["status"], again["outcome"], again["enrolment"]) == (200, "already", first["enrolment"])
    assert Enrolment.objects.count() == Patient.objects.count() == Consent.objects.count() == 1


def test_two_systems_with_the_same_numbers_stay_apart(north, system):
    south = system("south")
    mine = told(north.enrol())
    theirs = told(south.enrol(email="bo@home.example", given_name="Bo", family_name="", record_number=""))
    assert theirs["status"] == 201 and theirs["enrolment"] != mine["enrolment"]
    for call in (
        south.get(f"v1/enrolments/{mine['enrolment']}"),
        south.call("POST", f"v1/enrolments/{mine['enrolment']}/stop"),
    ):
        assert is_problem(call, 404)
    elsewhere = told(south.enrol(visit_id="V-2"))
    assert (elsewhere["status"], elsewhere["enrolment"]) == (200, None)
    assert not Enrolment.objects.filter(state="ended").exists()


def test_the_next_years_token_of_a_system_goes_on_where_the_last_one_was(north, system):
    made = told(north.enrol())["enrolment"]
    new = system("North")
    assert told(new.enrol())["enrolment"] == made and new.get(f"v1/enrolments/{made}").status_code == 200


def test_without_a_consent_the_desk_asks_and_the_same_call_hears_the_answer(north, now):
    assert told(north.enrol(consent=None))["status"] == told(north.enrol(consent=None))["status"] == 202
    waiting = PendingVisit.objects.get()
    assert not Enrolment.objects.exists() and not Message.objects.exists()
    enrol_with_consent(waiting, "Said yes by phone", now, by="7")
    after = told(north.enrol(consent=None))
    assert (after["status"], after["enrolment"]) == (200, str(Enrolment.objects.get().pk))


def test_a_no_is_never_asked_about_again(north, now):
    assert is_problem(north.enrol(consent={"agreed": False}), 422) and not Patient.objects.exists()
    north.enrol(visit_id="V-2", consent=None)
    decline(PendingVisit.objects.get(), now, by="7")
    answer = north.enrol(visit_id="V-2", consent=None)
    assert is_problem(answer, 422) and "said no" in json.loads(answer.content)["detail"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"visit_date": "2026-11-30"}, "future"),
        ({"visit_date": "2024-01-02"}, "more than a year"),
        ({"birth_date": "2012-01-02"}, "under 18"),
        ({"email": "gone@home.example"}, "must not be mailed"),
    ],
    ids=["future", "old", "minor", "suppressed"],
)
def test_who_can_not_be_taught_is_skipped_with_the_reason_and_nothing_is_kept(changes, why, north, now):
    Suppression.objects.suppress("gone@home.example", Suppression.Reason.HARD_BOUNCE, now)
    answer = north.enrol(**changes)
    assert is_problem(answer, 422) and why in json.loads(answer.content)["detail"]
    assert not Patient.objects.exists() and not Enrolment.objects.exists()


def test_a_child_is_taught_through_a_parents_mailbox(north):
    assert north.enrol(birth_date="2012-01-02", guardian_email="mum@home.example").status_code == 201
    assert Patient.objects.get().open_identity().email == "mum@home.example"


def test_a_series_about_substance_use_waits_for_the_clinics_word(north, series):
    set_codes(series, [("ICD-10-CM", "F11.20")])
    answer = north.enrol()
    assert is_problem(answer, 422) and not Patient.objects.exists()


def test_a_series_that_takes_nobody_is_refused(north, series):
    series.state = "paused"
    series.save()
    for slug in ("fibromyalgia", "no-such-thing"):
        answer = north.enrol(series=slug)
        assert is_problem(answer, 422) and json.loads(answer.content)["errors"][0]["field"] == "series"
    assert json.loads(north.get("v1/series").content)["series"] == []


def test_an_enrolment_says_where_it_stands_and_stops_at_once(north):
    path = f"v1/enrolments/{told(north.enrol())['enrolment']}"
    assert {"state": "active", "waits_for": "confirmation", "lessons_sent": 0}.items() <= told(north.get(path)).items()
    first, again = (told(north.call("POST", f"{path}/stop")) for _ in range(2))
    assert (first["stopped"], again["stopped"], again["state"]) == (True, False, "ended")
    assert Enrolment.objects.get().end_reason == "Another system stopped the lessons."
    assert not Consent.objects.filter(withdrawn_at=None).exists() and Message.objects.get().state == "cancelled"


@pytest.mark.django_db(transaction=True)
def test_the_same_visit_sent_many_times_at_once_starts_one_series(north, monkeypatch):
    """A busy database answers 503, and the caller sends again: SQLite in memory is busy whenever another writes."""
    monkeypatch.setattr(ApiToken, "MOST_CALLS", 10**6)

    def sent_until_taken(_: int) -> int:
        try:
            answers = (north.enrol() for _ in range(1000))
            return next(one.status_code for one in answers if one.status_code != 503)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(sent_until_taken, range(4))) == [200, 200, 200, 201]
    assert Enrolment.objects.count() == Patient.objects.count() == 1
