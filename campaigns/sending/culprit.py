"""Whose fault a refusal is that names nobody. Halving a batch leaves one recipient alone, who is taken for the culprit: that ends their series.

When one after another is refused in the same words and nobody is taken in between, it isn't they: it is the email, or the provider. Then
nobody is blamed, the email waits, and staff see it.
"""

from __future__ import annotations

from dataclasses import replace

from campaigns.models import Attempt
from mailer.transports.base import Outcome, Verdict

IN_A_ROW = 3  # so many may have lost their series before that shows
LOOKED_AT = 500  # of the newest attempts, and not of all: in a new provider's name there are few among millions
BLAMED = (Verdict.REJECTED, Verdict.FAULTY)


def without_blame(outcome: Outcome, attempt: Attempt) -> Outcome:
    """The outcome of `attempt`, not settled yet: FAULTY in place of a rejection that met the last IN_A_ROW alike."""
    if not outcome.unnamed:
        return outcome
    newest = Attempt.objects.order_by("-pk").values_list("transport", "verdict", "size", "status", "reason")[:LOOKED_AT]
    told = [tuple(one) for name, *one in newest if name == attempt.transport and one[0] not in ("", Verdict.TOO_MUCH)]
    last = told[:IN_A_ROW]
    alike = [(verdict, 1, outcome.status, outcome.reason[:200]) for verdict, *_ in last if verdict in BLAMED]
    if len(last) < IN_A_ROW or last != alike:
        return outcome
    return replace(outcome, verdict=Verdict.FAULTY, rejected=frozenset(), unnamed=False)
