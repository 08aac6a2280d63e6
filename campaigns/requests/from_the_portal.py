"""What patients ask on a page of theirs: one open request of a kind for each patient, so that nobody floods the desk's queue."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from django.db import transaction

from campaigns.models import Message, PatientRequest
from campaigns.requests.asking import MOST_WORDS, ask
from campaigns.rows import locked
from patients.hidden_characters import JOINERS, has_hidden
from patients.models import Patient

Kind = PatientRequest.Kind


def open_request(patient: Patient, kind: str) -> PatientRequest | None:
    """The one this patient made on a page and that waits."""
    asked = PatientRequest.objects.waiting().filter(patient=patient, kind=kind, how=PatientRequest.How.PORTAL)
    return asked.first()


def ask_to_be_called(message: Message, words: str, now: datetime) -> PatientRequest:
    """A second one while the first waits is the first. Raises PatientErased."""
    return ask_once(message, Kind.CALL_BACK, plain(words)[:MOST_WORDS], now)


def ask_to_be_erased(message: Message, now: datetime) -> PatientRequest:
    """Nothing is erased by this: the desk does it. Raises PatientErased."""
    return ask_once(message, Kind.ERASE, "", now)


def ask_once(message: Message, kind: str, words: str, now: datetime) -> PatientRequest:
    with transaction.atomic():
        patient = locked(Patient.objects.filter(pk=message.patient_id)).get()  # two presses at once come one by one
        waits = open_request(patient, kind)
        return waits or ask(
            patient, kind, words, how=PatientRequest.How.PORTAL, now=now, by="portal", about=message
        )  # fmt: skip


def plain(words: str) -> str:
    """Without what nobody can see, but for line ends: hidden characters would turn the text around on the desk's page."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(sign for sign in line if not is_hidden(sign)) for line in lines).strip()


def is_hidden(sign: str) -> bool:
    return has_hidden(sign, allowed=JOINERS) or unicodedata.category(sign) == "Cn"
