"""A worker: one task at a time, until SIGTERM. It ends between two batches, and outlives a database that is away for a while."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import suppress

import psycopg
from django.utils import timezone
from procrastinate.app import App
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector
from psycopg_pool import PoolTimeout

from campaigns.sending.leases import bury
from campaigns.sending.workers import worker_name
from scheduler.cluster import tasks
from scheduler.cluster.draining import ENDING
from scheduler.direct import direct_connection

log = logging.getLogger("aftervisit.worker")
AWAY = (ConnectorException, PoolTimeout, psycopg.OperationalError)
PATIENCE = 10.0  # seconds to wait for a connection
POLL = 5.0  # seconds between two looks, should a notification get lost


def run_worker() -> None:
    """Until SIGTERM or SIGINT. A second signal changes nothing."""
    ENDING.clear()
    bury(worker_name(), timezone.now())  # what earlier workers of this machine left open
    asyncio.run(work())


async def work() -> None:
    loop, asked = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, drain, asked)
    while not ENDING.is_set():
        try:
            await until_asked(asked)
        except AWAY as problem:
            log.warning("the database is away (%s): asked again in %d seconds", type(problem).__name__, tasks.AGAIN)
        with suppress(TimeoutError):
            await asyncio.wait_for(asked.wait(), tasks.AGAIN)


def drain(asked: asyncio.Event) -> None:
    ENDING.set()
    asked.set()


async def until_asked(asked: asyncio.Event) -> None:
    """Take tasks until `asked`, or until the engine gives up by itself. What is under way is finished first."""
    with app.replace_connector(connector()) as ours:
        async with ours.open_async():
            working, ending = asyncio.create_task(taking(ours)), asyncio.create_task(asked.wait())
            await asyncio.wait((working, ending), return_when=asyncio.FIRST_COMPLETED)
            ending.cancel()
            if not working.done():
                working.cancel()  # asks it to end: the engine waits for the task at hand
            with suppress(asyncio.CancelledError):
                await working


async def taking(ours: App) -> None:
    await ours.run_worker_async(
        queues=[tasks.QUEUE], concurrency=1, install_signal_handlers=False, delete_jobs="successful",
        fetch_job_polling_interval=POLL,
    )  # fmt: skip


def connector() -> PsycopgConnector:
    """With connections of its own, past any pooler: LISTEN needs a session."""
    how = direct_connection().get_connection_params()
    for ours in ("cursor_factory", "context"):
        how.pop(ours, None)
    return PsycopgConnector(kwargs=how, min_size=1, max_size=4, timeout=PATIENCE)
