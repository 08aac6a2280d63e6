"""A reminder as a reviewer gets it: numbers and a date only, so that it may go through any provider."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from html import escape

from babel.dates import format_date
from django.conf import settings

from campaigns.sending.way import way_now
from campaigns.test_sending import id_of_a_test, may_get_it
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from mailer.compiled import CompiledEmail
from mailer.transports.base import Recipient

PATH = "/staff/reviews/"  # the page's own address is the staff app's, which stands above this one

SIGNS = "You get this because you sign what {mail_name} sends."


def mail_reminder(address: str, lessons: int, stops_on: date, patients: int, now: datetime) -> bool:
    """That signatures run out; False when nothing may leave, or not to this address."""
    subject, lines = running_out(lessons, stops_on, patients)
    return mail_reviewer(address, subject, lines, f"{settings.PUBLIC_URL}{PATH}", "Open your reviews", now)


def running_out(lessons: int, stops_on: date, patients: int) -> tuple[str, list[str]]:
    """The subject and the sentences. No title, no series, no name: a provider may read it."""
    needed = "1 lesson needs" if lessons == 1 else f"{lessons} lessons need"
    day = format_date(stops_on, "EEEE, MMMM d", locale="en")
    reach = "1 patient has" if patients == 1 else f"{patients:,} patients have"
    which = "It" if lessons == 1 else "The first"
    subject = f"{needed} your signature again"
    return subject, [f"{subject}.", f"{which} stops going out on {day}. {reach} yet to reach it."]


def mail_reviewer(
    address: str, subject: str, lines: Sequence[str], url: str, link: str, now: datetime, *, why: str = SIGNS
) -> bool:
    """Hand it over at once, around the queue, as tests are; False when nothing may leave, or not to this address.

    `why`: the reason given below the email, with {mail_name} in place of the clinic's.
    """
    way, clinic = way_now(now), ClinicProfile.current()
    if way.transport is None:
        return False
    try:
        may_get_it([address], practising=way.practising)
    except Refusal:
        return False
    email = reminder(subject, lines, url, link, clinic, why)
    way.transport.hand_over(email, [Recipient(id_of_a_test(), address, {})], attempt=id_of_a_test(), now=now)
    return True


def reminder(
    subject: str, lines: Sequence[str], url: str, link: str, clinic: ClinicProfile, reason: str = SIGNS
) -> CompiledEmail:
    why = reason.replace("{mail_name}", clinic.mail_name)
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return CompiledEmail.of(
        template="reminder", language="en", direction="ltr", sender_name=clinic.mail_name, sender_address=clinic.sender,
        reply_to=clinic.reply_to, subject=(subject,),
        html=(
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(subject)}</title></head>'
            f'<body>{paragraphs}<p><a href="{escape(url)}">{escape(link)}</a></p><p>{escape(why)}</p></body></html>',
        ),
        text=("\n\n".join([*lines, f"{link}:\n{url}", why]) + "\n",),
        headers=(("Auto-Submitted", ("auto-generated",)),),
    )  # fmt: skip
