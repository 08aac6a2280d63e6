"""A folder as an author keeps it: a series of three lessons, one of them in Spanish too, a newsletter, nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

SERIES = """title = "First steps"
summary = "Three lessons."
language = "en"
private_words = ["fibro"]

[[steps]]
lesson = "01-what-it-is"
day = 1

[[steps]]
lesson = "02-a-pain-system-turned-up"
day = 4

[[steps]]
lesson = "03-nerves-family-infection"
day = 8
"""
LETTER = """+++
title = "A new door"
subject = "We have moved"
preheader = "The entrance is on Main Street now"
+++
Come in by the **new door**.
"""
LESSONS = ("01-what-it-is", "02-a-pain-system-turned-up", "03-nerves-family-infection")


def write_series(path: Path) -> Path:
    path.mkdir(parents=True)
    (path / "series.toml").write_text(SERIES)
    for lesson in LESSONS:
        shutil.copy(Path(settings.LIBRARY) / "fibromyalgia" / f"{lesson}.md", path)
    shutil.copytree(Path(settings.LIBRARY) / "fibromyalgia" / "media", path / "media")
    return path


def write_folder(folder: Path) -> Path:
    series = write_series(folder / "first-steps")
    (series / "es").mkdir()
    shutil.copy(series / "01-what-it-is.md", series / "es")
    (folder / "newsletters").mkdir()
    (folder / "newsletters" / "new-door.md").write_text(LETTER)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
