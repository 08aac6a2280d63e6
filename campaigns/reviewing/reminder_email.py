"""A reminder as a reviewer gets it: numbers and a date only, so that it may go through any provider."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from html import escape

from babel.dates import format_date, format_skeleton
from django.conf import settings
from django.utils.translation import get_language, get_language_bidi, gettext_noop, ngettext
from django.utils.translation import gettext as _

from campaigns.emails.sending_a_test import id_of_a_test, may_get_it
from campaigns.sending.way import way_now
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from mailer.compiled import CompiledEmail
from mailer.transports.base import Recipient

PATH = "/staff/reviews/"  # the page's own address is the staff app's, which stands above this one

SIGNS = gettext_noop("You get this because you sign what {mail_name} sends.")


def mail_reminder(address: str, lessons: int, stops_on: date, patients: int, now: datetime) -> bool:
    """That signatures run out; False when nothing may leave, or not to this address."""
    subject, lines = running_out(lessons, stops_on, patients)
    return mail_reviewer(address, subject, lines, f"{settings.PUBLIC_URL}{PATH}", _("Open your reviews"), now)


def running_out(lessons: int, stops_on: date, patients: int) -> tuple[str, list[str]]:
    """The subject and the sentences. No title, no series, no name: a provider may read it."""
    subject = ngettext("{n} lesson needs your signature again", "{n} lessons need your signature again", lessons)
    subject = subject.format(n=lessons)
    ends = ngettext("It stops going out on {day}.", "The first stops going out on {day}.", lessons)
    reach = ngettext("{n} patient has yet to reach it.", "{n} patients have yet to reach it.", patients)
    return subject, [f"{subject}.", f"{ends.format(day=day_in_words(stops_on))} {reach.format(n=f'{patients:,}')}"]


def day_in_words(day: date) -> str:
    """Tuesday, December 1, in the language of the email."""
    locale = get_language() or "en"
    return f"{format_date(day, 'EEEE', locale=locale)}, {format_skeleton('MMMMd', day, locale=locale)}"


def mail_reviewer(
    address: str, subject: str, lines: Sequence[str], url: str, link: str, now: datetime, *, why: str = SIGNS
) -> bool:
    """Hand it over at once, around the queue, as tests are; False when nothing may leave, or not to this address.

    `why`: the reason given below the email, marked with gettext_noop, with {mail_name} in place of the clinic's.
    The language is the one that is active: campaigns/emails/staff_language.py.
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
    why, language = _(reason).replace("{mail_name}", clinic.mail_name), get_language() or "en"
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return CompiledEmail.of(
        template="reminder", language=language, direction="rtl" if get_language_bidi() else "ltr", sender_name=clinic.mail_name, sender_address=clinic.sender,
        reply_to=clinic.reply_to, subject=(subject,),
        html=(
            f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(subject)}</title></head>'  # not said
            f'<body>{paragraphs}<p><a href="{escape(url)}">{escape(link)}</a></p><p>{escape(why)}</p></body></html>',
        ),
        text=("\n\n".join([*lines, f"{link}:\n{url}", why]) + "\n",),
        headers=(("Auto-Submitted", ("auto-generated",)),),
    )  # fmt: skip
