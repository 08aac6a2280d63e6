"""Where a message can be, and every way from one place to another. There are no others (docs/reliability.md shows it as a table)."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy, pgettext_lazy


class State(TextChoices):
    PLANNED = "planned", gettext_lazy("Planned")  # will leave when it is due
    SENDING = (
        "sending",
        pgettext_lazy("state", "Sending"),
    )  # claimed by one attempt, on disk before the first byte leaves
    ACCEPTED = "accepted", gettext_lazy("Accepted")  # the provider said yes
    DELIVERED = "delivered", gettext_lazy("Delivered")  # the patient's mail server took it
    BOUNCED = "bounced", gettext_lazy("Bounced")  # the patient's mail server refused it
    DROPPED = "dropped", gettext_lazy("Dropped")  # the provider took it, then didn't send it
    REJECTED = "rejected", gettext_lazy("Rejected")  # the provider refused this recipient
    UNCERTAIN = "uncertain", gettext_lazy("Uncertain")  # we don't know whether it left: never sent again by itself
    HELD = "held", gettext_lazy("Held")  # still no proof after three days: a person decides
    SUPPRESSED = "suppressed", gettext_lazy("Suppressed")  # the address must not be mailed
    CANCELLED = "cancelled", gettext_lazy("Cancelled")  # no reason to send it remained


class Move(NamedTuple):
    origin: State
    to: State
    when: str


PROVEN_LATE = "an event proves that an attempt we took for a no had left after all"
PROVEN = "an event with our ids proves it, even before our own settling"
LATER = "a later event; never backward"

TABLE = (
    Move(State.PLANNED, State.SENDING, "claimed: state, attempt, worker and lease are on disk before the first byte leaves"),
    Move(State.PLANNED, State.SUPPRESSED, "found inside the claim: the address must not be mailed"),
    Move(State.PLANNED, State.CANCELLED, "found inside the claim, or at once with what caused it: no consent, an ended enrolment, a bounce"),
    Move(State.PLANNED, State.UNCERTAIN, "a restored copy goes live: it may have left after the backup was made"),
    Move(State.PLANNED, State.ACCEPTED, PROVEN_LATE),
    Move(State.PLANNED, State.DELIVERED, PROVEN_LATE),
    Move(State.PLANNED, State.BOUNCED, PROVEN_LATE),
    Move(State.PLANNED, State.DROPPED, PROVEN_LATE),
    Move(State.SENDING, State.ACCEPTED, "the provider's own yes, or an event with our ids"),
    Move(State.SENDING, State.PLANNED, "a definite no: nothing left"),
    Move(State.SENDING, State.REJECTED, "a refusal that names this recipient"),
    Move(State.SENDING, State.UNCERTAIN, "everything else: no answer, a broken one, one that proves nothing, our own death"),
    Move(State.SENDING, State.DELIVERED, PROVEN),
    Move(State.SENDING, State.BOUNCED, PROVEN),
    Move(State.SENDING, State.DROPPED, PROVEN),
    Move(State.UNCERTAIN, State.ACCEPTED, PROVEN),
    Move(State.UNCERTAIN, State.DELIVERED, PROVEN),
    Move(State.UNCERTAIN, State.BOUNCED, PROVEN),
    Move(State.UNCERTAIN, State.DROPPED, PROVEN),
    Move(State.UNCERTAIN, State.HELD, "no proof for 72 hours: a person decides"),
    Move(State.HELD, State.ACCEPTED, "a late event, or a person says \"it was sent\""),
    Move(State.HELD, State.PLANNED, "a person says \"send it again\""),
    Move(State.HELD, State.DELIVERED, LATER),
    Move(State.HELD, State.BOUNCED, LATER),
    Move(State.HELD, State.DROPPED, LATER),
    Move(State.ACCEPTED, State.DELIVERED, LATER),
    Move(State.ACCEPTED, State.BOUNCED, LATER),
    Move(State.ACCEPTED, State.DROPPED, LATER),
    Move(State.DELIVERED, State.BOUNCED, LATER),
    Move(State.DELIVERED, State.DROPPED, LATER),
)  # fmt: skip
MOVES = frozenset((move.origin, move.to) for move in TABLE)


class ImpossibleMove(AssertionError):
    """A way that isn't in the table: a fault in our own code, and the transaction it stands in is undone."""


def check_move(origin: str, to: str) -> None:
    """Raises ImpossibleMove."""
    if (origin, to) not in MOVES:
        raise ImpossibleMove(f"{origin} → {to} isn't in the state table")
