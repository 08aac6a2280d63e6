"""A child's life: it takes a home, a moment and its doom, then does what a real process of the product does."""

from __future__ import annotations

import faulthandler
import json
import os
import sys
import traceback
from datetime import datetime
from pathlib import Path

import time_machine

from tests.killing import deeds
from tests.killing.jobs import Job
from tests.killing.mutations import mutate
from tests.killing.points import await_doom, jump_by, replaced


def live(job: Job) -> None:
    """Never returns."""
    code = 1
    try:
        speak_into(Path(job.folder))
        move_in(job)
        traveller = time_machine.travel(datetime.fromisoformat(job.now), tick=True)
        jump_by.append(traveller.start().shift)
        change_the_world(job)
        code = act(job)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def speak_into(folder: Path) -> None:
    """Its output goes to files of its own, its input is empty."""
    for number, name, flags in ((0, os.devnull, os.O_RDONLY), (1, "out", os.O_WRONLY), (2, "err", os.O_WRONLY)):
        handle = os.open(folder / name, flags | os.O_CREAT, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    faulthandler.enable()


def move_in(job: Job) -> None:
    """The settings of a process that was started with this home and this database."""
    from django.conf import settings
    from django.db import connections

    settings.HOME = Path(job.home)
    connections.settings["default"]["NAME"] = job.database
    if job.through:
        connections.settings["default"] |= {"HOST": "127.0.0.1", "PORT": str(job.through)}
    settings.WORKERS = job.workers
    for name, value in job.settings.items():
        setattr(settings, name, value)


def change_the_world(job: Job) -> None:
    """All that is changed from outside: the product's code knows nothing of it."""
    from campaigns.sending.transports import made_sendgrid
    from mailer.transports.sendgrid import SendGridTransport

    SendGridTransport.__init__.__kwdefaults__.update(batch_size=job.batch_size, read_seconds=job.read_seconds)
    made_sendgrid.cache_clear()  # the cradle made one when it looked whether its settings can work
    if job.workers:
        from scheduler.cluster import tasks

        tasks.A_SLOT = 1  # so that a handful of messages keeps every worker busy
    if job.most_pages:
        fill_the_disk(job.most_pages)
    if job.lockless:
        two_locks()
    if job.elsewhere:
        replaced("campaigns.sending.workers.namespace", lambda real: lambda: "another-machine:1")
    if job.mutation:
        mutate(job.mutation)
    if job.doom:
        await_doom(job.doom, Path(job.folder))


def fill_the_disk(most_pages: int) -> None:
    """The file may grow to so many pages, then SQLite answers SQLITE_FULL, as it does for a full disk."""
    from django.db.backends.signals import connection_created

    def limit(connection, **_: object) -> None:
        connection.connection.execute(f"PRAGMA max_page_count={most_pages}")

    connection_created.connect(limit, weak=False)


def two_locks() -> None:
    """As if the lock had failed: each process holds one of its own."""
    from contextlib import nullcontext

    for command in ("scheduler.management.commands.send_due", "scheduler.timer"):
        replaced(f"{command}.the_only_clock", lambda real: lambda: nullcontext(lambda: True))


def act(job: Job) -> int:
    """As manage.py would, exit status included."""
    if job.deed:
        print(json.dumps(getattr(deeds, job.deed)(job, **job.given)))
        return 0
    from django.core.management import CommandError, call_command

    try:
        call_command(*job.words)
    except CommandError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0
