"""A one-time sign-in link by email: around the queue, as tests and reminders are, and without a word about any patient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.emails.sending_a_test import id_of_a_test, may_get_it
from campaigns.emails.staff_language import in_their_language
from campaigns.reviewing.reminder_email import reminder
from campaigns.sending.way import way_now
from clinic.invitations import DAYS
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from mailer.transports.base import Recipient, Verdict

PATH = "/staff/sign-in/welcome/{}/"  # the page is the staff app's, which stands above this one
MARK = "X-Aftervisit-Key"
"""The header of an email that opens a sign-in: the local inbox shows it only to those who may make such links."""
WHY = gettext_noop("You get this because an admin at {mail_name} gave you a sign-in.")


class Mailed(StrEnum):
    TAKEN = "taken"
    """The provider took it."""
    INBOX = "inbox"
    """It lies in the local inbox: the clinic is practising."""
    NOT = "not"
    """Nothing left, or nobody knows: pass the link on yourself."""


def link_of(token: str) -> str:
    return settings.PUBLIC_URL + PATH.format(token)


def mail_invitation(user: User, token: str, now: datetime) -> Mailed:
    """The link with which `user` chooses a password, to the address known of them."""
    mail_name = ClinicProfile.current().mail_name
    with in_their_language(user):
        lines = [
            _("Choose your password: then you sign in as {name}.").format(name=user.get_username()),
            _("The link works once, for {days} days. Pass it on to nobody.").format(days=DAYS),
        ]
        return mail_link(user, _("Your sign-in at {mail_name}").format(mail_name=mail_name), lines, link_of(token), now)


def mail_link(user: User, subject: str, lines: Sequence[str], link: str, now: datetime) -> Mailed:
    """In the language that is active, as `subject` and `lines` are."""
    way, clinic = way_now(now), ClinicProfile.current()
    if way.transport is None or not user.email:
        return Mailed.NOT
    try:
        may_get_it([user.email], practising=way.practising)
    except Refusal:
        return Mailed.NOT
    email = reminder(subject, lines, link, _("Choose your password"), clinic, WHY)
    email = replace(email, headers=(*email.headers, (MARK, ("yes",))))
    to = Recipient(id_of_a_test(), user.email, {})
    outcome = way.transport.hand_over(email, [to], attempt=id_of_a_test(), now=now)
    if outcome.verdict is not Verdict.ACCEPTED and to.message not in outcome.accepted:
        return Mailed.NOT
    return Mailed.INBOX if way.practising else Mailed.TAKEN
