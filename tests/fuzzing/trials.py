"""One damaged file goes through the import: what may come out is a draft or a refusal that speaks to a person."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from content.importing import ArticleRefused, import_bytes
from tests.fuzzing.mutations import mutated

ARTICLES = Path(__file__).parents[1] / "fixtures" / "articles"
ENDINGS = (".txt", ".md", ".html", ".docx")


@dataclass(frozen=True)
class Trial:
    """`fault` is empty when all went as promised. `seconds` is what the import took."""

    name: str
    seed: int
    data: bytes
    fault: str
    seconds: float
    refused: bool


def articles() -> list[Path]:
    return sorted(path for path in ARTICLES.iterdir() if path.suffix in ENDINGS and path.name != "README.md")


def trials(first_seed: int) -> Iterator[Trial]:
    """Without end: each article in turn, each time with the next seed."""
    files = [(path.name, path.read_bytes()) for path in articles()]
    seed = first_seed
    while True:
        for name, data in files:
            yield tried(name, mutated(name, data, Random(seed)), seed)
            seed += 1


def tried(name: str, data: bytes, seed: int) -> Trial:
    began = time.perf_counter()
    fault, refused = "", False
    try:
        fault = faults_of(import_bytes(name, data).lessons)
    except ArticleRefused as refusal:
        refused = True
        fault = str(refusal) if "would have" in str(refusal) else ""  # lost or doubled words are our fault
    except Exception:
        fault = traceback.format_exc()
    return Trial(name, seed, data, fault, time.perf_counter() - began, refused)


def faults_of(lessons: list) -> str:
    """What a draft must never hold, however it came about."""
    return "; ".join(f"{lesson.title} has no words" for lesson in lessons if not lesson.body_markdown.strip())
