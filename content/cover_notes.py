"""The note above a lesson sent in English because we don't have it in the patient's language: cover_notes.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from content.words import direction

FILE = Path(__file__).with_suffix(".toml")
TRADITIONAL = frozenset({"TW", "HK", "MO"})  # where Chinese is written in the traditional script (CLDR likely subtags)
SAME_WORDS = {"fil": "tl"}  # Filipino is written as Tagalog is, and CLDR names Tagalog so


@dataclass(frozen=True)
class CoverNote:
    """`language` is the note's own tag, `name` what its speakers call it; `text` holds {phone} once."""

    language: str
    name: str
    text: str
    direction: Literal["ltr", "rtl"]
    news: str = ""  # the same above a newsletter, where it is written


def cover_note(language: str) -> CoverNote | None:
    """The note for a BCP 47 tag such as es-MX or zh-TW; None for English, and for a language without one."""
    notes = cover_notes()
    return next((notes[tag] for tag in _from_exact_to_base(language) if tag in notes), None)


@lru_cache(maxsize=1)
def cover_notes() -> dict[str, CoverNote]:
    """All notes, by their tag."""
    read = tomllib.loads(FILE.read_text("utf-8"))
    return {
        tag: CoverNote(tag, note["name"], note["text"], direction(tag), note.get("news", ""))
        for tag, note in read.items()
    }


def _from_exact_to_base(language: str) -> list[str]:
    """es-MX, es; for Chinese the script comes from the tag, else from the region."""
    base, *rest = language.replace("_", "-").split("-")
    base = SAME_WORDS.get(base.lower(), base.lower())
    scripts = [part.title() for part in rest if len(part) == 4]
    if base == "zh" and not scripts:
        scripts = ["Hant" if TRADITIONAL & {part.upper() for part in rest} else "Hans"]
    return [*(f"{base}-{script}" for script in scripts), base]
