"""A series as a folder: `series.toml`, lessons `NN-slug.md` beside it, other languages in folders such as `es/`, pictures in `media/`.

Library folders are how text travels; rows are the truth. Reading and writing back gives byte-equal files.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from clinic.pictures import CleanPicture
from clinic.refusal import Refusal
from content.lesson_text import LessonText, parse_lesson
from content.media_folder import read_media, write_media
from content.toml_section import LessonFault, Section

SERIES_FILE = "series.toml"
COVERAGE_FILE = "coverage.md"
LAST_DAY = 3_650  # ten years after the visit: a longer series is a slip of the finger
RULES = "window weekdays closed days_between ends_after ends_with confirm_address sponsor"
CONDITIONS = "languages answered asked_for_help before_procedure"
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LESSON = re.compile(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def is_language(name: str) -> bool:
    """Whether a folder of this name holds a translation: es, pt-BR."""
    return bool(_LANGUAGE.fullmatch(name))


class SeriesFault(ValueError):
    """A folder that can't be read or written as a series: one sentence that names the file and the cure."""


@dataclass(frozen=True)
class Step:
    """A lesson and the day it is due, counted from the visit or the enrolment. `conditions`: for whom it is meant, as written."""

    lesson: str
    day: int
    conditions: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SeriesFolder:
    """What a folder holds. `lessons` is by language, then by slug (`01-what-it-is`); `source` is series.toml, `coverage` coverage.md as read."""

    slug: str
    title: str
    summary: str
    language: str
    private_words: tuple[str, ...]
    steps: tuple[Step, ...]
    lessons: dict[str, dict[str, LessonText]]
    source: str
    media: dict[str, CleanPicture] = field(default_factory=dict)
    coverage: str = ""
    rules: dict[str, Any] = field(default_factory=dict)  # as written; campaigns/series/rules.py knows what they mean
    starts: tuple[tuple[str, str], ...] = ()  # visit codes: system and code


def read_series_folder(path: Path) -> SeriesFolder:
    """The series whose slug is the folder's name. Raises SeriesFault."""
    path = path.absolute()
    outline = read_outline(path)
    try:
        own = _lessons(path, "", outline.steps)
        lessons = {outline.language: own, **dict(_translations(path, outline.language, outline.steps))}
        media = read_media(path, [text for texts in lessons.values() for text in texts.values()])
    except (LessonFault, Refusal) as fault:
        raise SeriesFault(str(fault).rstrip(".")) from fault
    coverage = path / COVERAGE_FILE
    told = _source(coverage) if coverage.exists() or coverage.is_symlink() else ""
    return replace(outline, lessons=lessons, media=media, coverage=told)


def read_outline(path: Path) -> SeriesFolder:
    """What series.toml says, without the lessons. Raises SeriesFault."""
    if not _SLUG.fullmatch(path.name):
        raise SeriesFault(f"{path.name}: a series folder is named in small letters, digits and hyphens")
    source = _source(path / SERIES_FILE)
    try:
        top = Section.read(source.removeprefix("\ufeff").replace("\r\n", "\n"), SERIES_FILE)
        top.only("title summary language private_words rules starts steps")
        return SeriesFolder(
            slug=path.name,
            title=top.line("title"),
            summary=top.line("summary"),
            language=_language(top),
            private_words=top.lines("private_words", 0, None),
            steps=_steps(top),
            lessons={},
            source=source,
            rules=dict(top.part("rules").only(RULES).values),
            starts=tuple(_start(section) for section in top.sections("starts")),
        )
    except LessonFault as fault:
        raise SeriesFault(str(fault)) from fault


def read_lesson(path: Path, outline: SeriesFolder, slug: str, language: str) -> LessonText:
    """One lesson of the folder. Raises LessonFault, SeriesFault."""
    prefix = "" if language == outline.language else f"{language}/"
    return parse_lesson(_source(path / f"{prefix}{slug}.md"), f"{prefix}{slug}.md")


def languages_of(path: Path, outline: SeriesFolder, slug: str) -> tuple[str, ...]:
    """The languages a lesson has a file in, the series' own first."""
    others = (file.parent.name for file in path.glob(f"*/{slug}.md") if is_language(file.parent.name))
    return outline.language, *sorted(set(others) - {outline.language})


