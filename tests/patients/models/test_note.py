"""Notes are sealed, added and never changed, and go with the patient."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.exceptions import ValidationError

from patients.models import Identity, Note, Patient, PatientErased
from patients.models.note import NOTE_LABEL

TEXT = "Prefers calls after 3 pm.\nAsk for <b>Rosa</b> {{ 7*7 }}."


@pytest.fixture
def patient(db, now: datetime) -> Patient:
    return Patient.objects.register(Identity("ana@example.org", "Ana"), language="en", time_zone="UTC", now=now)


def test_a_note_says_what_was_written_and_lies_sealed(patient: Patient, now: datetime):
    note = Note.objects.write(patient, f"  {TEXT} ", by="7", now=now)
    assert note.text(patient) == TEXT
    assert b"calls" not in bytes(Note.objects.values_list("sealed", flat=True)[0])
    assert NOTE_LABEL == "patients.note.v1"


def test_erasing_the_patient_erases_the_notes(patient: Patient, now: datetime):
    note = Note.objects.write(patient, TEXT, by="7", now=now)
    patient.erase(now)
    with pytest.raises(PatientErased):
        note.text(patient)


def test_a_note_is_neither_changed_nor_deleted(patient: Patient, now: datetime):
    note = Note.objects.write(patient, TEXT, by="7", now=now)
    for change in (note.save, note.delete, Note.objects.all().delete, lambda: Note.objects.update(author="8")):
        with pytest.raises(TypeError):
            change()


@pytest.mark.parametrize("text", ["", " \n ", "a" * 501, "left\u202eright"], ids=["empty", "blank", "long", "bidi"])
def test_a_note_that_cannot_be_kept_is_refused(patient: Patient, now: datetime, text: str):
    with pytest.raises(ValidationError):
        Note.objects.write(patient, text, by="7", now=now)
