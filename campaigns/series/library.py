"""Series folders to rows and back. Rows are the truth; folders are how text travels."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from campaigns.models import Series
from campaigns.series.rules import SeriesRules
from campaigns.series.start_codes import set_codes
from campaigns.steps import conditions
from campaigns.steps.changing import Slot, change_steps, was_used
from clinic.models import Picture
from clinic.pictures import CleanPicture
from clinic.refusal import Refusal
from content import drafts
from content.lesson_text import LessonText
from content.models import Lesson
from content.series_folder import SERIES_FILE, SeriesFault, SeriesFolder, read_series_folder, write_series_folder
from content.toml_section import LessonFault


@dataclass(frozen=True)
class Loaded:
    """`changed` counts new or changed lesson texts, whatever their language."""

    slug: str
    lessons: int
    changed: int


def load(path: Path, now: datetime, by: str) -> list[Loaded]:
    """Load one series folder, or every one inside `path`. All or nothing; a second time changes nothing. Raises Refusal."""
    if not path.is_dir():
        raise Refusal(f"{path} isn't a folder: name a series folder, or a folder of them.")
    folders = [path] if (path / SERIES_FILE).exists() else sorted(file.parent for file in path.glob(f"*/{SERIES_FILE}"))
    if not folders:
        raise Refusal(f"No {SERIES_FILE} is in {path}: a series folder has one beside its lessons.")
    with transaction.atomic():
        return [load_series(read(folder), now, by) for folder in folders]


def read(folder: Path) -> SeriesFolder:
    try:
        return read_series_folder(folder)
    except (SeriesFault, LessonFault) as fault:
        raise Refusal(f"{folder.name}: {fault}. Nothing was loaded.") from None


def load_series(folder: SeriesFolder, now: datetime, by: str) -> Loaded:
    take_in_pictures(folder, now, by)
    fingerprint = hashlib.sha256(folder.source.encode()).hexdigest()
    series, told_before = row_of(folder, fingerprint, now)
    lessons = {
        step.lesson: Lesson.objects.update_or_create(
            collection=folder.slug, slug=step.lesson, defaults={"language": folder.language}
        )[0]
        for step in folder.steps
    }
    try:
        changed = sum(
            take_in_text(lessons[slug], language, text.source, now, by)
            for language, texts in folder.lessons.items()
            for slug, text in texts.items()
        )
    except LessonFault as fault:
        raise Refusal(f"{folder.slug}: {fault}. Nothing was loaded.") from None
    if changed or not series.coverage:
        series.coverage = folder.coverage
        series.save(update_fields=["coverage"])
    if not told_before:
        lay_out(series, [(lessons[step.lesson], step.day) for step in folder.steps], now)
        take_in_starts(series, folder.starts)
        take_in_conditions(series, folder)
    return Loaded(folder.slug, len(folder.steps), changed)


def row_of(folder: SeriesFolder, fingerprint: str, now: datetime) -> tuple[Series, bool]:
    """The series' row, and whether this very series.toml was loaded before: then what the desk has changed since stays. Raises Refusal."""
    known = Series.objects.filter(slug=folder.slug).first()
    if known and known.loaded == fingerprint:
        return known, True
    told = {
        "title": folder.title, "summary": folder.summary, "language": folder.language, "loaded": fingerprint,
        "private_words": list(folder.private_words), "source": folder.source, **meaning_of(folder),
    }  # fmt: skip
    if known:
        if known.sponsor != told["sponsor"]:
            known.authorization = None
        for name, value in told.items():
            setattr(known, name, value)
        known.save()
        return known, False
    state = Series.State.DRAFT if told["sponsor"] else Series.State.ACTIVE
    return Series.objects.create(slug=folder.slug, state=state, created_at=now, **told), False


