"""A patient: sealed identity, blind indexes to find them by, and a PIN."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import check_password, make_password
from django.db import models
from django.db.models import Q

from patients.blind_index import INDEX_HEX
from patients.data_keys import new_data_key, unwrap, wrap
from patients.dates import aware
from patients.identifiers import new_id
from patients.keys import KEY_ID_BYTES, KeyRing
from patients.languages import clean_language
from patients.models.identity import Identity
from patients.models.patient_queries import PatientQuerySet
from patients.pins import new_pin, peppered
from patients.sealing import IDENTITY_LABEL, open_sealed, seal
from patients.time_zones import clean_time_zone


class PatientErased(LookupError):
    """This patient's data key was forgotten, so what it sealed can't be read by anyone."""


class Patient(models.Model):
    """A person we teach. Two patients may share an address. Erased rather than deleted, so counts stay true."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    wrapped_key = models.BinaryField(null=True)  # null: erased
    identity = models.BinaryField()
    email_index = models.CharField(max_length=INDEX_HEX)
    mrn_index = models.CharField(max_length=INDEX_HEX, null=True)
    name_birth_index = models.CharField(max_length=INDEX_HEX, null=True)
    index_key = models.CharField(max_length=2 * KEY_ID_BYTES)  # the field key of this row: its indexes and its wrapping
    language = models.CharField(max_length=35)
    time_zone = models.CharField(max_length=64)
    plain_text = models.BooleanField(default=False)  # wants lessons as words alone, without pictures and colour
    pin_hash = models.CharField(max_length=128, blank=True)
    address_confirmed_at = models.DateTimeField(null=True)
    private_mail = models.BooleanField(default=False)  # somebody else reads this mailbox: emails carry only a link
    contact = models.BooleanField(default=False)  # reads newsletters and isn't a patient: no visit, no lessons
    created_at = models.DateTimeField()
    legal_hold_since = models.DateTimeField(null=True)  # a dispute or a request for records: nothing of it is erased
    erased_at = models.DateTimeField(null=True)

    objects = PatientQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            # with_address(): front desk, enrolment ("do we know them?"), provider events and unsubscribes
            models.Index(fields=["email_index"], name="patient_by_address"),
            # with_mrn(): EHR messages
            models.Index(fields=["mrn_index"], name="patient_by_mrn", condition=Q(mrn_index__isnull=False)),
            # with_name_and_birth(): front desk
            models.Index(
                fields=["name_birth_index"], name="patient_by_name_birth", condition=Q(name_birth_index__isnull=False)
            ),
            # contacts(): the page that counts them, and newsletters that go to them alone
            models.Index(fields=["id"], name="patient_contacts", condition=Q(contact=True, erased_at__isnull=True)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="patient_has_key_until_erased",
                condition=Q(erased_at__isnull=True, wrapped_key__isnull=False)
                | Q(erased_at__isnull=False, wrapped_key__isnull=True, email_index="", pin_hash=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Patient {self.id}"

    @property
    def zone(self) -> ZoneInfo:
        """Raises ZoneInfoNotFoundError when this machine doesn't know it."""
        return ZoneInfo(self.time_zone)

    @classmethod
    def sealed(cls, identity: Identity, *, language: str, time_zone: str, now: datetime) -> "Patient":
        """A patient ready to be stored, one by one or with `bulk_create`. Raises ValidationError with one sentence."""
        zone = clean_time_zone(time_zone)
        patient = cls(language=clean_language(language), time_zone=zone, created_at=aware(now))
        patient._put(identity.cleaned(today=patient._today(now)), new_data_key())
        return patient

    def open_identity(self) -> Identity:
        """Decrypt who this is. Raises PatientErased, KeyMissing, SealBroken. Reading is the caller's to record."""
        return Identity.from_payload(self.open_seal(IDENTITY_LABEL, self.id, self.identity))

    def change_identity(self, identity: Identity, *, now: datetime) -> None:
        """Replace who this is, under the current field key; another mailbox has to be confirmed again.

        Raises ValidationError with one sentence, and what `open_identity` raises.
        """
        cleaned = identity.cleaned(today=self._today(now))
        if not cleaned.same_mailbox(self.open_identity()):
            self.address_confirmed_at = None
        self._put(cleaned, self._data_key())
        self.save(update_fields=[*_SEALED_FIELDS, "address_confirmed_at"])

    def rekey(self) -> bool:
        """Wrap the data key and make the indexes again under the current field key; what it sealed stays as it is.

        False when the row changed meanwhile: look again. Raises PatientErased, KeyMissing, SealBroken.
        """
        unchanged = type(self).objects.filter(pk=self.pk, identity=self.identity, erased_at__isnull=True)
        self._put_keys(self.open_identity(), self._data_key())
        return bool(unchanged.update(**{field: getattr(self, field) for field in _KEYED_FIELDS}))

    def erase(self, now: datetime) -> None:
        """Forget the data key: all it sealed, here and in other tables, is gone. A second call changes nothing."""
        if self.erased_at is not None:
            return
        self.wrapped_key, self.identity, self.erased_at = None, b"", aware(now)
        self.email_index, self.mrn_index, self.name_birth_index = "", None, None
        self.pin_hash, self.address_confirmed_at = "", None
        self.save(update_fields=[*_SEALED_FIELDS, "pin_hash", "address_confirmed_at", "erased_at"])

    def seal(self, label: str, row_id: uuid.UUID, payload: Mapping[str, Any]) -> bytes:
        """Seal another table's values under this patient's data key. Raises PatientErased, KeyMissing."""
        return seal(self._data_key(), label, row_id, payload)

    def open_seal(self, label: str, row_id: uuid.UUID, sealed: bytes | memoryview) -> dict[str, Any]:
        """Open what `seal` made. Raises PatientErased, KeyMissing, SealBroken."""
        return open_sealed(self._data_key(), label, row_id, sealed)

    def set_pin(self, pin: str | None = None) -> str:
        """Store a PIN (a new one if none is given) and return it once, to be told at the desk. Raises PatientErased."""
        chosen = pin or new_pin()
        self.pin_hash = make_password(peppered(chosen, self._data_key()))
        self.save(update_fields=["pin_hash"])
        return chosen

    def keep_mail_private(self) -> str:
        """From now on the emails carry only a link. A PIN for whom has none, to be told at the desk; else empty."""
        self.private_mail = True
        self.save(update_fields=["private_mail"])
        return "" if self.pin_hash else self.set_pin()

    def check_pin(self, pin: str) -> bool:
        """True for the stored PIN; False when there is none. Takes a third of a second: limit the tries."""
        return bool(self.pin_hash) and check_password(peppered(pin, self._data_key()), self.pin_hash)

    def _put(self, identity: Identity, data_key: bytes) -> None:
        self.identity = seal(data_key, IDENTITY_LABEL, self.id, identity.to_payload())
        self._put_keys(identity, data_key)

    def _put_keys(self, identity: Identity, data_key: bytes) -> None:
        self.wrapped_key = wrap(data_key, self.id)
        self.index_key = KeyRing.from_settings().current.id
        for field, index in identity.blind_indexes().items():
            setattr(self, field, index)

    def _data_key(self) -> bytes:
        if self.wrapped_key is None:
            raise PatientErased(f"Patient {self.id} was erased: nothing is left to read.")
        return unwrap(self.wrapped_key, self.id)

    def _today(self, now: datetime) -> date:
        return aware(now).astimezone(self.zone).date()


_KEYED_FIELDS = ["wrapped_key", "email_index", "mrn_index", "name_birth_index", "index_key"]
_SEALED_FIELDS = ["identity", *_KEYED_FIELDS]
