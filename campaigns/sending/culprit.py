"""Whose fault a refusal is that names nobody. Halving a batch leaves one recipient alone, who is taken for the culprit: that ends their series.

When one after another is refused in the same words and nobody is taken in between, it isn't they: it is the email, or the provider. Then
nobody is blamed, the email waits, and staff see it.
"""

from __future__ import annotations

from dataclasses import replace

from campaigns.models import Attempt
from mailer.transports.base import Outcome, Verdict

IN_A_ROW = 3  # so many may have lost their series before that shows
BLAMED = (Verdict.REJECTED, Verdict.FAULTY)


def without_blame(outcome: Outcome, attempt: Attempt) -> Outcome:
    """The outcome of `attempt`, not settled yet: FAULTY in place of a rejection that met the last IN_A_ROW alike."""
    if not outcome.unnamed:
        return outcome
    before = Attempt.objects.filter(transport=attempt.transport).exclude(verdict__in=("", Verdict.TOO_MUCH))
    last = list(before.order_by("-pk").values_list("verdict", "size", "status", "reason")[:IN_A_ROW])
    alike = [(verdict, 1, outcome.status, outcome.reason) for verdict, *_ in last if verdict in BLAMED]
    if len(last) < IN_A_ROW or last != alike:
        return outcome
    return replace(outcome, verdict=Verdict.FAULTY, rejected=frozenset(), unnamed=False)
