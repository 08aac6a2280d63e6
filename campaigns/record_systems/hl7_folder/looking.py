"""What lies in the folder: which files are ready to be read, which are still being written, and what is never read."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

REFUSED: Final = "refused"
QUIET: Final = 10  # seconds without a change before a file counts as written
TEMPORARY: Final = (".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".swp", "~")


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which file this is, and in which state: another one under its name has another stamp."""

    device: int
    inode: int
    size: int
    changed: int  # nanoseconds, of the content
    touched: int  # nanoseconds, of anything about it: no program can set this one back


@dataclass(frozen=True, slots=True)
class Ready:
    path: Path
    stamp: Stamp


@dataclass
class Lying:
    """`ready`: the oldest first, then by name. `unread`: links, folders and other things that are no file."""

    ready: list[Ready] = field(default_factory=list)
    fresh: dict[str, Stamp] = field(default_factory=dict)  # those that may still be written
    unread: int = 0


def look_into(folder: Path, now: datetime, before: Mapping[str, Stamp]) -> Lying:
    """`before`: what was fresh at an earlier look, for files whose clock runs ahead of ours. Raises OSError for the folder itself."""
    found = Lying()
    with os.scandir(folder) as entries:
        names = [entry.name for entry in entries]
    for name in names:
        if name == REFUSED or is_temporary(name):
            continue
        path = folder / name
        try:
            status = path.lstat()
        except OSError:  # gone meanwhile
            continue
        if not stat.S_ISREG(status.st_mode):
            found.unread += 1
            continue
        stamp = stamp_of(status)
        if is_quiet(stamp, now) or before.get(name) == stamp:
            found.ready.append(Ready(path, stamp))
        else:
            found.fresh[name] = stamp
    found.ready.sort(key=lambda one: (one.stamp.changed, one.path.name))
    return found


def is_temporary(name: str) -> bool:
    """Names under which programs write before they give a file its own."""
    return name.startswith((".", "~")) or name.lower().endswith(TEMPORARY)


def is_quiet(stamp: Stamp, now: datetime) -> bool:
    return now.timestamp() - max(stamp.changed, stamp.touched) / 1e9 >= QUIET


def stamp_of(status: os.stat_result) -> Stamp:
    return Stamp(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
