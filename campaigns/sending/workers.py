"""What a worker calls itself, and whether the one that holds an attempt is gone for good."""

from __future__ import annotations

import os
import socket
from enum import Enum
from functools import cache
from pathlib import Path


class Life(Enum):
    ALIVE = "alive"
    GONE = "gone"
    UNKNOWN = "unknown"  # on another machine: only its lease can tell


@cache
def namespace() -> str:
    """This machine since its start, or this container on it: process ids mean something only here.

    Machines made from one image may share a name, and they all count their first namespace alike: the start's own id tells them apart
    (random(4)). What a machine left open before it was started again waits for its lease, as another machine's does.
    """
    try:
        start = Path("/proc/sys/kernel/random/boot_id").read_text().strip().replace("-", "")[:16]
        return f"{socket.gethostname()}:{start}:{Path('/proc/self/ns/pid').stat().st_ino}"
    except OSError:  # no Linux
        return socket.gethostname()


def worker_name() -> str:
    """Of this process and no other, ever: a process id may be given out again, but not with the same start."""
    return f"{namespace()}:{os.getpid()}:{started(os.getpid())}"[:120]


def life_of(worker: str, me: str) -> Life:
    """`me` asks before its own first claim of a run: what stands under its name is left from a run that broke off."""
    if worker == me:
        return Life.GONE
    place, _, process = worker.rpartition(":")
    place, _, number = place.rpartition(":")
    if place != namespace() or not number.isdigit():
        return Life.UNKNOWN
    return Life.ALIVE if started(int(number)) == process else Life.GONE


def started(process: int) -> str:
    """When it started, in clock ticks since boot (proc(5), field 22 of stat); "" when there is no such process."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return started_elsewhere(process)


def started_elsewhere(process: int) -> str:
    """Without /proc: a process that answers is taken to be the same one."""
    if Path("/proc/self/stat").exists():
        return ""
    try:
        os.kill(process, 0)
    except OSError:
        return ""
    return "running"
