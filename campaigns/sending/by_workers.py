"""Sending shared among several processes: the clock plans, the workers claim, hand over and settle.

What a run does once (the dead, the unproven, the brake, planning, a newsletter's end) is the clock's. Workers do what may be done by many at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from campaigns.models import Message
from campaigns.newsletters.finishing import finish
from campaigns.newsletters.planning import plan_newsletters
from campaigns.sending import run as sending
from campaigns.sending.brake import DRIFT
from campaigns.sending.leases import bury
from campaigns.sending.planning import plan_due
from campaigns.sending.run import Clock, Run
from campaigns.sending.way import RESTORED, way_now
from clinic.models import Installation

HandOut = Callable[[datetime], object]


def plan_ahead(
    clock: Clock,
    worker: str,
    hand_out: HandOut,
    *,
    go_on: Callable[[], bool] = lambda: True,
    progress: Callable[[Run], None] = lambda run: None,
    drift: timedelta = timedelta(),
) -> Run:
    """The clock's share: all that is due becomes messages, and `hand_out` tells the workers, in the transaction that made them."""
    run = sending.begin(clock(), worker, drift)
    if run.why:
        return run
    while go_on():
        now = clock()
        practising = way_now(now).practising
        with transaction.atomic():
            planned = plan_due(now, practising=practising)
            news = plan_newsletters(now, practising=practising)
            if planned.messages or news:
                hand_out(now)
        run.planned += planned.messages
        progress(run)
        if not planned.looked_at and not news:
            break
    way = way_now(clock())
    run.why = way.why
    if way.transport:
        hand_out(clock())  # what was planned before for this moment, and whatever a worker left lying
    finish(clock())
    return run


def send_planned(
    clock: Clock,
    worker: str,
    *,
    news: bool,
    most: int | None = None,
    go_on: Callable[[], bool] = lambda: True,
    progress: Callable[[Run], None] = lambda run: None,
) -> Run:
    """A worker's share: what is planned and due, one batch after another, at most `most` of them. `news`: newsletters too."""
    run = Run(uncertain=bury(worker, clock()))
    if Installation.current().unknown_since:
        run.why = RESTORED
        return run
    if run_away(clock()):
        run.why = "This machine's time isn't the one of the machine that plans: set its clock."
        return run
    while go_on() and (most is None or run.attempts < most):
        looked = sending.claim_surely(clock, worker, news=news)
        if looked.claim:
            sending.hand_over(looked.claim, clock, run)
            progress(run)
        elif not looked.again:
            run.why, run.again_at = looked.why, looked.again_at
            break
    return run


def run_away(now: datetime) -> bool:
    """A worker whose clock is ahead would send tomorrow's lessons today. It is measured by the heartbeat of the clock that plans."""
    ticked = Installation.current().ticked_at
    return ticked is None or abs(now - ticked) > DRIFT


def due_now(now: datetime, *, news: bool, most: int) -> int:
    """How many messages of newsletters, or of all else, wait to be claimed; counted up to `most`."""
    due = Message.objects.due(now)
    chosen = due.filter(kind=Message.Kind.NEWS) if news else due.exclude(kind=Message.Kind.NEWS)
    return chosen[:most].count()
