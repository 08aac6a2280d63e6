"""Visits as FHIR through the door: the same rule and report as by file, and no more kept of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps

from campaigns.models import Enrolment, PendingVisit
from campaigns.series.start_codes import set_codes
from clinic.models import AuditEntry
from patients.models import Patient
from tests.api.v1.conftest import System, is_problem
from tests.patients.readers.fhir_made import bundle, condition, consent, encounter, patient

PRIVATE = ("Quintanilla", "maria@", "00-4711", "bromyalg", "M79.7", "203082005")
NOTE = "Xylophone"  # stands in fields that nothing here reads
DEEP = '{"resourceType": "Bundle", "entry": ' + '[{"resource": ' * 80 + "{}" + "}]" * 80 + "}"


@pytest.fixture
def ehr(north: System, series) -> System:
    set_codes(series, [("ICD-10-CM", "M79.7")])
    return north


def visit(*, agreed: bool = True, status: str = "finished") -> Any:
    """As bundles come: the visit, its patient with a photo and an address, the diagnosis with a remark."""
    person = patient(address=[{"text": NOTE}], photo=[{"title": NOTE}], maritalStatus={"text": NOTE})
    yes = [consent()] if agreed else []
    return bundle(person, encounter(status=status), condition(note=[{"text": NOTE}]), *yes)


def rows(answer) -> list[tuple[str, bool]]:
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store", answer.content
    assert not any(word in answer.content.decode() for word in PRIVATE)
    report = json.loads(answer.content)
    assert report["enrolled"] == sum(one["outcome"] == "enrolled" for one in report["rows"])
    return [(one["outcome"], one["pending"]) for one in report["rows"]]


def refused(answer, status: int) -> str:
    """By an OperationOutcome without a word of what was sent; what it says to do."""
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/fhir+json"), answer.content
    outcome = json.loads(answer.content)
    assert outcome["resourceType"] == "OperationOutcome" and answer["Cache-Control"] == "no-store"
    assert not any(word in answer.content.decode() for word in (*PRIVATE, NOTE))
    return outcome["issue"][0]["diagnostics"]


@pytest.mark.parametrize("kind", ["application/fhir+json", "application/json; charset=utf-8"], ids=["fhir", "json"])
def test_a_bundle_is_taken_in_once_under_the_tokens_own_name(kind: str, ehr):
    assert rows(ehr.fhir(visit(), kind)) == [("enrolled", False)]
    assert rows(ehr.fhir(visit(), kind)) == [("already", False)]
    assert Enrolment.objects.get().visit_source == "api:north"
    assert AuditEntry.objects.filter(actor=ehr.token.actor, action="api.fhir").count() == 2


def test_another_system_with_the_same_numbers_cancels_nothing_here(ehr, system):
    ehr.fhir(visit())
    system("south").fhir(visit(status="cancelled"))
    assert Enrolment.objects.get().state == "active"
    assert json.loads(ehr.fhir(visit(status="cancelled")).content)["rows"][0]["stopped"] == 1
    assert Enrolment.objects.get().state == "ended"


def test_without_a_consent_the_visit_waits_for_the_desk(ehr):
    assert rows(ehr.fhir(visit(agreed=False))) == [("skipped", True)]
    assert PendingVisit.objects.get().visit_source == "api:north" and not Enrolment.objects.exists()


def test_nothing_else_of_what_came_is_kept(ehr, caplog):
    ehr.fhir(visit())
    ehr.fhir(visit(agreed=False))
    kept = [str(list(model._base_manager.values())) for model in apps.get_models()]
    assert not any(NOTE in rows or "Quintanilla" in rows or "00-4711" in rows for rows in kept)
    assert NOTE not in caplog.text and "Quintanilla" not in caplog.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400), ("", 415), (b"\xff\xfe{", 400), ("[]", 400), ("{}", 400), ('{"resourceType": "Bundle", "entry": 7}', 400),
        (DEEP, 400), ("[" * 500_000, 400), ("9" * 100_000, 400),
        (encounter(**{"class": [{"text": NOTE}]}), 422), (encounter(subject={"reference": f"Patient/{NOTE}"}), 422),
        ({"resourceType": "Bundle", "entry": [{"resource": encounter()} for _ in range(101)]}, 413),
    ],
    ids=["half", "empty", "bytes", "list", "object", "entries", "deep", "deeper", "digits", "r5", "alone", "many"],
)  # fmt: skip
def test_what_can_not_be_read_is_refused_whole(body: Any, status: int, ehr):
    answer = ehr.fhir(body)
    assert is_problem(answer, 415) if status == 415 else refused(answer, status)
    assert not Patient.objects.exists()


def test_one_visit_that_can_not_be_read_costs_only_itself(ehr):
    both = visit()
    both["entry"].append({"resource": encounter(id="e2", subject={"reference": f"Patient/{NOTE}"})})
    assert rows(ehr.fhir(both)) == [("enrolled", False), ("error", False)]
