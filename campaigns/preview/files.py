"""Whether files have changed, without reading them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

LOOKED_AT = {".j2", ".mjml", ".md", ".toml", ".css", ".txt", ".png", ".jpg", ".jpeg"}
MOST = 5_000  # files, and folders; somebody's whole home by mistake isn't read every second


def stamp_of(*folders: Path | str) -> str:
    """Different after a file below `folders` was saved, added, renamed or removed."""
    digest = hashlib.sha256()
    for folder in map(Path, folders):
        for path in files_below(folder):
            try:
                found = path.stat()
            except OSError:  # gone between the list and the look
                continue
            digest.update(f"{path}\0{found.st_mtime_ns}\0{found.st_size}\n".encode())
    return digest.hexdigest()


def files_below(folder: Path) -> list[Path]:
    """The files that emails are made from, in order; none below a folder whose name starts with a dot."""
    found: list[Path] = []
    for looked_in, (parent, folders, names) in enumerate(os.walk(folder), 1):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "node_modules")
        found += [Path(parent, name) for name in sorted(names) if Path(name).suffix in LOOKED_AT]
        if len(found) > MOST or looked_in >= MOST:
            break
    return found[:MOST]
