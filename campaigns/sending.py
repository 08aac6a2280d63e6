"""Sending: plan, claim, hand over, settle, and look again until nothing is due. It never sleeps."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from campaigns.claiming import Claim, claim_next
from campaigns.models import Enrolment, Message
from campaigns.planning import plan_due, wake
from campaigns.settling import bury, hold_the_unproven, settle
from campaigns.way import way_now
from clinic import live_mark
from clinic.models import ClinicProfile, Installation
from mailer.transports.base import Outcome, Transport, Verdict

log = logging.getLogger("aftervisit.sending")
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

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def send_due(
    clock: Clock,
    worker: str,
    *,
    go_on: Callable[[], bool] = lambda: True,
    progress: Callable[[Run], None] = lambda run: None,
) -> Run:
    """Send all that is due, then return. `worker` is unique among those alive: its own open attempts are from an earlier life.

    `go_on` is asked between two batches, so a signal ends a run cleanly.
    """
    run = Run()
    now = clock()
    run.uncertain += bury(worker, now)
    hold_the_unproven(now)
    wake(now)
    brake(now)
    while go_on():
        planned = plan_due(clock(), practising=way_now(clock()).practising)
        run.planned += planned.messages
        looked = claim_next(clock(), worker)
        if looked.claim:
            hand_over(looked.claim, clock, run)
            progress(run)
        elif not looked.again and not planned.looked_at:
            run.why = looked.why
            return run
    return run


def hand_over(claim: Claim, clock: Clock, run: Run) -> None:
    """One attempt, from the claim on disk to its settlement."""
    transport = claim.way.transport
    assert transport is not None
    outcome = uncounted(claim) or call(transport, claim, clock())
    settle(claim.attempt, outcome, clock())
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


def call(transport: Transport, claim: Claim, now: datetime) -> Outcome:
    """The provider's answer. A fault in our own client may have come after the bytes left, so it is a doubt, not a no."""
    try:
        return transport.hand_over(claim.email, claim.recipients, attempt=str(claim.attempt.id), now=now)
    except Exception as fault:  # noqa: BLE001 - the queue must live on, and the messages must not be sent again
        log.error("attempt %s: our client failed with %s", claim.attempt.id, type(fault).__name__)
        return Outcome(Verdict.UNCERTAIN, reason=f"Our own client failed: {type(fault).__name__}.")


def tally(run: Run, claim: Claim, outcome: Outcome) -> None:
    if outcome.verdict == Verdict.ACCEPTED:
        run.accepted += len(claim.recipients)
    elif outcome.verdict == Verdict.UNCERTAIN:
        run.uncertain += len(claim.recipients)
    elif outcome.verdict == Verdict.REJECTED:
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


def brake(now: datetime) -> None:
    """A run far beyond the ordinary waits for a person's yes. The inbox needs no brake: nobody is mailed."""
    installation, limit = Installation.current(), ClinicProfile.current().brake
    released = installation.released_until and now < installation.released_until
    if not installation.live_mark or installation.braked_at or released:
        return
    due = Message.objects.due(now).count() + Enrolment.objects.due(now).count()
    if due > limit:
        installation.pull_brake(now, f"{due} emails are due at once, and the brake is set to {limit}.")
        log.warning("brake: %d due, limit %d", due, limit)
