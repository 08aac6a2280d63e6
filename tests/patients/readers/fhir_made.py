"""FHIR R4 resources as a record system would send them, to be changed one thing at a time. All people are made up."""

from __future__ import annotations

import json
from typing import Any

from patients.readers.fhir import read_fhir
from patients.visits import Told

ICD = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"
Json = dict[str, Any]


def concept(code: str, system: str = ICD) -> Json:
    return {"coding": [{"system": system, "code": code}]}


def patient(**more: Any) -> Json:
    return {
        "resourceType": "Patient", "id": "p1", "birthDate": "1971-03-09",
        "identifier": [{"type": concept("MR", "http://terminology.hl7.org/CodeSystem/v2-0203"), "value": "00-4711"}],
        "name": [{"use": "old", "family": "Past"}, {"use": "usual", "family": "Quintanilla", "given": ["María", "J."]}],
        "telecom": [{"system": "phone", "value": "555-0100"}, {"system": "email", "value": "maria@example.org"}],
        "communication": [{"language": concept("en", "urn:ietf:bcp:47")}, {"language": concept("es", "urn:ietf:bcp:47"), "preferred": True}],
        **more,
    }  # fmt: skip


def encounter(**more: Any) -> Json:
    return {
        "resourceType": "Encounter", "id": "e1", "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "subject": {"reference": "Patient/p1"}, "period": {"start": "2026-10-09T08:00:00-05:00", "end": "2026-10-09T23:30:00-05:00"},
        **more,
    }  # fmt: skip


def condition(**more: Any) -> Json:
    return {
        "resourceType": "Condition", "id": "c1", "subject": {"reference": "Patient/p1"}, "encounter": {"reference": "Encounter/e1"},
        "category": [concept("encounter-diagnosis", "http://terminology.hl7.org/CodeSystem/condition-category")],
        "clinicalStatus": concept("active", "http://terminology.hl7.org/CodeSystem/condition-clinical"),
        "verificationStatus": concept("confirmed", "http://terminology.hl7.org/CodeSystem/condition-ver-status"),
        "code": {"coding": [{"system": SNOMED, "code": "203082005"}, {"system": ICD, "code": "M79.7"}]},
        **more,
    }  # fmt: skip


def consent(**more: Any) -> Json:
    return {
        "resourceType": "Consent", "id": "k1", "status": "active", "patient": {"reference": "Patient/p1"},
        "scope": concept("patient-privacy", "http://terminology.hl7.org/CodeSystem/consentscope"),
        "category": [concept("lessons-by-email", "urn:aftervisit:consent")], "dateTime": "2026-10-09",
        "policyRule": {"text": "As read aloud at the desk"}, **more,
    }  # fmt: skip


def bundle(*resources: Json, base: str = "") -> Json:
    """`base`: the server of each fullUrl; none where it is empty."""
    entries = [
        {"resource": one} | ({"fullUrl": f"{base}/{one['resourceType']}/{one['id']}"} if base else {})
        for one in resources
    ]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def told(*documents: Json | bytes) -> list[Told]:
    """What the files tell, each document a file of its own."""
    files = [
        (f"{n}.json", one if isinstance(one, bytes) else json.dumps(one).encode()) for n, one in enumerate(documents)
    ]
    return [found.told for found in read_fhir(files)]
