"""A system's own webhooks: how they do, and what they told or will tell, so that a system that was away catches up by itself."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from api.v1 import paging
from api.v1.door import Token, caller
from campaigns.models import OutgoingEvent, Receiver
from campaigns.models.receiver import Receivers
from campaigns.outgoing.trouble import given_up
from clinic.models import ApiToken

Scope = ApiToken.Scope
router = Router(tags=["Webhooks"])


class OneReceiver(Schema):
    """`failing_since`: null while it takes what it is told."""

    receiver: UUID
    name: str
    events: list[str]
    paused: bool
    failing_since: datetime | None
    waiting: int
    given_up: int


class ReceiverList(Schema):
    webhooks: list[OneReceiver]


class About(Schema):
    enrolment: UUID | None
    visit_id: str | None
    message: UUID | None


class OneEvent(Schema):
    """`id`, `type`, `timestamp` and `data` as in the webhook. `told_at`: null while nobody has taken it."""

    id: UUID
    receiver: UUID
    type: str
    timestamp: str
    data: About
    told_at: datetime | None


class EventList(Schema):
    events: list[OneEvent]
    next: str | None


@router.get(
    "/webhooks", url_name="api_webhooks", auth=Token(Scope.WEBHOOKS), response=ReceiverList,
    summary="Your webhooks", operation_id="webhooks",
)  # fmt: skip
def webhooks(request: HttpRequest) -> ReceiverList:
    """Scope: webhooks. Those an admin has bound to this system; only admins add one."""
    return ReceiverList(webhooks=[as_told(one) for one in own(caller(request)).in_order()])


@router.get(
    "/events", url_name="api_events", auth=Token(Scope.WEBHOOKS), response=EventList, summary="What your webhooks tell",
    operation_id="events",
)  # fmt: skip
def events(request: HttpRequest, cursor: paging.Cursor = "", limit: paging.Limit = paging.USUAL) -> EventList:
    """Scope: webhooks. Of the last 30 days, the oldest first, told or not."""
    rows = OutgoingEvent.objects.filter(receiver__in=own(caller(request)))
    if after := paging.read(cursor, [UUID]):
        rows = rows.filter(pk__gt=after[0])
    shown, following = paging.page(list(rows.order_by("id")[: limit + 1]), limit, lambda one: [one.pk])
    return EventList(events=[as_event(one) for one in shown], next=following)


def own(token: ApiToken) -> Receivers:
    return Receiver.objects.filter(source=token.source)


def as_told(one: Receiver) -> OneReceiver:
    rows = OutgoingEvent.objects.filter(receiver=one)
    return OneReceiver(
        receiver=one.pk, name=one.name, events=one.kinds, paused=one.paused_at is not None, failing_since=one.failing_since,
        waiting=rows.waiting().count(), given_up=given_up(one),
    )  # fmt: skip


def as_event(one: OutgoingEvent) -> OneEvent:
    return OneEvent(id=one.pk, receiver=one.receiver_id, told_at=one.told_at, **json.loads(one.body))
