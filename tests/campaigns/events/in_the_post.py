"""Emails as a claim and its settlement leave them, without reading the library, and what a provider then tells of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

from campaigns.consents.words import CONSENT_WORDING
from campaigns.models import Attempt, Enrolment, Message, Series, Step
from campaigns.sending.claiming import SEALED_AS
from campaigns.sending.leases import LEASE
from campaigns.sending.settling import leave
from content.models import Lesson
from mailer.events.base import Happened, ProviderEvent
from patients.models import Consent, Identity, Patient

NUMBERS = count()
LESSONS = 4
THE_WAY_THERE = {"held": ("uncertain", "held"), "delivered": ("accepted", "delivered")}


class Post:
    """One series of four lessons; `email` puts one of them into the post."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.series = self.new_series("first-steps")

    def new_series(self, slug: str) -> Series:
        made = Series.objects.create(slug=slug, title=slug, state=Series.State.ACTIVE, created_at=self.now)
        for position in range(1, LESSONS + 1):
            lesson = Lesson.objects.create(collection=slug, slug=f"lesson-{position}")
            Step.objects.create(series=made, lesson=lesson, position=position, day=3 * position)
        return made

    def patient(self, address: str = "ana@example.org", given_name: str = "Ana") -> Patient:
        made = Patient.objects.register(
            Identity(address, given_name), language="en", time_zone="America/New_York", now=self.now
        )
        Consent.objects.give(
            made, Consent.Stream.LESSONS, how="form", wording=CONSENT_WORDING, recorded_by="test", now=self.now
        )
        return made

    def enrolment(self, patient: Patient, series: Series | None = None, position: int = 1) -> Enrolment:
        """Waiting for its lesson at `position` to leave."""
        return Enrolment.objects.create(
            patient=patient, series=series or self.series, enrolled_at=self.now, anchored_on=self.now.date(),
            position=position - 1,
        )  # fmt: skip

    def email(
        self, address: str = "ana@example.org", *, state: str = "accepted", patient: Patient | None = None,
        series: Series | None = None, position: int = 1, claimed_at: datetime | None = None, attempt: Attempt | None = None,
    ) -> Message:  # fmt: skip
        """The lesson at `position`, in any state, with its enrolment as that state leaves it."""
        patient = patient or self.patient(address)
        enrolment, at = self.enrolment(patient, series, position), claimed_at or self.now
        made = self.message(enrolment, position, state="planned" if state == "planned" else "sending")
        if made.state == Message.State.SENDING:
            made.attempt, made.claimed_at = attempt or self.attempt(at), at
            made.values = patient.seal(SEALED_AS, made.id, {"to": address, "given_name": "Ana"})
            made.save(update_fields=["attempt", "claimed_at", "values"])
        for there in () if state in ("planned", "sending") else THE_WAY_THERE.get(state, (state,)):
            leave(Message.objects.filter(pk=made.pk), there, "", at)
        made.refresh_from_db()
        return made

    def message(self, enrolment: Enrolment, position: int, *, state: str = "planned") -> Message:
        step = Step.objects.get(series=enrolment.series, position=position)
        made = Message(
            key=f"step:{enrolment.id}:{step.id}", kind=Message.Kind.STEP, patient=enrolment.patient, enrolment=enrolment,
            step=step, series=enrolment.series, due_at=self.now, planned_at=self.now, day=self.now.date(), state=state,
        )  # fmt: skip
        Message.objects.make([made])
        return made

    def attempt(self, at: datetime | None = None, transport: str = "sendgrid") -> Attempt:
        at = at or self.now
        return Attempt.objects.create(
            transport=transport, worker="w", size=1, claimed_at=at, lease_until=at + LEASE, settled_at=at
        )

    def put_back(self, message: Message) -> UUID:
        """Its attempt was taken for a definite no: planned again. The attempt's id."""
        was = message.attempt_id
        Message.objects.filter(pk=message.pk).update(attempt=None, claimed_at=None, settled_at=None)
        assert was is not None
        return was


def told(
    message: Message | str, happened: Happened | str, *, attempt: object = None, id: str = "", minutes: int = 5,
    address: str | None = None, code: str = "", at: datetime | None = None,
) -> ProviderEvent:  # fmt: skip
    """What the provider says of `message` and of its present attempt, some minutes after the claim. A new id unless one is given."""
    row = message if isinstance(message, Message) else None
    named = attempt if attempt is not None else (row.attempt_id if row else "")
    moment = at or ((row.claimed_at or row.planned_at) if row else None)
    assert moment is not None
    return ProviderEvent(
        id=id or f"event-{next(NUMBERS)}", happened=Happened(happened), at=moment + timedelta(minutes=minutes),
        message=str(row.id) if row else str(message), attempt=str(named), code=code,
        address=row.patient.open_identity().email if address is None and row else address or "",
    )  # fmt: skip


def without_ids(address: str, happened: Happened | str, at: datetime, *, id: str = "", code: str = "") -> ProviderEvent:
    """An asynchronous event: its address is all there is."""
    return ProviderEvent(id or f"event-{next(NUMBERS)}", Happened(happened), at, address=address, code=code)


def states_of(messages: Iterable[Message]) -> list[str]:
    found = dict(Message.objects.filter(pk__in=[one.pk for one in messages]).values_list("pk", "state"))
    return [found[one.pk] for one in messages]
