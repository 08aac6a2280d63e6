"""A patient's messages, newest first, a page at a time by key; one may be open, with the exact text received under its row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.emails.received import received
from campaigns.enrolments.resending import MAY_GO_AGAIN
from campaigns.evidence import evidence
from campaigns.models import Answer, Enrolment, Message
from campaigns.models.message import Messages
from patients.models import Patient
from staff.message_history import history
from staff.message_page import found, headers, signed
from staff.message_titles import title_of
from staff.status_codes import plain
from staff.tabs import address

MOST = 30
RUNS = (Enrolment.State.ACTIVE, Enrolment.State.FINISHED)


def messages_of(one: Patient, before: UUID | None) -> list[Message]:
    """Up to MOST and one more, so that it is known whether older ones follow. `before`: the id of one of theirs."""
    rows = Message.objects.newest_first().filter(patient=one)
    return list(older_than(rows, one, before)[: MOST + 1])


def older_than(rows: Messages, one: Patient, before: UUID | None) -> Messages:
    last = Message.objects.filter(patient=one, pk=before).only("planned_at").first() if before else None
    if last is None:
        return rows
    return rows.filter(Q(planned_at__lt=last.planned_at) | Q(planned_at=last.planned_at, pk__lt=last.pk))


def lines(rows: Sequence[Message], here: str, opened: UUID | None) -> list[dict[str, Any]]:
    return [line(row, here, opened) for row in rows[:MOST]]


def older_url(rows: Sequence[Message], here: str) -> str | None:
    return f"{address(here, before=str(rows[MOST - 1].pk))}#messages" if len(rows) > MOST else None


def line(row: Message, here: str, opened: UUID | None) -> dict[str, Any]:
    is_open = row.pk == opened
    label, url = what_to_do(row)
    return {
        "id": row.pk, "title": title_of(row), "state": row.state, "why": plain(row.reason),
        "when": row.settled_at or row.claimed_at or row.due_at, "action_label": label, "action_url": url,
        "open_url": f"{address(here, open='' if is_open else str(row.pk))}#m-{row.pk}" if row.email_id else None,
        "opened": exactly(row.pk) if is_open and row.email_id else None,
    }  # fmt: skip


def what_to_do(row: Message) -> tuple[str, str | None]:
    if row.state == Message.State.HELD:
        return _("Decide"), reverse("staff:message", args=[row.pk])
    may = row.state in MAY_GO_AGAIN and row.enrolment is not None and row.enrolment.state in RUNS
    return (_("Send again"), reverse("staff:resend", args=[row.pk])) if may else ("", None)


def exactly(message: UUID) -> dict[str, Any] | None:
    """What the patient received, word for word, and what happened to it. None where the seal can't be opened."""
    row = found(str(message))
    filled, here = received(row), reverse("staff:message", args=[row.pk])
    if filled is None:
        return None
    return {
        "from": dict(headers(row)).get("From", ""),  # not said
        "subject": filled.subject,
        "answer": answered(row),
        "text": filled.text.decode(),
        "revision": signed(row),
        "html_url": here,
        "headers_url": address(here, view="headers"),
        "history": history(row, evidence(row)),
    }


def answered(row: Message) -> str:
    """“5 gentle minutes, often”: right."""
    given = Answer.objects.filter(message=row).first()
    if given is None or row.revision is None:
        return _("not yet") if row.kind in Message.TEACHING else ""
    answers = row.revision.text.question.answers
    said = (
        answers[given.choice - 1].text
        if given.choice <= len(answers)
        else _("answer {number}").format(number=given.choice)
    )
    if given.right:
        return _("“{answer}”: right").format(answer=said)
    return _("“{answer}”: not the one that helps most").format(answer=said)
