"""Faults put into the product on purpose, in the child only. The suite must call each by its name (test_mutations.py)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.killing.points import replaced

MUTATIONS: dict[str, Callable[[], None]] = {}


def mutation(put: Callable[[], None]) -> Callable[[], None]:
    MUTATIONS[put.__name__] = put
    return put


def mutate(name: str) -> None:
    MUTATIONS[name]()


@mutation
def blind_retry() -> None:
    """An outcome that proves nothing is taken for a no: the messages are planned again."""
    from mailer.transports.base import Verdict

    def settle(real: Any) -> Any:
        def settled(attempt: Any, outcome: Any, now: Any) -> None:
            doubt = outcome.verdict == Verdict.UNCERTAIN
            return real(attempt, replace(outcome, verdict=Verdict.REFUSED) if doubt else outcome, now)

        return settled

    replaced("campaigns.sending.run.settle", settle)


@mutation
def any_2xx_is_a_yes() -> None:
    """`status < 300` instead of 202."""
    from mailer.transports.base import Outcome, Verdict

    def verdict_on(real: Any) -> Any:
        def judged(answer: Any, recipients: Any, now: Any) -> Any:
            return Outcome(Verdict.ACCEPTED, 202) if answer.status < 300 else real(answer, recipients, now)

        return judged

    replaced("mailer.transports.sendgrid.verdict_on", verdict_on)


@mutation
def claim_after_send() -> None:
    """The rows are marked only when the hand-over is over: on disk they stay planned while the bytes leave."""
    from campaigns.models import Attempt, Message

    def claim_next(real: Any) -> Any:
        def unmarked(*given: Any, **named: Any) -> Any:
            looked = real(*given, **named)
            if looked.claim:
                mine = Message.objects.filter(attempt=looked.claim.attempt)
                claimed[:] = mine.values_list("pk", flat=True)
                mine.move("planned", attempt=None, claimed_at=None)
                Attempt.objects.filter(pk=looked.claim.attempt.pk).delete()
            return looked

        return unmarked

    def settle(real: Any) -> Any:
        def marked(attempt: Any, outcome: Any, now: Any) -> None:
            attempt.save(force_insert=True)
            Message.objects.filter(pk__in=claimed).move("sending", attempt=attempt.pk, claimed_at=now)
            return real(attempt, outcome, now)

        return marked

    claimed: list[Any] = []
    replaced("campaigns.sending.run.claim_next", claim_next)
    replaced("campaigns.sending.run.settle", settle)


@mutation
def events_count_again() -> None:
    """What was applied before is applied once more when it comes again."""

    def written_down(real: Any) -> Any:
        def all_of_them(provider: Any, ours: Any, now: Any) -> Any:
            real(provider, ours, now)
            return list(ours)

        return all_of_them

    replaced("campaigns.events.applying.written_down", written_down)


@mutation
def suppression_before_the_claim() -> None:
    """Suppressions are looked up before the claim's transaction: one that comes between the two is missed."""
    from patients.models import Suppression

    known: list[set[str]] = []

    def claim_next(real: Any) -> Any:
        def claimed(*given: Any, **named: Any) -> Any:
            known[:] = [set(Suppression.objects.values_list("email_index", flat=True))]
            return real(*given, **named)

        return claimed

    def covering(real: Any) -> Any:
        def covered(self: Any, addresses: Any, **named: Any) -> set[str]:
            early = self.filter(email_index__in=known[0]) if known else self
            return real(early, addresses, **named)

        return covered

    replaced("campaigns.sending.run.claim_next", claim_next)
    replaced("patients.models.suppression.SuppressionQuerySet.covering", covering)


@mutation
def lease_ignored() -> None:
    """Whoever looks takes every open attempt for a dead one's."""
    replaced("campaigns.sending.leases.is_dead", lambda real: lambda attempt, me, now: True)