def take_in_conditions(series: Series, folder: SeriesFolder) -> None:
    wanted = {step.lesson: step.conditions for step in folder.steps}
    for step in series.way():
        if step.conditions != wanted[step.lesson.slug]:
            series.steps.filter(pk=step.pk).update(conditions=wanted[step.lesson.slug])


def take_in_text(lesson: Lesson, language: str, source: str, now: datetime, by: str) -> bool:
    """Whether it is new. A text loaded before stays where it is among the revisions: what was written on the desk since stays the newest."""
    if lesson.revisions.filter(language=language, source=source).exists():
        return False
    return drafts.revise(lesson, language, source, now=now, by=by)[1]


def take_in_pictures(folder: SeriesFolder, now: datetime, by: str) -> None:
    figures = {
        figure.name: figure for texts in folder.lessons.values() for text in texts.values() for figure in text.figures
    }
    for name, picture in folder.media.items():
        Picture.objects.take_in(name, picture, alt=figures[name].alt[:300], now=now, by=by)


def pictures_of(lessons: dict[str, dict[str, LessonText]]) -> dict[str, CleanPicture]:
    """Those that the lessons show, as they go into the folder's media/."""
    names = {figure.name for texts in lessons.values() for text in texts.values() for figure in text.figures}
    rows = Picture.objects.filter(name__in=names).order_by("name") if names else Picture.objects.none()
    return {row.name: row.clean_picture for row in rows}


def meaning_of(folder: SeriesFolder) -> dict[str, Any]:
    """The rules as rows keep them. Raises Refusal that names the folder."""
    rules = dict(folder.rules)
    try:
        sponsor = str(rules.pop("sponsor", ""))
        for step in folder.steps:
            conditions.read(step.conditions)
        return {"own_rules": SeriesRules.read(rules).as_json(), "sponsor": sponsor[:200]}
    except Refusal as refusal:
        raise Refusal(f"{folder.slug}/{SERIES_FILE}: {refusal} Nothing was loaded.") from None


def take_in_starts(series: Series, starts: tuple[tuple[str, str], ...]) -> None:
    """Exactly these codes. Raises Refusal."""
    try:
        set_codes(series, starts)
    except Refusal as refusal:
        raise Refusal(f"{series.slug}/{SERIES_FILE}: {refusal} Nothing was loaded.") from None


def lay_out(series: Series, way: list[tuple[Lesson, int]], now: datetime) -> None:
    """Give the series these lessons on these days; those on their way keep what they had. Raises Refusal."""
    kept = {lesson.pk for lesson, _ in way}
    for step in series.way():
        if step.lesson_id not in kept and was_used(step):
            raise Refusal(f"Lesson {step.lesson.slug} has been sent, so it can't be taken out of {series.slug}.")
    if [(step.lesson_id, step.day) for step in series.way()] != [(lesson.pk, day) for lesson, day in way]:
        change_steps(series, [Slot(lesson, day) for lesson, day in way], now)


def export(series: Series, path: Path) -> int:
    """Write the newest text of every lesson as a series folder, byte for byte as it was loaded. The number of lessons. Raises Refusal."""
    steps = list(series.way())
    languages = {language for step in steps for language in step.lesson.revisions.values_list("language", flat=True)}
    lessons: dict[str, dict[str, LessonText]] = {
        language: {} for language in [series.language, *sorted(languages - {series.language})]
    }
    for language, texts in lessons.items():
        for step in steps:
            if newest := step.lesson.latest(language):
                texts[step.lesson.slug] = newest.text
    folder = SeriesFolder(
        slug=series.slug, title=series.title, summary=series.summary, language=series.language,
        private_words=tuple(series.private_words), steps=(), lessons=lessons, source=series.source,
        media=pictures_of(lessons), coverage=series.coverage,
    )  # fmt: skip
    try:
        write_series_folder(folder, path)
    except SeriesFault as fault:
        raise Refusal(f"{fault}.") from None
    except OSError as fault:
        raise Refusal(f"{path} can't be written: {fault.strerror}.") from None
    return len(steps)
