"""The ways out, as people call them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

NAMES = {
    "sendgrid": "SendGrid",
    "ses": "Amazon SES",
    "smtp": gettext_lazy("the mail server"),
    "inbox": gettext_lazy("the local inbox"),
}
ONE_REQUEST = frozenset({"sendgrid"})  # hands a whole call over at once; the others go one email after the other


def name_of_way(transport: str) -> str:
    return str(NAMES.get(transport, transport))


def at_the_start(words: str) -> str:
    """With a capital letter, without touching the others: The mail server, SendGrid."""
    return words[:1].upper() + words[1:]