def write_series_folder(series: SeriesFolder, path: Path) -> None:
    """Write the files of a series into `path`, which must be empty or not there yet. Raises SeriesFault, OSError."""
    if path.is_symlink() or (path.exists() and (not path.is_dir() or any(path.iterdir()))):
        raise SeriesFault(f"{path} is there already: name an empty folder, so that nothing is overwritten")
    path.mkdir(parents=True, exist_ok=True)
    (path / SERIES_FILE).write_bytes(series.source.encode())
    if series.coverage:
        (path / COVERAGE_FILE).write_bytes(series.coverage.encode())
    for language, lessons in series.lessons.items():
        folder = path if language == series.language else path / language
        folder.mkdir(exist_ok=True)
        for slug, lesson in lessons.items():
            (folder / f"{slug}.md").write_bytes(lesson.source.encode())
    write_media(path, {name: picture.content for name, picture in series.media.items()})


def _language(top: Section) -> str:
    language = top.line("language")
    if not _LANGUAGE.fullmatch(language):
        raise top.fault(f'language is a tag such as "en" or "es", not "{language}"', "language")
    return language


def _start(section: Section) -> tuple[str, str]:
    section.only("system code")
    return section.line("system"), section.line("code")


def _steps(top: Section) -> tuple[Step, ...]:
    sections = [section.only(f"lesson day {CONDITIONS}") for section in top.sections("steps")]
    steps = tuple(
        Step(
            section.line("lesson"),
            section.whole("day", int),
            {name: value for name, value in section.values.items() if name in CONDITIONS.split()},
        )
        for section in sections
    )
    if not steps:
        raise top.fault("a series needs at least one [[steps]] with lesson and day")
    for section, step in zip(sections, steps, strict=True):
        if not _LESSON.fullmatch(step.lesson):
            raise section.fault(f'lesson "{step.lesson}" is not named like 01-what-it-is', "lesson")
    if len({step.lesson for step in steps}) < len(steps):
        raise top.fault("a lesson stands in two [[steps]]", "steps")
    for section, (before, after) in zip(sections[1:], pairwise(steps), strict=True):
        if after.day <= before.day:
            raise section.fault(f"day {after.day} must be later than day {before.day} of the step before", "day")
    if steps[-1].day > LAST_DAY:
        raise sections[-1].fault(f"the last day is {LAST_DAY} at most", "day")
    if steps[0].day < 0:
        raise sections[0].fault("the first day is 0 or later", "day")
    return steps


def _translations(path: Path, language: str, steps: tuple[Step, ...]) -> Iterator[tuple[str, dict[str, LessonText]]]:
    for folder in sorted(path.iterdir()):
        if _LANGUAGE.fullmatch(folder.name) and (folder.is_dir() or folder.is_symlink()):
            _refuse_symlink(folder)
            if folder.name == language:
                raise SeriesFault(f"{folder.name}/: the lessons in {language} belong beside {SERIES_FILE}")
            yield folder.name, _lessons(path, f"{folder.name}/", steps)


def _lessons(path: Path, prefix: str, steps: tuple[Step, ...]) -> dict[str, LessonText]:
    """By slug, in the order of the steps. A translation may lack some, the series' own language may not."""
    listed = [step.lesson for step in steps]
    found = {file.stem for file in (path / prefix).glob("[0-9]*.md")}
    if strays := sorted(found - set(listed)):
        raise SeriesFault(f"{prefix}{strays[0]}.md: no [[steps]] of {SERIES_FILE} names this lesson")
    if missing := [slug for slug in listed if slug not in found and not prefix]:
        raise SeriesFault(f"{missing[0]}.md is missing, though a step of {SERIES_FILE} names it")
    texts = {slug: _source(path / f"{prefix}{slug}.md") for slug in listed if slug in found}
    return {slug: parse_lesson(text, f"{prefix}{slug}.md") for slug, text in texts.items()}


def _source(file: Path) -> str:
    _refuse_symlink(file)
    try:
        return file.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise SeriesFault(f"{file.name} is not UTF-8 text (byte {error.start})") from error
    except OSError as error:
        raise SeriesFault(f"{file.name} can't be read: {error.strerror}") from error


def _refuse_symlink(file: Path) -> None:
    if file.is_symlink():
        raise SeriesFault(f"{file.name} is a symbolic link: put the file itself into the folder")
