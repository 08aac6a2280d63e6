from __future__ import annotations

import uuid

import pytest

from patients import sealed_patients
from patients.models import Identity, Patient, PatientErased
from patients.sealed_patients import SealedPatient

pytestmark = pytest.mark.django_db
LABEL = "tests.values.v1"


@pytest.fixture
def patient(now) -> Patient:
    made = Patient.sealed(Identity("ana@example.org", "Ana"), language="en", time_zone="America/New_York", now=now)
    made.save()
    return made


def read() -> SealedPatient:
    return SealedPatient(*Patient.objects.values_list("pk", *SealedPatient.COLUMNS).get())


def test_it_opens_and_seals_as_the_patient_does(patient):
    one, row = read(), uuid.uuid4()
    assert one.open_identity() == patient.open_identity() and one.zone == patient.zone
    assert patient.open_seal(LABEL, row, one.seal(LABEL, row, {"to": "ana"})) == {"to": "ana"}


def test_the_data_key_is_unwrapped_once(patient, monkeypatch):
    one = read()
    one.open_identity()
    monkeypatch.setattr(sealed_patients, "unwrap", None)
    one.seal(LABEL, one.id, {})


def test_an_erased_patient_opens_nothing(patient, now):
    patient.erase(now)
    with pytest.raises(PatientErased):
        read().open_identity()


def test_nothing_of_it_stands_in_its_repr(patient):
    one = read()
    one.open_identity()
    assert one.email_index not in repr(one)
