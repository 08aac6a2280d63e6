"""What happened to one email, newest first: what we did, what the provider answered and told us, what a person decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.evidence import Evidence
from campaigns.models import Message
from campaigns.models.state_table import State
from campaigns.sending.leases import DIED
from clinic.models import AuditEntry
from mailer.transports.base import Verdict
from staff.event_words import sentence, tag_of
from staff.evidence_words import DOUBTFUL, answer, company
from staff.status_codes import plain

DECIDED = {gettext_noop("it was sent"): State.ACCEPTED, gettext_noop("send it again"): State.PLANNED}


class Entry(NamedTuple):
    """`state`: a tag (templates/staff/parts.html). Entries of one moment stand in the order they are made here."""

    when: datetime
    state: str
    text: str


def history(row: Message, known: Evidence) -> list[dict[str, Any]]:
    entries = [*ours(row), *requested(row), *answered(row), *heard(row, known), *decided(row)]
    entries += settled(row, entries)
    return [entry._asdict() for entry in sorted(entries, key=lambda one: one.when)][::-1]


def ours(row: Message) -> Iterator[Entry]:
    if not row.key.startswith("resend:"):
        yield Entry(row.planned_at, State.PLANNED, "")
    if row.claimed_at and row.attempt:
        yield Entry(row.claimed_at, State.SENDING, _("Handed to {way}.").format(way=company(row.attempt)))


def requested(row: Message) -> Iterator[Entry]:
    """Of an email that was sent again on request: who asked for it here."""
    if row.key.startswith("resend:"):
        asked = AuditEntry.objects.filter(subject=str(row.pk), action="resend").first()
        name = names_of([asked.actor]).get(asked.actor, _("Someone")) if asked else _("Someone")
        yield Entry(row.planned_at, State.PLANNED, _("{name} asked for it.").format(name=name))


def answered(row: Message) -> Iterator[Entry]:
    """The answer to the call, where it was this message's own."""
    attempt = row.attempt
    if attempt is None or attempt.settled_at is None:
        return
    if attempt.verdict == Verdict.ACCEPTED and row.state not in (*DOUBTFUL, State.REJECTED):
        yield Entry(attempt.settled_at, State.ACCEPTED, answer(attempt, row.state))
    elif row.state in DOUBTFUL or attempt.verdict in (Verdict.UNCERTAIN, DIED):
        yield Entry(attempt.settled_at, State.UNCERTAIN, answer(attempt, State.UNCERTAIN))


def heard(row: Message, known: Evidence) -> Iterator[Entry]:
    for event in known.events:
        earlier = event.attempt and row.attempt_id and event.attempt != row.attempt_id
        yield Entry(
            event.at, tag_of(event), f"{_('Of an earlier try.')} {sentence(event)}" if earlier else sentence(event)
        )


def decided(row: Message) -> Iterator[Entry]:
    found = list(AuditEntry.objects.filter(subject=str(row.pk), action="decide"))
    names = names_of([entry.actor for entry in found])
    for entry in found:
        decision = entry.detail.get("decision", "")
        who = names.get(entry.actor, _("Someone") if entry.actor.isdigit() else of_a_program(entry.actor))
        said = _("{name} said: {decision}.").format(name=who, decision=_(decision) if decision else "")
        yield Entry(entry.at, DECIDED.get(decision, State.HELD), said)


def of_a_program(actor: str) -> str:
    """The command line, and the like."""
    return _("The {program}").format(program=_(actor) if actor else "")


def names_of(actors: Sequence[str]) -> dict[str, str]:
    users = User.objects.filter(pk__in=[actor for actor in actors if actor.isdigit()]) if actors else []
    return {str(user.pk): user.get_full_name() or user.username for user in users}


def settled(row: Message, entries: Sequence[Entry]) -> Iterator[Entry]:
    """Where it stands now, if nothing above has said so."""
    if row.settled_at and not any(entry.state == row.state for entry in entries):
        yield Entry(row.settled_at, row.state, plain(row.reason))
