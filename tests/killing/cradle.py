"""A warm parent: Django is set up once, then every child is a fork of it. So a kill costs a tenth of a second and not two.

It reads a Job a line, answers with lines of its own, and when its harness is gone it ends whatever is left and removes it.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import selectors
import shutil
import signal
import sys
from datetime import datetime
from pathlib import Path

from tests.killing.jobs import Job


def main(folder: Path) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the harness decides when it ends
    warm_up()
    tell({"ready": os.getpid()})
    Cradle(folder).rock()


def warm_up() -> None:
    import django

    django.setup()
    from django.conf import settings

    import config.urls  # what every child that asks for an address would read anew
    import config.wsgi  # noqa: F401
    import scheduler.management.commands.send_due
    import scheduler.management.commands.timer  # noqa: F401
    import tests.killing.doomed  # noqa: F401

    if settings.WORKERS:
        import scheduler.cluster.caring
        import scheduler.cluster.worker  # noqa: F401
        import scheduler.management.commands.worker  # noqa: F401


FAREWELL = b"farewell"


class Cradle:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.children: dict[int, int] = {}  # process id → job
        self.told = b""
        self.watched = selectors.DefaultSelector()
        self.watched.register(0, selectors.EVENT_READ)

    def rock(self) -> None:
        while True:
            for key, _ in self.watched.select():
                if key.fd != 0:
                    self.bury(key.fd, key.data)
                elif not self.listen():
                    return self.clear_up()

    def listen(self) -> bool:
        more = os.read(0, 65_536)
        *lines, self.told = (self.told + more).split(b"\n")
        for line in lines:
            if line == FAREWELL:
                self.end_children()
                os._exit(0)
            self.bear(Job.read(line.decode()))
        return bool(more)

    def bear(self, job: Job) -> None:
        if job.deed == "furnish":
            furnish_here(job)
        else:
            self.fork(job)

    def fork(self, job: Job) -> None:
        process = os.fork()
        if process == 0:
            from tests.killing.doomed import live

            die_with_parent()
            self.watched.close()
            live(job)
        self.children[process] = job.number
        self.watched.register(os.pidfd_open(process), selectors.EVENT_READ, process)
        tell({"started": job.number, "process": process})

    def bury(self, handle: int, process: int) -> None:
        self.watched.unregister(handle)
        os.close(handle)
        _, status = os.waitpid(process, 0)
        tell({"ended": self.children.pop(process), "code": os.waitstatus_to_exitcode(status)})

    def clear_up(self) -> None:
        """The harness is gone without a word: its folder and its PostgreSQL would stay for ever."""
        self.end_children()
        for left in self.folder.rglob("postmaster.pid"):
            with contextlib.suppress(OSError, ValueError):
                os.kill(int(left.read_text().split()[0]), signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def end_children(self) -> None:
        for process in self.children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)


def furnish_here(job: Job) -> None:
    """The one deed of the cradle's own: what it imports, reads and compiles, no child has to again. No connection stays open."""
    import time_machine
    from django.db import connections

    from tests.killing import deeds
    from tests.killing.doomed import move_in

    move_in(job)
    with time_machine.travel(datetime.fromisoformat(job.now), tick=True):
        answer = deeds.furnish(job, **job.given)
    connections.close_all()
    gc.freeze()  # nothing of it is touched by a child's collector, so the pages stay shared
    (Path(job.folder) / "out").write_text(json.dumps(answer))
    tell({"started": job.number, "process": os.getpid()})
    tell({"ended": job.number, "code": 0})


def die_with_parent() -> None:
    """No child outlives the cradle, whatever ends it (prctl(2), PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def tell(what: dict[str, int]) -> None:
    with contextlib.suppress(BrokenPipeError):
        os.write(1, json.dumps(what).encode() + b"\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
