"""A held message: a person looks at the evidence and decides. Nothing else moves it but a late event."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.models import Enrolment, Message
from campaigns.models.state_table import State
from campaigns.rows import locked
from clinic.models import AuditEntry
from clinic.refusal import Refusal


def it_was_sent(message: Message, now: datetime, *, by: str) -> None:
    """The person has seen it arrive, or in the provider's own log. Raises Refusal when it isn't held any more."""
    decide(
        message,
        State.ACCEPTED,
        "it was sent",
        now,
        by=by,
        reason=gettext_noop("A person says it was sent."),
        settled_at=now,
    )


def send_again(message: Message, now: datetime, *, by: str) -> None:
    """The person is sure, or takes the risk: it leaves again in the clinic's hours, and the series stays where it is.

    Raises Refusal when it isn't held any more, or when its enrolment has ended.
    """
    if message.enrolment and message.enrolment.state == Enrolment.State.ENDED:
        why = _(message.enrolment.end_reason or gettext_noop("stopped"))
        said = _("This patient's series has ended ({why}): nothing is sent any more.")
        raise Refusal(said.format(why=why.rstrip(".")))
    reason = gettext_noop("A person says: send it again.")
    again = {"attempt": None, "claimed_at": None, "settled_at": None, "batch_limit": None}
    decide(message, State.PLANNED, "send it again", now, by=by, reason=reason, due_at=now, **again)


def decide(message: Message, to: State, decision: str, now: datetime, *, by: str, **fields: object) -> None:
    with transaction.atomic():
        held = Message.objects.filter(pk=message.pk, state=State.HELD)
        attempt = locked(held).values_list("attempt", flat=True).first()
        if not held.move(to, **fields):
            raise Refusal(_("This message isn't held any more: look at it again."))
        AuditEntry.objects.record(
            "decide", actor=by, now=now, subject=message.pk, decision=decision, attempt=str(attempt or "")
        )
