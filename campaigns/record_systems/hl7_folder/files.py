"""Reading, removing and setting aside one file of the folder, if it is still the one that was looked at."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from campaigns.record_systems.hl7_folder.looking import REFUSED, Ready, stamp_of
from patients.readers.hl7v2.files import MOST_BYTES

# A link put in the file's place isn't followed, and a pipe isn't waited for.
HOW: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Changed(Exception):
    """It is gone, or another one now: the next look meets it as it is then."""


class TooLarge(Exception):
    """Larger than any file of ours; nothing of it was read."""


def content_of(one: Ready) -> bytes:
    """Raises Changed, TooLarge, and OSError when it can't be read."""
    if one.stamp.size > MOST_BYTES:
        raise TooLarge
    try:
        handle = os.open(one.path, HOW)
    except FileNotFoundError:
        raise Changed from None
    with os.fdopen(handle, "rb") as file:
        content = file.read(MOST_BYTES + 1)
        if stamp_of(os.fstat(file.fileno())) != one.stamp:
            raise Changed
    return content


def remove(one: Ready) -> None:
    """Raises Changed, and OSError when it can't be removed."""
    make_sure_of(one)
    one.path.unlink()


def set_aside(one: Ready) -> None:
    """Into the folder of refused files, under a name that is free there. Raises Changed, and OSError."""
    make_sure_of(one)
    folder = one.path.parent / REFUSED
    folder.mkdir(mode=0o700, exist_ok=True)
    one.path.rename(free_name(folder, one.path))


def make_sure_of(one: Ready) -> None:
    try:
        if stamp_of(one.path.lstat()) != one.stamp:
            raise Changed
    except FileNotFoundError:
        raise Changed from None


def free_name(folder: Path, path: Path) -> Path:
    wanted, number = folder / path.name, 2
    while os.path.lexists(wanted):
        wanted, number = folder / f"{number}-{path.name}", number + 1
    return wanted


def lying_aside(folder: Path) -> int:
    """How many refused files wait for a person."""
    try:
        with os.scandir(folder / REFUSED) as entries:
            return sum(not entry.name.startswith(".") for entry in entries)
    except OSError:
        return 0
