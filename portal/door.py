"""The door before what somebody else may have in their mailbox: the birth date, or the PIN from the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from unicodedata import decimal

from django.http import HttpRequest

from campaigns.emails.making import LINK_ONLY
from campaigns.emails.received import sealed_values
from campaigns.models import DoorTries, Message
from clinic.models import AuditEntry
from patients.addresses import address_key
from patients.models import Patient

BIRTH_DATE, PIN = "birth_date", "pin"
STAYS_OPEN = timedelta(minutes=30)
ALWAYS_SHUT = frozenset({"my_data"})  # all that is kept is more than the lesson an email showed already
OPENED = "opened"  # session: {patient id: ISO moment until which their messages open}


def is_shut(request: HttpRequest, message: Message, now: datetime, to: str = "lesson") -> bool:
    """Where there is no door, no session is looked at. `to`: the name of the page behind."""
    if message.patient.contact:
        return False  # a contact has neither a visit nor a birth date here: nothing to keep apart
    if to not in ALWAYS_SHUT and not has_a_door(message):
        return False
    until = request.session.get(OPENED, {}).get(str(message.patient_id))
    return until is None or datetime.fromisoformat(until) <= now


def has_a_door(message: Message) -> bool:
    """A message that left as a link only; and one whose mailbox somebody else reads, or that the patient no longer has:
    its pages lead on to lessons that came after it.
    """
    assert message.email is not None
    if message.email.compiled.template in LINK_ONLY:
        return True
    if message.edition_id:
        return False  # from a newsletter nothing leads on
    if message.patient.private_mail:
        return True
    values = sealed_values(message)
    return values is None or address_key(values["to"]) != address_key(message.patient.open_identity().email)


def ways(patient: Patient) -> list[str]:
    """What this patient can be asked, the first one first."""
    known = {BIRTH_DATE: patient.open_identity().birth_date is not None, PIN: bool(patient.pin_hash)}
    return [way for way, is_known in known.items() if is_known]


@dataclass(frozen=True)
class Typed:
    """What was typed, kept as it was so that nobody types it twice."""

    month: str = ""
    day: str = ""
    year: str = ""
    pin: str = ""

    @classmethod
    def read(cls, post: Mapping[str, str]) -> Typed:
        return cls(*(post.get(name, "").strip()[:20] for name in ("month", "day", "year", "pin")))

    def is_missing(self, way: str) -> bool:
        return not self.pin if way == PIN else not (self.month and self.day and self.year)

    def fits(self, patient: Patient, way: str) -> bool:
        if way == PIN:
            return patient.check_pin("".join(str(decimal(sign)) for sign in self.pin if sign.isdecimal()))
        return self.birth_date() == patient.open_identity().birth_date is not None

    def birth_date(self) -> date | None:
        """None for what isn't in the calendar. Digits of every script count."""
        try:
            return date(int(self.year), int(self.month), int(self.day))
        except (ValueError, OverflowError):
            return None


def knock(request: HttpRequest, patient: Patient, way: str, typed: Typed, now: datetime) -> bool:
    """One try: True opens this patient's messages in this browser for half an hour."""
    if not DoorTries.objects.take(patient, now):
        return False
    if not typed.fits(patient, way):
        if not DoorTries.objects.left(patient, now):
            AuditEntry.objects.record("door locked", actor="patient", now=now, subject=patient.id)
        return False
    DoorTries.objects.forget(patient)
    AuditEntry.objects.record("door opened", actor="patient", now=now, subject=patient.id, by=way)
    request.session.cycle_key()
    opened = request.session.get(OPENED, {})
    request.session[OPENED] = {**opened, str(patient.id): (now + STAYS_OPEN).isoformat()}
    return True
