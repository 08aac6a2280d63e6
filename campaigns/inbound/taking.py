"""Take one email in: ignore what a machine wrote, carry out a STOP, put all else in the desk's queue."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction

from campaigns.inbound.phrases import phrases
from campaigns.inbound.stopping import stop_everything
from campaigns.inbound.whose import Whose, people_at, whose
from campaigns.models import InboundEmail, PatientRequest
from campaigns.models.inbound_email import keyed
from campaigns.requests.asking import MOST_WORDS, ask
from mailer.inbound.mail import InboundMail
from mailer.inbound.own_words import is_stop, own_words, visible
from patients.models import Patient

BY = "mail"
ROOM_FOR_NOTES = 500  # characters, of those a request may have
ANSWER_TO = re.compile(r"(?:\s*[A-Za-z]{1,4}\s*:)+\s*")  # Re:, AW:, RV:
Outcome = InboundEmail.Outcome


def take(mail: InboundMail, now: datetime) -> str:
    """What became of it: an Outcome, or empty for an email of a machine and for one brought again."""
    if mail.automatic:
        return ""
    with transaction.atomic():
        row = InboundEmail.objects.begun(f"{mail.senders}{mail.name}", now)
        if row is None:
            return ""
        found = whose(mail)
        row.writer = writer_key(found)
        row.outcome = carried_out(mail, found, row.writer, now)
        row.save(update_fields=["writer", "outcome"])
        return row.outcome


def writer_key(found: Whose) -> str:
    return keyed("writer", ",".join(str(one.pk) for one in found.people)) if found.people else ""


def carried_out(mail: InboundMail, found: Whose, writer: str, now: datetime) -> str:
    if not found.people:
        return Outcome.NOBODY
    words = own_words(mail.text, phrases())
    if asks_to_stop(mail, words):
        stop_everything(sharing_with(mail, found), found.writer, now)
        return Outcome.STOPPED
    if InboundEmail.objects.asked_lately(writer, now) >= InboundEmail.MOST_OF_A_WRITER:
        return Outcome.TOO_MANY
    text = request_text(mail, words, found)
    ask(
        found.people[0], PatientRequest.Kind.REPLY, text, how=PatientRequest.How.EMAIL, now=now, by=BY,
        about=found.about, shared=found.writer is None,
    )  # fmt: skip
    return Outcome.ASKED


def asks_to_stop(mail: InboundMail, words: str) -> bool:
    """In the email, or in the subject of one that says nothing else."""
    return is_stop(words or ANSWER_TO.sub("", visible(mail.subject), count=1), phrases())


def sharing_with(mail: InboundMail, found: Whose) -> list[Patient]:
    """Everybody with the mailbox, readers of newsletters too. After an answer that is the mailbox we write to."""
    if found.about is not None:
        return people_at(found.about.patient.open_identity().email)
    return people_at(mail.senders[0])


def request_text(mail: InboundMail, words: str, found: Whose) -> str:
    """What the writer said, with what the desk has to know of it in brackets."""
    subject = " ".join(visible(mail.subject).split())[:200]
    if subject and not mail.answers:
        words = f"{subject}\n\n{words}".strip()
    if len(words) > MOST_WORDS - ROOM_FOR_NOTES:
        words, long = words[: MOST_WORDS - ROOM_FOR_NOTES].rstrip() + "…", True
    else:
        long = mail.cut_short
    said = notes(found, left_out=mail.left_out, long=long, empty=not words)
    return "\n\n".join(filter(None, ["\n".join(said), words]))


def notes(found: Whose, *, left_out: int, long: bool, empty: bool) -> list[str]:
    said = []
    if found.writer is None:
        said.append(
            f"[{len(found.people)} patients share the mailbox this came from, and it doesn't say which of them wrote. "
            "It stands under the first of them only because it must stand somewhere.]"
        )
    if found.elsewhere:
        said.append("[It answers our email, but came from another address than we have for this patient.]")
    if empty:
        said.append("[The email had no words of its own.]")
    if left_out:
        said.append("[1 attachment was not kept.]" if left_out == 1 else f"[{left_out} attachments were not kept.]")
    if long:
        said.append("[Only the beginning of a long email was kept.]")
    return said
