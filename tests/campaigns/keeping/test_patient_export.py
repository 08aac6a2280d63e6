"""The export holds everything of one patient, whatever models there are, and nothing of another."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest
from django.apps import apps
from django.db import models
from django.utils import translation

from campaigns.inbound.stopping import stop_everything
from campaigns.keeping.export_file import NAMES, heading
from campaigns.keeping.patient_export import everything_of
from campaigns.models import (
    Answer,
    BouncedAddress,
    DoorTries,
    Event,
    Helpfulness,
    Message,
    PendingSignUp,
    PendingVisit,
    Skipped,
)
from campaigns.requests.asking import ask
from clinic.models import AuditEntry
from patients.models import Consent, Note, Patient, Suppression

# Where the export tells of each model that belongs to a patient, by itself or by what it hangs on. A new model needs a new place.
PLACES = {
    "Consent": "consents", "Note": "notes", "Enrolment": "series", "Skipped": "series.left_out", "Message": "emails",
    "Answer": "emails.answer", "Helpfulness": "emails.clear", "Event": "emails.told_by_the_provider",
    "PatientRequest": "asked_of_us", "BouncedAddress": "address_bounced", "DoorTries": "wrong_tries", "PendingSignUp": "asked_to_confirm",
    "PendingVisit": "visits_told_by_record_systems", "StopByEmail": "stopped_by_email",
}  # fmt: skip
# Columns of a patient that say nothing to a person: keys and indexes.
UNSAID = {
    "wrapped_key",
    "identity",
    "email_index",
    "mrn_index",
    "name_birth_index",
    "index_key",
    "pin_hash",
    "erased_at",
}


def of_a_patient() -> set[type[models.Model]]:
    """Every model whose foreign keys lead to Patient."""
    found: set[type[models.Model]] = {Patient}
    while more := {
        model
        for model in apps.get_models()
        if model not in found
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model in found
    }:
        found |= more
    return found - {Patient}


def at(data: dict, path: str) -> list:
    """What stands there, in every row on the way."""
    rows = [data]
    for name in path.split("."):
        rows = [one for row in rows for one in (row[name] if isinstance(row[name], list) else [row[name]]) if one]
    return rows


@pytest.fixture
def people(signed_series, enrol, run, now: datetime) -> list[Patient]:
    """Two, with a row of every kind each; their words differ."""
    made = []
    for name in ("Dolores", "Bogdana"):
        one = enrol(
            f"{name}@example.org",
            name,
            family_name=f"{name}-Fam",
            birth_date=date(1971, 3, 9),
            visit_date=now.date(),
            visit_id=f"V-{name}",
        )
        made.append(one.enrolment.patient)
    run(now.replace(day=13))
    for patient in made:
        fill(patient, now)
    return made


def fill(patient: Patient, now: datetime) -> None:
    name = patient.open_identity().given_name
    message = Message.objects.lessons().get(patient=patient, claimed_at__isnull=False)
    Note.objects.write(patient, f"Note on {name}", by="7", now=now)
    ask(patient, "reply", f"Words of {name}", how="portal", now=now, by="portal")
    Answer.objects.give(message, 1, now, right=True)
    Helpfulness.objects.create(message=message, said="yes", given_at=now)
    Event.objects.create(
        provider="sendgrid", provider_event_id=name, happened="delivered", at=now, received_at=now, message=message
    )
    Skipped.objects.create(enrolment=message.enrolment, step=message.step, reason=f"Not for {name}.", at=now)
    BouncedAddress.objects.note([patient], now)
    DoorTries.objects.take(patient, now)
    PendingVisit.objects.create(
        patient=patient, series=message.series, visit_source="fhir", visit_id=f"F-{name}", came_at=now
    )
    stop_everything([patient], patient, now)
    PendingSignUp.objects.create(patient=patient, times=1, asked_at=now)
    Suppression.objects.suppress(f"{name}@example.org", Suppression.Reason.STAFF, now, only_news=True)
    AuditEntry.objects.record("patient.read", actor="7", now=now, subject=patient.pk)


def test_every_model_of_a_patient_has_its_place():
    assert {model.__name__ for model in of_a_patient()} == set(PLACES)


def test_every_place_is_filled_and_nothing_of_another_is_there(people, now):
    hers, others = (json.loads(json.dumps(everything_of(one, now))) for one in people)
    empty = [path for path in [*PLACES.values(), "must_not_be_mailed", "what_was_done"] if not at(hers, path)]
    assert empty == []
    assert "Dolores" in str(hers) and "Bogdana" not in str(hers)
    assert "Bogdana" in str(others) and "Dolores" not in str(others)
    assert hers["patient"]["id"] == str(people[0].pk)
    assert {heading_of(name) for name in re_keys(hers)} <= {*NAMES, "Exported at", "Clinic"}
    assert not {"sealed", "token", "stop_token", "pin_hash", "index_key"} & set(re_keys(hers))


def heading_of(name: str) -> str:
    with translation.override("en"):
        return heading(name)


def re_keys(data) -> list[str]:
    if isinstance(data, dict):
        return [*data, *(name for one in data.values() for name in re_keys(one))]
    return [name for one in data for name in re_keys(one)] if isinstance(data, list) else []


def test_every_column_of_a_patient_is_told_or_tells_nothing(people, now):
    told = everything_of(people[0], now)["patient"]
    names = {
        "created_at": "known_since",
        "contact": "reads_newsletters_only",
        "private_mail": "someone_else_reads_this_mailbox",
    }
    columns = {one.name for one in Patient._meta.concrete_fields} - UNSAID
    assert {names.get(one, one) for one in columns} <= set(told)
    assert told["has_a_pin"] is bool(people[0].pin_hash)


def test_a_consent_that_ended_is_told_too(people, now):
    Consent.objects.filter(patient=people[0]).update(withdrawn_at=None)
    Consent.objects.withdraw(people[0], Consent.Stream.LESSONS, how="By phone", now=now)
    told = everything_of(people[0], now)["consents"][0]
    assert told["withdrawn_how"] == "By phone"
    assert told["words"] == "2026-11" and "Is that all right?" in told["text"], (
        "a version alone says nothing to a person"
    )
