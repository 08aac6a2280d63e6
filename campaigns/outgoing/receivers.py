"""Adding, testing, pausing and removing the receivers of webhooks. Each act is in the audit trail."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.models import OutgoingEvent, Receiver
from campaigns.models.outgoing_event import Subject, body_of
from campaigns.outgoing import posting
from campaigns.outgoing.address import target_of
from campaigns.outgoing.here import is_live, loopback_allowed
from campaigns.outgoing.secrets import OLD_SIGNS_FOR, as_old, new_secret, sealed
from campaigns.outgoing.telling import Clock, Post, tell_one
from campaigns.rows import locked
from clinic.models import AuditEntry
from clinic.refusal import Refusal

NAME = re.compile(r"[a-z0-9][a-z0-9 ._-]{0,35}")  # as of an API token
OF_API = "api:"
NAME_TAKEN = gettext_noop("There is a receiver of this name: choose another one.")


@dataclass(frozen=True)
class Made:
    """`secret` is shown once: whoever made it passes it on."""

    receiver: Receiver
    secret: str


def add(name: str, url: str, kinds: Collection[str], *, system: str = "", now: datetime, by: str) -> Made:
    """`system`: as its API tokens are named; it then hears only of what its own visits started, with their numbers. Raises Refusal."""
    name, system = named(name), named(system) if system.strip() else ""
    if not kinds or set(kinds) - set(Receiver.Kind.values):
        raise Refusal(_("Say what it wants to hear: one or more of {kinds}.").format(kinds=", ".join(Receiver.Kind.values)))  # fmt: skip
    target_of(url, ports=settings.WEBHOOK_PORTS, loopback=loopback_allowed(live=is_live()))
    try:
        return store(name, url, kinds, OF_API + system if system else "", now, by)
    except IntegrityError:  # PostgreSQL: another has just been added, and this one saw none
        raise Refusal(_(NAME_TAKEN)) from None


def store(name: str, url: str, kinds: Collection[str], source: str, now: datetime, by: str) -> Made:
    secret = new_secret()
    with transaction.atomic():
        if Receiver.objects.filter(name=name).exists():
            raise Refusal(_(NAME_TAKEN))
        if Receiver.objects.count() >= Receiver.MOST:
            raise Refusal(_("There are {most} receivers, and no more can be added: remove one first.").format(most=Receiver.MOST))  # fmt: skip
        receiver = Receiver.objects.create(
            name=name, url=url, kinds=[one for one in Receiver.Kind.values if one in kinds], source=source,
            secret=sealed(secret), made_by=by, made_at=now,
        )  # fmt: skip
        record("add", receiver, now, by, kinds=receiver.kinds)
    return Made(receiver, secret)


def named(name: str) -> str:
    name = " ".join(name.lower().split())
    if not NAME.fullmatch(name):
        raise Refusal(_("Name the system in 1 to 36 letters without accents, digits, blanks, dots, hyphens."))
    return name


def test(receiver: Receiver, clock: Clock, *, by: str, post: Post = posting.post) -> OutgoingEvent:
    """Send it an event of no patient, now, paused or not. Its `answer` says how it went. Raises Refusal."""
    now = clock()
    body = body_of(OutgoingEvent.TEST, Subject(None, "", ""), receiver, now)
    with transaction.atomic():
        event = OutgoingEvent.objects.create(
            receiver=receiver, kind=OutgoingEvent.TEST, at=now, since=now, next_at=now, body=body
        )
        record("test", receiver, now, by)
    try:
        tell_one(event, clock, post=post)
    finally:
        OutgoingEvent.objects.filter(pk=event.pk).waiting().give_up(now)  # once: nobody waits for a second try
    event.refresh_from_db()
    return event


def pause(receiver: Receiver, now: datetime, *, by: str) -> None:
    """What happens meanwhile waits, for 30 days."""
    change(receiver, "pause", now, by, paused_at=now)


def go_on(receiver: Receiver, now: datetime, *, by: str) -> None:
    """What waited has three days from now on."""
    with transaction.atomic():  # at once: what waited is tried under its new time, or it is still paused
        OutgoingEvent.objects.filter(receiver=receiver).waiting().update(since=now, next_at=now)
        change(receiver, "go on", now, by, paused_at=None, rests_until=None, failing_since=None, failures=0)


def tell_again(receiver: Receiver, now: datetime, *, by: str) -> int:
    """All that was given up. How many."""
    with transaction.atomic():
        again = OutgoingEvent.objects.filter(receiver=receiver).given_up().exclude(kind=OutgoingEvent.TEST)
        number = again.tell_again(now)
        Receiver.objects.filter(pk=receiver.pk).answered()
        record("tell again", receiver, now, by, events=number)
    return number


def rotate(receiver: Receiver, now: datetime, *, by: str) -> Made:
    """A new secret. For a week the old one signs as well, so that the receiver changes its own in peace. Raises Refusal."""
    secret = new_secret()
    with transaction.atomic():
        old = as_old(locked(Receiver.objects.filter(pk=receiver.pk)).get(), now)
        change(receiver, "rotate", now, by, secret=sealed(secret), old_secret=old, old_until=now + OLD_SIGNS_FOR)
    return Made(receiver, secret)


def remove(receiver: Receiver, now: datetime, *, by: str) -> None:
    """With all that was told to it, or waits."""
    with transaction.atomic():
        record("remove", receiver, now, by)
        receiver.delete()


def change(receiver: Receiver, what: str, now: datetime, by: str, **fields: object) -> None:
    with transaction.atomic():
        Receiver.objects.filter(pk=receiver.pk).update(**fields)
        record(what, receiver, now, by)
    receiver.refresh_from_db()


def record(what: str, receiver: Receiver, now: datetime, by: str, **detail: object) -> None:
    AuditEntry.objects.record(f"webhook.{what}", actor=by, now=now, subject=receiver.pk, **detail)
