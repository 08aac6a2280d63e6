"""The reminder as a reviewer gets it: numbers and a date only, so that it may go through any provider."""

from __future__ import annotations

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


def mail_reminder(address: str, lessons: int, stops_on: date, patients: int, now: datetime) -> bool:
    """Hand it over at once, around the queue, as tests are; False when nothing may leave, or not to this address."""
    way, clinic = way_now(now), ClinicProfile.current()
    if way.transport is None:
        return False
    try:
        may_get_it([address], practising=way.practising)
    except Refusal:
        return False
    email = reminder(lessons, stops_on, patients, clinic)
    way.transport.hand_over(email, [Recipient(id_of_a_test(), address, {})], attempt=id_of_a_test(), now=now)
    return True


def reminder(lessons: int, stops_on: date, patients: int, clinic: ClinicProfile) -> CompiledEmail:
    """No title, no series, no name: a provider may read it."""
    needed = "1 lesson needs" if lessons == 1 else f"{lessons} lessons need"
    day = format_date(stops_on, "EEEE, MMMM d", locale="en")
    reach = "1 patient has" if patients == 1 else f"{patients:,} patients have"
    which = "It" if lessons == 1 else "The first"
    lines = [f"{needed} your signature again.", f"{which} stops going out on {day}. {reach} yet to reach it."]
    url = f"{settings.PUBLIC_URL}{PATH}"
    why = f"You get this because you signed lessons at {clinic.mail_name}."
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return CompiledEmail.of(
        template="reminder", language="en", direction="ltr", sender_name=clinic.mail_name, sender_address=clinic.sender,
        reply_to=clinic.reply_to, subject=(f"{needed} your signature again",),
        html=(
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(lines[0])}</title></head>'
            f'<body>{paragraphs}<p><a href="{escape(url)}">Open your reviews</a></p><p>{escape(why)}</p></body></html>',
        ),
        text=("\n\n".join([*lines, f"Open your reviews:\n{url}", why]) + "\n",),
        headers=(("Auto-Submitted", ("auto-generated",)),),
    )  # fmt: skip
