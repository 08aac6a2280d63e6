"""One fact for one receiver: written in the transaction that makes the fact, told afterwards until the receiver takes it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import ClassVar, NamedTuple
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.db.models import F, Q

from campaigns.models.receiver import Receiver
from campaigns.models.state_table import State
from campaigns.rows import KeyOf, in_parts, insert_new
from clinic.models import Installation
from patients.identifiers import new_id


class Subject(NamedTuple):
    """Whom a fact is about, by ids alone."""

    enrolment: UUID | None
    source: str  # of the visit that started it
    visit_id: str
    message: UUID | None = None


TOLD = {State.DELIVERED: Receiver.Kind.DELIVERED, State.BOUNCED: Receiver.Kind.BOUNCED}


def about_messages(keys: Sequence[KeyOf]) -> list[Subject]:
    """Lessons and what belongs to them. A newsletter is no system's."""
    messages = apps.get_model("campaigns", "Message").objects
    about = ("enrolment", "enrolment__visit_source", "enrolment__visit_id", "pk")
    rows = (messages.filter(pk__in=part, enrolment__isnull=False) for part in in_parts(keys))
    return [Subject(*row) for part in rows for row in part.order_by("pk").values_list(*about)]


class OutgoingEvents(models.QuerySet["OutgoingEvent"]):
    def note(self, kind: str, subjects: Callable[[], Iterable[Subject]], at: object) -> int:
        """Write a fact down for whoever wants to hear it; how many rows. Only inside the transaction that makes the fact.

        `subjects` is asked only when somebody wants to hear.
        """
        receivers = [one for one in Receiver.objects.in_order() if kind in one.kinds]
        if not receivers:
            return 0
        assert connection.in_atomic_block, "a fact and its row are stored together"
        assert isinstance(at, datetime), "say when it happened"
        live = bool(Installation.current().live_mark)
        rows = [
            (new_id(), one.pk, kind, at, at, at, about.enrolment, body_of(kind, about, one, at), 0, "")
            for about in subjects()
            for one in receivers
            if one.hears(kind, about.source, live=live)
        ]
        columns = ("id", "receiver", "kind", "at", "since", "next_at", "enrolment", "body", "tries", "answer")
        insert_new(self.model, columns, rows, unless_same="id")
        return len(rows)

    def note_state(self, state: str, messages: Sequence[KeyOf], at: object) -> None:
        """What became of these, where that is a state other systems may want to hear of."""
        if state in TOLD and messages:
            self.note(TOLD[State(state)], lambda: about_messages(messages), at)

    def waiting(self) -> OutgoingEvents:
        return self.filter(next_at__isnull=False)

    def due(self, receiver: Receiver, now: datetime) -> OutgoingEvents:
        return self.filter(receiver=receiver, next_at__isnull=False, next_at__lte=now).order_by("next_at", "id")

    def given_up(self) -> OutgoingEvents:
        return self.filter(given_up_at__isnull=False)

    def give_up(self, now: datetime) -> int:
        return self.update(given_up_at=now, next_at=None)

    def tell_again(self, now: datetime) -> int:
        """From the start: at once, and for three days more."""
        return self.filter(next_at=None).update(next_at=now, since=now, tries=0, told_at=None, given_up_at=None)

    def put_back(self, now: datetime) -> int:
        """Taken to be told, and not tried."""
        return self.update(next_at=now, tries=F("tries") - 1)

    def over(self, now: datetime) -> OutgoingEvents:
        """Older than we keep them, told or not: a paused receiver's pile doesn't grow for ever."""
        return self.filter(at__lte=now - OutgoingEvent.KEPT)

    def newest_first(self) -> OutgoingEvents:
        return self.order_by("-id")


class OutgoingEvent(models.Model):
    """Its id and its body never change: a receiver that hears it twice knows it by its id."""

    TEST: ClassVar = "webhook.test"
    TRIED_FOR: ClassVar = timedelta(days=3)
    KEPT: ClassVar = timedelta(days=30)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # No constraint: a receiver that is removed at this very moment must not undo the fact.
    receiver = models.ForeignKey(
        Receiver, on_delete=models.CASCADE, related_name="events", db_index=False, db_constraint=False
    )
    kind = models.CharField(max_length=24)  # of Receiver.Kind, or TEST
    at = models.DateTimeField()
    since = models.DateTimeField()  # from when on it is tried, for TRIED_FOR
    enrolment = models.UUIDField(null=True)  # to forget it with its patient; it goes by the name in the body
    body = models.TextField()  # JSON, as it is sent
    next_at = models.DateTimeField(null=True)  # when it is told next; while it is being told, when that counts as lost
    claim = models.UUIDField(null=True)  # of the last who took it to tell it
    tries = models.PositiveIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=40, blank=True)  # to the last try: a status, or what went wrong

    objects = OutgoingEvents.as_manager()

    class Meta:
        indexes = [
            # Serves `due`: only what waits is in it.
            models.Index(
                fields=["receiver", "next_at", "id"], condition=Q(next_at__isnull=False), name="outgoing_event_due"
            ),
            # Serves the receiver's page: its last answers.
            models.Index(fields=["receiver", "id"], name="outgoing_event_of_receiver"),
            # Serves Today: few rows at any time.
            models.Index(fields=["receiver"], condition=Q(given_up_at__isnull=False), name="outgoing_event_given_up"),
            # Serves `over`.
            models.Index(fields=["at"], name="outgoing_event_at"),
            # Serves the erasing of a patient.
            models.Index(fields=["enrolment"], name="outgoing_event_of_enrolment"),
        ]

    def __str__(self) -> str:
        return f"outgoing event {self.id}"


def body_of(kind: str, about: Subject, receiver: Receiver, at: datetime) -> str:
    """Ids and nothing else. The visit's number goes only to the system that gave it."""
    own = bool(about.visit_id) and receiver.source == about.source
    data = {
        "enrolment": str(about.enrolment) if about.enrolment else None,
        "visit_id": about.visit_id if own else None,
        "message": str(about.message) if about.message else None,
    }
    moment = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return json.dumps({"type": kind, "timestamp": moment, "data": data}, separators=(",", ":"))
