"""The tasks that workers take: "send what is due", in two classes. They carry nothing: whom to write to stands in our own tables.

A lost task is handed out again by the next tick, and a repeated one finds nothing to claim. So none is tried again for its own sake.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from math import ceil
from typing import Any

from django.db import DatabaseError, close_old_connections, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.job_context import JobContext

from campaigns.live.here_too import why_silent_here
from campaigns.sending.by_workers import due_now, send_planned
from campaigns.sending.leases import bury
from campaigns.sending.run import Run
from campaigns.sending.workers import worker_name
from scheduler.cluster.draining import ENDING
from scheduler.faults import where
from scheduler.paced import send_paced

log = logging.getLogger("aftervisit.worker")
QUEUE = "sending"
SLOTS = 8  # of each class may wait at a time: as many workers find something to do, and idle ticks pile up nothing
SILENT = 60.0  # seconds until a worker that may not send takes another task
AGAIN = 2.0  # seconds until a database that was away is asked again
A_SLOT = 500  # messages due for each further slot


@app.task(name="to_one_patient", queue=QUEUE, priority=10)
def to_one_patient() -> None:
    """Lessons, confirmations, what somebody asked for: until none is due."""
    safely(lambda: take_turn(news=False))


@app.task(name="to_many_readers", queue=QUEUE, priority=0, pass_context=True)
def to_many_readers(context: JobContext) -> None:
    """One batch of a newsletter, then its slot goes to the end of the queue: nothing else waits for longer than that."""
    safely(lambda: one_batch_and_again(str(context.job.queueing_lock)))


def one_batch_and_again(slot: str) -> None:
    if take_turn(news=True, most=1).attempts and not ENDING.is_set():
        defer(to_many_readers, slot)


def take_turn(*, news: bool, most: int | None = None) -> Run:
    run = send_paced(
        timezone.now, worker_name(), send=send_planned, wait=ENDING.wait, go_on=lambda: not ENDING.is_set(),
        news=news, most=most,
    )  # fmt: skip
    if (
        run.why and why_silent_here()
    ):  # it went live elsewhere meanwhile: this worker mustn't take the others' tasks one by one
        log.error("this machine has no live mark: run go_live --also-here, or end this worker")
        ENDING.wait(SILENT)
    if run.attempts:
        log.info("accepted %d, uncertain %d, rejected %d", run.accepted, run.uncertain, run.rejected)
    return run


def safely(step: Callable[[], object]) -> None:
    """A fault ends this turn and no worker: the next tick hands out what it left."""
    try:
        step()
    except Exception as fault:  # noqa: BLE001 - by its kind only, and not into the engine's log or tables
        log.error("this turn failed with %s at %s; a later one goes on", type(fault).__name__, where(fault))
        bury_ones_own()


def bury_ones_own() -> None:
    """What this turn claimed and couldn't settle, as soon as the database is back: nobody else may while this process lives."""
    while not ENDING.wait(AGAIN):
        close_old_connections()
        with suppress(DatabaseError):
            bury(worker_name(), timezone.now())
            return


def hand_out(now: datetime) -> int:
    """Let the workers know what is due: for every A_SLOT messages of a class one task. How many were new."""
    waiting = set(ProcrastinateJob.objects.filter(status="todo").values_list("queueing_lock", flat=True))
    return sum(defer(task, slot) for task, slot in slots(now) if slot not in waiting)


def slots(now: datetime) -> Iterator[tuple[Any, str]]:
    for task, news in ((to_one_patient, False), (to_many_readers, True)):
        for number in range(ceil(due_now(now, news=news, most=SLOTS * A_SLOT) / A_SLOT)):
            yield task, f"{task.name}-{number}"


def defer(task: Any, slot: str) -> bool:
    """False when the slot's last task still waits. Without procrastinate's `lock`: with it the next one would wait for a dead worker's."""
    try:
        with transaction.atomic():  # a task that waits already is an error to the database: only this step is undone
            task.configure(queueing_lock=slot).defer()
    except AlreadyEnqueued:
        return False
    return True
