"""What a provider told us of an email, as a sentence. Only our own vocabulary of events comes in, never a provider's prose."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Event
from mailer.events.base import Happened
from staff.status_codes import in_words
from staff.way_names import at_the_start, name_of_way

ASKED_FOR_NO_MORE = ("unsubscribed", gettext_lazy("the patient asked {way} for no more email"))
WORDS: dict[Happened, tuple[str, str | Promise]] = {
    Happened.TAKEN: ("accepted", gettext_lazy("{way} has it and will deliver it")),
    Happened.DEFERRED: ("put_off", gettext_lazy("the patient’s mail server asked {way} to come back later")),
    Happened.DELIVERED: ("delivered", gettext_lazy("the patient’s mail server took it")),
    Happened.HARD_BOUNCE: ("bounced", gettext_lazy("the mailbox refused it for good")),
    Happened.SOFT_BOUNCE: ("bounced", gettext_lazy("the mailbox refused it for now")),
    Happened.DROPPED: ("dropped", gettext_lazy("{way} didn’t send it, because it holds the address to be bad")),
    Happened.NOT_SENT: ("dropped", gettext_lazy("{way} took it, then didn’t send it; the address isn’t at fault")),
    Happened.COMPLAINT: ("spam", gettext_lazy("the patient marked it as spam")),
    Happened.UNSUBSCRIBED: ASKED_FOR_NO_MORE,
    Happened.GROUP_UNSUBSCRIBED: ASKED_FOR_NO_MORE,
    Happened.OPENED: ("accepted", gettext_lazy("{way} says that it was opened")),
    Happened.CLICKED: ("accepted", gettext_lazy("{way} says that a link in it was followed")),
}
"""By what happened: the state tag, and the sentence without its capital and its period."""


def tag_of(event: Event) -> str:
    return WORDS[Happened(event.happened)][0]


def sentence(event: Event) -> str:
    """The mailbox refused it for good: there is no such mailbox (5.1.1)."""
    text = at_the_start(str(WORDS[Happened(event.happened)][1]).format(way=name_of_way(event.provider)))
    refused = event.code[:1] in ("4", "5")
    return _("{what}: {why}.").format(what=text, why=in_words(event.code)) if refused else f"{text}."
