"""Ways to find patients. None of them opens an identity."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from patients.addresses import address_key
from patients.blind_index import Purpose, indexes_of
from patients.keys import KeyRing
from patients.names import mrn_key, name_birth_key

if TYPE_CHECKING:
    from patients.models.identity import Identity
    from patients.models.patient import Patient


class PatientQuerySet(models.QuerySet["Patient"]):
    """The vocabulary of finding and adding patients."""

    def register(self, identity: "Identity", *, language: str, time_zone: str, now: datetime) -> "Patient":
        """Seal and store a new patient. Raises ValidationError with one sentence that says what to do."""
        patient = self.model.sealed(identity, language=language, time_zone=time_zone, now=now)
        patient.save(force_insert=True, using=self.db)
        return patient

    def with_address(self, raw: str) -> Self:
        """Patients with this mailbox, under every key we hold. Raises ValidationError when it is no address."""
        return self.filter(email_index__in=indexes_of(Purpose.EMAIL, address_key(raw)).values())

    def with_mrn(self, raw: str) -> Self:
        """Patients with this medical record number. Raises ValidationError when it is empty."""
        return self.filter(mrn_index__in=indexes_of(Purpose.MRN, mrn_key(raw)).values())

    def with_name_and_birth(self, family_name: str, birth_date: date) -> Self:
        """Patients with this family name and birth date. Raises ValidationError for a name without a letter."""
        key = name_birth_key(family_name, birth_date)
        return self.filter(name_birth_index__in=indexes_of(Purpose.NAME_AND_BIRTH, key).values())

    def known(self) -> Self:
        """Patients who haven't been erased."""
        return self.filter(erased_at__isnull=True)

    def contacts(self) -> Self:
        """Those who read newsletters and aren't patients."""
        return self.known().filter(contact=True)

    def under_older_keys(self) -> Self:
        """Patients whose row still needs a key other than the current one: `rekey()` each, then that key can go."""
        return self.known().exclude(index_key=KeyRing.from_settings().current.id)

    def under_missing_keys(self) -> Self:
        """Patients who can't be read because the key of their row isn't held: mail must stop until it is back."""
        return self.known().exclude(index_key__in=[key.id for key in KeyRing.from_settings()])
