"""What an event proves about its message. Pure: the same events in any order, any number of times, lead to the same place."""

from __future__ import annotations

from collections.abc import Iterable

from campaigns.models.state_table import MOVES, State
from mailer.events.base import Happened

PROVES = {
    Happened.TAKEN: State.ACCEPTED,
    Happened.DEFERRED: State.ACCEPTED,
    Happened.DELIVERED: State.DELIVERED,
    Happened.COMPLAINT: State.DELIVERED,  # nobody complains about what never came
    Happened.UNSUBSCRIBED: State.DELIVERED,
    Happened.GROUP_UNSUBSCRIBED: State.DELIVERED,
    Happened.OPENED: State.ACCEPTED,  # it has left, no more: a scanner opens what it then refuses
    Happened.CLICKED: State.ACCEPTED,
    Happened.HARD_BOUNCE: State.BOUNCED,
    Happened.SOFT_BOUNCE: State.BOUNCED,
    Happened.DROPPED: State.DROPPED,
    Happened.NOT_SENT: State.DROPPED,
}
FURTHEST_LAST = (State.ACCEPTED, State.DELIVERED, State.DROPPED, State.BOUNCED)


def state_after(state: str, happened: Iterable[Happened]) -> State:
    """Where a message in `state` stands once its own attempt's events are known: never backward."""
    proven = {PROVES[one] for one in happened}
    for reached in reversed(FURTHEST_LAST):
        if reached in proven and (State(state), reached) in MOVES:
            return reached
    return State(state)
