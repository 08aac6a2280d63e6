"""A visit that starts a series, to be changed one thing at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from patients.models import Identity
from patients.visits import Code, Found, Setting, Status, Told, Visit

FIBROMYALGIA = Code("ICD-10-CM", "M79.7")
ANA = Identity("ana@example.org", "Ana", "Ito", date(1970, 1, 2), "MRN-1")


def visit(**more: Any) -> Visit:
    """`email`, `given_name` and the other parts of an identity change who it is."""
    parts = {name: more.pop(name) for name in Identity.__dataclass_fields__ if name in more}
    usual = {
        "source": "fhir", "id": "V1", "patient_id": "p1", "person": replace(ANA, **parts), "status": Status.FINISHED,
        "setting": Setting.OUTPATIENT, "ended_on": date(2026, 10, 9), "codes": (FIBROMYALGIA,), "time_zone": "America/New_York",
    }  # fmt: skip
    return Visit(**{**usual, **more})


def agreed(**more: Any) -> Visit:
    return visit(agreed=True, agreed_how="FHIR Consent of 2026-10-09", **more)


def as_found(*told: Told) -> list[Found]:
    return [Found("f", row, one) for row, one in enumerate(told, 1)]
