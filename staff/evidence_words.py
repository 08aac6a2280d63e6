"""The evidence for an email in doubt, in sentences: how it was handed over, what came back, what became of the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.evidence import Evidence
from campaigns.models import Attempt, Message
from campaigns.models.state_table import State
from campaigns.sending.leases import DIED
from mailer.transports.base import Verdict
from staff.event_words import sentence
from staff.status_codes import plain
from staff.way_names import ONE_REQUEST, at_the_start, name_of_way
from staff.wording import day_and_time, in_words

DOUBTFUL = (State.UNCERTAIN, State.HELD)
Facts = list[dict[str, str]]


@dataclass(frozen=True)
class Others:
    """What became of the others of a call, and whether that speaks for those in doubt having left."""

    text: str
    speaks_for_it: bool = False


def facts(known: Evidence, message: Message) -> Facts:
    """Of one message, as names and sentences. Without a doubt nothing is concluded from the others."""
    if known.attempt is None:
        return []
    handed = fact(_("Handed over"), handed_over(known.attempt))
    replied = fact(_("The answer"), answer(known.attempt, message.state))
    if message.state in DOUBTFUL:
        found = others(known.attempt, known.others, 1).text
        return [handed, replied, fact(_("Heard since"), told(known)), fact(_("The others"), found)]
    return [handed, replied, *([fact(_("The others"), in_words(counts(known.others)))] if known.others else [])]


def fact(name: str, text: str) -> dict[str, str]:
    return {"name": name, "text": text}


def company(attempt: Attempt) -> str:
    """SendGrid, with 99 others."""
    way, others = name_of_way(attempt.transport), attempt.size - 1
    if not others:
        return way
    return ngettext("{way}, with {n} other", "{way}, with {n} others", others).format(way=way, n=f"{others:,}")


def handed_over(attempt: Attempt) -> str:
    return _("{time}, to {way}").format(time=day_and_time(attempt.claimed_at), way=company(attempt))


def answer(attempt: Attempt, state: str) -> str:
    way = at_the_start(name_of_way(attempt.transport))
    if attempt.settled_at is None:
        return _("None yet: it is on its way.")
    if attempt.verdict == DIED:
        return _("None: the program ended while it waited for one.")
    if attempt.verdict == Verdict.ACCEPTED and state not in DOUBTFUL:
        return _("{way} took it.").format(way=way)
    return plain(attempt.reason) or _("{way} gave none that is clear.").format(way=way)


def told(known: Evidence) -> str:
    said = [f"{day_and_time(event.at)}: {sentence(event)}" for event in known.events]
    return " ".join(said) or _("Nothing.")


def others(attempt: Attempt, states: Mapping[str, int], these: int) -> Others:
    """`states` counts the others of the same call. `these`: how many are in doubt and looked at here."""
    number = sum(states.values())
    if not number:
        return Others(_("It went alone.") if these == 1 else _("None: all {n} are in doubt.").format(n=f"{these:,}"))
    arrived, back = states.get(State.DELIVERED, 0), states.get(State.BOUNCED, 0)
    if not arrived and not back:
        if unheard(states):
            nothing = ngettext("Nothing is known of it either.", "Nothing is known of the other {n} either.", number)
            return Others(nothing.format(n=f"{number:,}"))
        return Others(_("{counts}; none is known to have arrived.").format(counts=in_words(counts(states))))
    known = reached(number, arrived, back)
    if attempt.transport not in ONE_REQUEST or attempt.verdict not in (Verdict.UNCERTAIN, DIED):
        little = ngettext(
            "{known}, but each went by itself: that says little of this one.",
            "{known}, but each went by itself: that says little of these {n}.",
            these,
        )
        return Others(little.format(known=known, n=f"{these:,}"))
    if back:
        probably = ngettext(
            "{known}, so this one probably left too.", "{known}, so these {n} probably left too.", these
        )
    else:
        probably = ngettext("{known}, so this one probably did.", "{known}, so these {n} probably did.", these)
    return Others(probably.format(known=known, n=f"{these:,}"), speaks_for_it=True)


def reached(number: int, arrived: int, back: int) -> str:
    """Of the `number` others, how many are known to have reached a mail server: that took them, or that sent them back."""
    if arrived and back:
        both = _("{n} of the other {all} arrived and {back} came back")
        return both.format(n=f"{arrived:,}", all=f"{number:,}", back=f"{back:,}")
    if number == 1:
        return _("The only other one arrived") if arrived else _("The only other one came back")
    if arrived == number:
        return _("The other {all} all arrived").format(all=f"{number:,}")
    if back == number:
        return _("The other {all} all came back").format(all=f"{number:,}")
    some = _("{n} of the other {all} arrived") if arrived else _("{n} of the other {all} came back")
    return some.format(n=f"{arrived or back:,}", all=f"{number:,}")


def unheard(states: Mapping[str, int]) -> bool:
    return set(states) <= {State.UNCERTAIN, State.HELD, State.SENDING}


def counts(states: Mapping[str, int]) -> list[str]:
    """60 accepted, 39 uncertain."""
    return [of_state(states[state], state) for state in State if states.get(state)]


def of_state(number: int, state: State) -> str:
    return _("{n} {state}").format(n=f"{number:,}", state=state.label.lower())
