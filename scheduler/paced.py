"""A run that keeps to the pace: where only the pace per second holds the next message back, the clock waits for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from campaigns.sending.run import Clock, Run, send_due

LONGEST_WAIT = timedelta(seconds=5)  # the pace is one of seconds; anything longer is for the next tick


def send_paced(
    clock: Clock, worker: str, *, wait: Callable[[float], Any], send: Callable[..., Run] | None = None, **how: Any
) -> Run:
    """`send` (`send_due`) again and again until it isn't the pace that stopped it. `wait` is given seconds; True ends the run. `how` is its keywords."""
    whole = Run()
    while True:
        run = (send or send_due)(clock, worker, **how)
        add(whole, run)
        if not held_by_pace(run, clock()) or wait(max(0.01, (run.again_at - clock()).total_seconds())):  # type: ignore[operator]
            return whole


def held_by_pace(run: Run, now: datetime) -> bool:
    return run.again_at is not None and run.again_at - now < LONGEST_WAIT


def add(whole: Run, run: Run) -> None:
    for name in ("planned", "attempts", "accepted", "uncertain", "rejected"):
        setattr(whole, name, getattr(whole, name) + getattr(run, name))
    whole.why, whole.again_at = run.why, run.again_at
