"""What a mail server's status code means, in words: RFC 3463, with 7372 (proof of the sender) and 7505 (no email there)."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staff.stored_words import stored

MEANS = {
    "1.0": gettext_lazy("something is wrong with the address"),
    "1.1": gettext_lazy("there is no such mailbox"),
    "1.2": gettext_lazy("there is no such mail domain"),
    "1.3": gettext_lazy("the address isn’t written correctly"),
    "1.4": gettext_lazy("the address could mean several mailboxes"),
    "1.6": gettext_lazy("the mailbox has moved"),
    "1.7": gettext_lazy("our own sender address isn’t taken"),
    "1.8": gettext_lazy("our own sender address isn’t taken"),
    "1.10": gettext_lazy("the domain takes no email"),
    "2.0": gettext_lazy("something is wrong with the mailbox"),
    "2.1": gettext_lazy("the mailbox is switched off"),
    "2.2": gettext_lazy("the mailbox is full"),
    "2.3": gettext_lazy("the email is too long for the mailbox"),
    "3.1": gettext_lazy("the mail server is full"),
    "3.2": gettext_lazy("the mail server takes nothing just now"),
    "3.4": gettext_lazy("the email is too big for the mail server"),
    "4.1": gettext_lazy("the mail server doesn’t answer"),
    "4.2": gettext_lazy("the connection broke"),
    "4.4": gettext_lazy("no way leads to the mail server"),
    "4.5": gettext_lazy("the mail server is too busy"),
    "4.6": gettext_lazy("the email went round in a circle"),
    "4.7": gettext_lazy("it couldn’t be delivered in time"),
    "7.0": gettext_lazy("a rule of the mailbox provider forbids it"),
    "7.1": gettext_lazy("a rule of the mailbox provider forbids it"),
    "7.20": gettext_lazy("our signature (DKIM) is missing or wrong"),
    "7.21": gettext_lazy("our signature (DKIM) is missing or wrong"),
    "7.22": gettext_lazy("our signature (DKIM) is missing or wrong"),
    "7.23": gettext_lazy("our domain doesn’t name this provider (SPF)"),
    "7.24": gettext_lazy("our domain doesn’t name this provider (SPF)"),
    "7.25": gettext_lazy("the provider’s machine has no proper name"),
    "7.26": gettext_lazy("the email couldn’t be shown to be ours (DKIM, SPF)"),
}
KINDS = {
    "1": gettext_lazy("something is wrong with the address"),
    "2": gettext_lazy("something is wrong with the mailbox"),
    "3": gettext_lazy("something is wrong with the mail server"),
    "4": gettext_lazy("something is wrong on the way"),
    "5": gettext_lazy("the mail servers didn’t understand each other"),
    "6": gettext_lazy("the mail server can’t take this kind of email"),
    "7": gettext_lazy("a rule of the mailbox provider forbids it"),
}
CODE = r"([245]\.\d{1,3}\.\d{1,3})"
CODES_IN_A_REASON = re.compile(rf" \({CODE}\)|(?<=[:,] )\d{{3}} {CODE}")  # our own words, and a mail server's reply
NAMES_OF_FAULTS = re.compile(r" \([A-Z]\w*(?:Error|Exception|Timeout)\)|: [A-Z]\w*(?:Error|Exception|Timeout)(?=\.)")


def in_words(code: str) -> str:
    """5.1.1 → "there is no such mailbox (5.1.1)"; the code alone where nothing is known of it."""
    kind, _dot, detail = code.partition(".")[2].partition(".")
    means = MEANS.get(f"{kind}.{detail}") or KINDS.get(kind)
    return f"{means} ({code})" if means else _("code {code}").format(code=code)


def plain(reason: str) -> str:
    """A reason as staff read it: codes get their words, and names out of our own program go."""
    reason = NAMES_OF_FAULTS.sub("", stored(reason)).replace("'", "’")
    return CODES_IN_A_REASON.sub(lambda found: f": {in_words(found[1])}" if found[1] else in_words(found[2]), reason)
