"""The evidence for an email in doubt, in sentences: how it was handed over, what came back, what became of the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from campaigns.evidence import Evidence
from campaigns.models import Attempt, Message
from campaigns.models.state_table import State
from campaigns.sending.leases import DIED
from mailer.transports.base import Verdict
from staff.event_words import sentence
from staff.status_codes import plain
from staff.way_names import ONE_REQUEST, at_the_start, name_of_way
from staff.wording import counted, day_and_time, in_words

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
    handed = fact("Handed over", f"{day_and_time(known.attempt.claimed_at)}, to {company(known.attempt)}")
    replied = fact("The answer", answer(known.attempt, message.state))
    if message.state in DOUBTFUL:
        found = others(known.attempt, known.others, 1).text
        return [handed, replied, fact("Heard since", told(known)), fact("The others", found)]
    return [handed, replied, *([fact("The others", in_words(counts(known.others)))] if known.others else [])]


def fact(name: str, text: str) -> dict[str, str]:
    return {"name": name, "text": text}


def company(attempt: Attempt) -> str:
    """SendGrid, with 99 others."""
    with_others = f", with {counted(attempt.size - 1, 'other', 'others')}" if attempt.size > 1 else ""
    return f"{name_of_way(attempt.transport)}{with_others}"


def answer(attempt: Attempt, state: str) -> str:
    way = at_the_start(name_of_way(attempt.transport))
    if attempt.settled_at is None:
        return "None yet: it is on its way."
    if attempt.verdict == DIED:
        return "None: the program ended while it waited for one."
    if attempt.verdict == Verdict.ACCEPTED and state not in DOUBTFUL:
        return f"{way} took it."
    return plain(attempt.reason) or f"{way} gave none that is clear."


def told(known: Evidence) -> str:
    said = [f"{day_and_time(event.at)}: {sentence(event)}" for event in known.events]
    return " ".join(said) or "Nothing."


def others(attempt: Attempt, states: Mapping[str, int], these: int) -> Others:
    """`states` counts the others of the same call. `these`: how many are in doubt and looked at here."""
    number = sum(states.values())
    if not number:
        return Others("It went alone." if these == 1 else f"None: all {these:,} are in doubt.")
    reached = [(states.get(State.DELIVERED, 0), "arrived"), (states.get(State.BOUNCED, 0), "came back")]
    reached = [(count, verb) for count, verb in reached if count]
    if not reached:
        nothing = (
            f"Nothing is known of the other {number:,} either." if number > 1 else "Nothing is known of it either."
        )
        known = f"{in_words(counts(states))}; none is known to have arrived."
        return Others(nothing if unheard(states) else known)
    (first, verb), *more = reached
    head = f"{first:,} of the other {number:,} {verb}" if first < number else f"The other {number:,} all {verb}"
    head = head if number > 1 else f"The only other one {verb}"
    known = in_words([head, *(f"{count:,} {verb}" for count, verb in more)])
    this = "this one" if these == 1 else f"these {these:,}"
    if attempt.transport not in ONE_REQUEST or attempt.verdict not in (Verdict.UNCERTAIN, DIED):
        return Others(f"{known}, but each went by itself: that says little of {this}.")
    probably = "did" if verb == "arrived" and not more else "left too"
    return Others(f"{known}, so {this} probably {probably}.", speaks_for_it=True)


def unheard(states: Mapping[str, int]) -> bool:
    return set(states) <= {State.UNCERTAIN, State.HELD, State.SENDING}


def counts(states: Mapping[str, int]) -> list[str]:
    """60 accepted, 39 uncertain."""
    return [f"{states[state]:,} {state.label.lower()}" for state in State if states.get(state)]
