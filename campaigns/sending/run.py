"""Sending: plan, claim, hand over, settle, and look again until nothing is due. It never sleeps."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from campaigns.newsletters.finishing import finish
from campaigns.newsletters.planning import plan_newsletters
from campaigns.rows import lost_a_deadlock
from campaigns.sending.brake import brake
from campaigns.sending.claiming import Claim, Looked, claim_next
from campaigns.sending.culprit import without_blame
from campaigns.sending.leases import bury
from campaigns.sending.planning import plan_due, wake
from campaigns.sending.settling import hold_the_unproven, settle
from campaigns.sending.way import RESTORED, way_now
from clinic import live_mark
from clinic.models import Installation
from mailer.transports.base import CanCount, Outcome, Transport, Verdict

log = logging.getLogger("aftervisit.sending")
SETTLE_TRIES = CLAIM_TRIES = 3
Clock = Callable[[], datetime]


@dataclass
class Run:
    """What one run did, as the `send_due` command reports it."""

    planned: int = 0
    attempts: int = 0
    accepted: int = 0
    uncertain: int = 0
    rejected: int = 0
    why: str = ""  # why messages that are due stayed, if they did
    again_at: datetime | None = None  # when the pace lets the next one leave, if that is why

    def as_json(self) -> dict[str, object]:
        return {name: value for name, value in asdict(self).items() if name != "again_at"}


def send_due(
    clock: Clock,
    worker: str,
    *,
    go_on: Callable[[], bool] = lambda: True,
    progress: Callable[[Run], None] = lambda run: None,
    drift: timedelta = timedelta(),
) -> Run:
    """Send all that is due, then return. `worker` is unique among those alive: its own open attempts are from an earlier life.

    `go_on` is asked between two batches, so a signal ends a run cleanly. `drift`: see the brake.
    """
    run = begin(clock(), worker, drift)
    if run.why:
        return run
    while go_on():
        practising = way_now(clock()).practising
        planned = plan_due(clock(), practising=practising)
        run.planned += planned.messages
        news = plan_newsletters(clock(), practising=practising)
        looked = claim_surely(clock, worker)
        if looked.claim:
            hand_over(looked.claim, clock, run)
            progress(run)
        elif not looked.again and not planned.looked_at and not news:
            finish(clock())
            run.why, run.again_at = looked.why, looked.again_at
            return run
    return run


def begin(now: datetime, worker: str, drift: timedelta) -> Run:
    """What every run does first, once however many send: the dead are buried, what nobody can prove is held, and the brake is looked at.

    With a `why`, the run is over: going live goes through what was due since the backup, so not even planning is done.
    """
    run = Run(uncertain=bury(worker, now))
    hold_the_unproven(now)
    if Installation.current().unknown_since:
        run.why = RESTORED
        return run
    wake(now)
    brake(now, drift)
    return run


def claim_surely(clock: Clock, worker: str, *, news: bool = True) -> Looked:
    """A claim that lost a deadlock (PostgreSQL) is made again: not a byte has left."""
    for _ in range(CLAIM_TRIES - 1):
        try:
            return claim_next(clock(), worker, news=news)
        except OperationalError as problem:
            if not lost_a_deadlock(problem):
                raise
    return claim_next(clock(), worker, news=news)


def hand_over(claim: Claim, clock: Clock, run: Run) -> None:
    """One attempt, from the claim on disk to its settlement."""
    transport = claim.way.transport
    assert transport is not None
    outcome = without_blame(uncounted(claim) or call(transport, claim, clock()), claim.attempt)
    settle_surely(claim, outcome, clock())
    run.attempts += 1
    tally(run, claim, outcome)
    log.info(
        "attempt %s by %s: %s of %d (%s)",
        claim.attempt.id,
        transport.name,
        outcome.verdict,
        len(claim.recipients),
        outcome.status,
    )


def settle_surely(claim: Claim, outcome: Outcome, now: datetime) -> None:
    """A settlement that lost a deadlock or its connection (PostgreSQL) is written again; what can't be written becomes uncertain at the next run."""
    for _ in range(SETTLE_TRIES - 1):
        try:
            return settle(claim.attempt, outcome, now)
        except (OperationalError, InterfaceError) as problem:
            log.warning("attempt %s: settling again after %s", claim.attempt.id, type(problem).__name__)
            connection.close_if_unusable_or_obsolete()
    return settle(claim.attempt, outcome, now)


def call(transport: Transport, claim: Claim, now: datetime) -> Outcome:
    """The provider's answer. A fault in our own client may have come after the bytes left, so it is a doubt, not a no."""
    way_out = transport.counting() if claim.counted and isinstance(transport, CanCount) else transport
    try:
        return way_out.hand_over(claim.email, claim.recipients, attempt=str(claim.attempt.id), now=now)
    except Exception as fault:  # noqa: BLE001 - the queue must live on, and the messages must not be sent again
        log.error("attempt %s: our client failed with %s", claim.attempt.id, type(fault).__name__)
        return Outcome(Verdict.UNCERTAIN, reason=f"Our own client failed: {type(fault).__name__}.")


def tally(run: Run, claim: Claim, outcome: Outcome) -> None:
    others = len(claim.recipients) - len(outcome.accepted | outcome.uncertain | outcome.rejected | outcome.later)
    run.accepted += len(outcome.accepted) + (others if outcome.verdict == Verdict.ACCEPTED else 0)
    run.uncertain += len(outcome.uncertain) + (others if outcome.verdict == Verdict.UNCERTAIN else 0)
    run.rejected += len(outcome.rejected)


def uncounted(claim: Claim) -> Outcome | None:
    """Count the hand-over in the row and in the home's mark: a database restored from a backup lags behind its home.

    None when that is done. A home that can't be written is a definite no: not a byte has left.
    """
    if claim.way.practising:
        return None
    installation = Installation.current()
    try:
        live_mark.write(Path(settings.HOME), installation.live_mark, installation.count_hand_over())
    except OSError as problem:
        return Outcome(Verdict.REFUSED, reason=f"The live mark in the home can't be written: {problem.strerror}.")
    return None
