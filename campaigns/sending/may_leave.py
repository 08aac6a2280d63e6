"""May this message leave now? Asked of every row inside the claim: consent, suppression, ended enrolments, the hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfoNotFoundError

from django.conf import settings
from django.utils.translation import gettext_noop

from campaigns.calendar import NeverOpen, SendingHours, leaves_at, opening
from campaigns.hours import sending_hours
from campaigns.models import Enrolment, Message
from campaigns.models.state_table import State
from campaigns.newsletters.approving import may_go_out
from campaigns.sending.only_to import covers
from campaigns.sending.pace import Room
from campaigns.sending.taught import Taught
from campaigns.sending.waiting import Waiting
from campaigns.sending.way import Way
from clinic.models import ClinicProfile
from content.models import Review
from patients.keys import KeyMissing
from patients.models import Identity, PatientErased, Suppression
from patients.of_age import is_minor
from patients.sealing import SealBroken

GROWN_UP = gettext_noop("The patient is of age now, and a guardian reads this address: ask for one of their own.")
ASIDE = timedelta(hours=1)  # how long a faulty email waits before it is tried again


class Decision(NamedTuple):
    """A row's fate at this claim. `identity` is opened only for a message that may leave."""

    message: Waiting
    leaves: bool = False
    state: str = State.PLANNED
    reason: str = ""
    due_at: datetime | None = None
    ends_enrolment: bool = False
    identity: Identity | None = None


@dataclass
class Gate:
    """What could forbid a message of this batch, looked up once for all of it."""

    now: datetime
    hours: SendingHours  # of the one series whose lesson it is
    room: Room
    suppressed: frozenset[str]
    taught: Taught
    only_to: Sequence[str]


def decide(rows: Sequence[Waiting], way: Way, room: Room, profile: ClinicProfile, now: datetime) -> list[Decision]:
    """One decision a row, with one query for all suppressions, and one for what else left today."""
    opened = {row.pk: open_identity(row) for row in rows}
    addresses = [identity.email for identity in opened.values() if identity]
    gate = Gate(
        now=now,
        hours=sending_hours(profile, next((row.step.series for row in rows if row.step), None)),
        room=room,
        suppressed=frozenset(Suppression.objects.covering(addresses, news=is_for_readers(rows))),
        taught=Taught.today(rows, profile.per_address, now, practising=way.practising),
        only_to=() if way.practising else settings.ONLY_TO,
    )
    return [of_row(row, opened[row.pk], gate) for row in rows]


def is_for_readers(rows: Sequence[Waiting]) -> bool:
    """All rows of a claim share their kind."""
    return any(row.kind in Message.FOR_READERS for row in rows)


def words_stand(message: Message, way: Way, now: datetime) -> bool:
    """What teaches leaves for real people only under a signature that stands: not withdrawn since, not a demo's."""
    if message.kind == Message.Kind.NEWS:
        return message.edition is not None and may_go_out(message.edition, practising=way.practising)
    if message.kind not in Message.TEACHING:
        return True
    if message.review_id is None:
        return way.practising
    standing = Review.objects.standing(now).filter(pk=message.review_id)
    return (standing if way.practising else standing.filter(demo=False)).exists()


def open_identity(row: Waiting) -> Identity | None:
    """None for an erased patient, and for one whose seal is broken: a single bad row never stops the batch."""
    try:
        return row.patient.open_identity()
    except (PatientErased, SealBroken, KeyMissing):
        return None


def of_row(row: Waiting, identity: Identity | None, gate: Gate) -> Decision:
    """In order: what forbids it for good, what forbids it today, what limits how many leave."""
    if row.patient.erased_at is not None:
        return Decision(row, state=State.CANCELLED, reason="The patient was erased.", ends_enrolment=True)
    if identity is None:
        return put_off(row, gate.now + ASIDE, "The stored name and address can't be opened: check the keys.")
    if row.enrolment and row.enrolment.state == Enrolment.State.ENDED:
        return Decision(row, state=State.CANCELLED, reason=row.enrolment.end_reason or "The enrolment ended.")
    if identity.email in gate.suppressed:
        return Decision(row, state=State.SUPPRESSED, reason="This address must not be mailed.", ends_enrolment=True)
    if gate.only_to and not covers(gate.only_to, identity.email):
        return put_off(row, gate.now + ASIDE, "ONLY_TO doesn't list this address.")
    if row.enrolment and is_anothers(identity, gate.now.date()):
        return Decision(row, state=State.CANCELLED, reason=GROWN_UP, ends_enrolment=True)
    if row.kind in Message.TEACHING:
        if not row.consented:
            return Decision(row, state=State.CANCELLED, reason="No consent to lessons by email.", ends_enrolment=True)
        if later := not_today(row, gate):
            return later
    if row.kind == Message.Kind.NEWS and not row.consented:
        return Decision(row, state=State.CANCELLED, reason="No consent to newsletters at a confirmed address.")
    if row.kind == Message.Kind.SIGNUP and not row.consented:
        return Decision(row, state=State.CANCELLED, reason=gettext_noop("The sign-up was taken back."))
    if not gate.room.take(identity.email):
        return put_off(row, tomorrow(row, gate), "Today's number of emails to this mailbox provider is reached.")
    gate.taught.add(row)
    return Decision(row, leaves=True, identity=identity)


def is_anothers(identity: Identity, today: date) -> bool:
    """A parent or guardian answers for a child, and no longer for somebody of age (45 CFR 164.502(g)(3))."""
    return bool(identity.guardian_name and identity.birth_date) and not is_minor(identity.birth_date, today)


def not_today(row: Waiting, gate: Gate) -> Decision | None:
    """A lesson keeps to the clinic's hours where the patient lives, and to so many a day for one address.

    One sent again on request keeps to the hours only: neither does it use up the day's number, nor wait for it.
    """
    assert row.enrolment is not None
    try:
        opens = leaves_at(gate.now, row.patient.zone, gate.hours)
    except (NeverOpen, ZoneInfoNotFoundError):
        return put_off(row, gate.now + ASIDE, "No day is open for sending where this patient lives.")
    if opens > gate.now:
        return put_off(row, opens, "Waits for the clinic's sending hours.")
    if row.kind == Message.Kind.STEP and gate.taught.enough(row):
        return put_off(
            row, tomorrow(row, gate), "Another lesson went to this address today: this one follows on the next day."
        )
    return None


def tomorrow(row: Waiting, gate: Gate) -> datetime:
    """When sending opens on the patient's next open day."""
    try:
        zone = row.patient.zone
        return opening(gate.now.astimezone(zone).date() + timedelta(days=1), zone, gate.hours)
    except (NeverOpen, ZoneInfoNotFoundError):
        return gate.now + timedelta(days=1)


def put_off(row: Waiting, until: datetime, reason: str) -> Decision:
    return Decision(row, due_at=until, reason=reason)
