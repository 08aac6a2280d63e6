"""A shipped translation teaches what its original teaches: same key, same pictures, same numbers, same sources, and it says it is a draft."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from content.lesson_text import LessonText
from content.series_folder import read_series_folder

SERIES = [read_series_folder(path.parent) for path in sorted(Path(settings.LIBRARY).glob("*/series.toml"))]
DRAFT = {"es": "# Borrador: falta la revisión de un traductor calificado y de un profesional clínico."}
MERGE_FIELD = re.compile(r"\{\w+\}")


def pairs() -> list:
    return [
        pytest.param(series, language, series.lessons[series.language][slug], text, id=f"{series.slug}-{language}-{slug}")
        for series in SERIES
        for language, lessons in series.lessons.items()
        if language != series.language
        for slug, text in lessons.items()
    ]  # fmt: skip


translated = pytest.mark.parametrize(("series", "language", "original", "text"), pairs())


def test_fibromyalgia_is_there_in_spanish_with_all_its_lessons():
    (series,) = [series for series in SERIES if series.slug == "fibromyalgia"]
    assert list(series.lessons["es"]) == list(series.lessons["en"]) and len(series.lessons["es"]) == 8


@translated
def test_it_says_in_its_own_language_that_it_is_a_draft(series, language, original, text):
    assert text.source.split("\n")[1] == DRAFT[language]


@translated
def test_the_answer_key_is_the_same(series, language, original, text):
    assert [answer.right for answer in text.question.answers] == [answer.right for answer in original.question.answers]


@translated
def test_it_has_as_many_points_steps_and_paragraphs(series, language, original, text):
    assert shape(text) == shape(original)


def shape(text: LessonText) -> tuple[int, ...]:
    blocks = [block for block in text.body.split("\n\n") if block.strip()]
    counted = (len(blocks), text.body.count("\n- "), text.body.count("## "), text.body.count("**"))
    return len(text.key_points), len(text.action.steps), len(text.sources), *counted


@translated
def test_it_shows_the_same_pictures_with_words_of_its_own(series, language, original, text):
    assert [figure.name for figure in text.figures] == [figure.name for figure in original.figures]
    for ours, theirs in zip(text.figures, original.figures, strict=True):
        assert ours.alt and ours.alt != theirs.alt and ours.caption != theirs.caption


@translated
def test_every_number_and_merge_field_stands_in_it(series, language, original, text):
    assert Counter(re.findall(r"\d+", taught(text))) == Counter(re.findall(r"\d+", taught(original)))
    assert Counter(MERGE_FIELD.findall(taught(text))) == Counter(MERGE_FIELD.findall(taught(original)))


def taught(text: LessonText) -> str:
    """All that is read, without the sources and without the pictures' file names."""
    front, _, body = text.source.removeprefix("+++\n").partition("\n+++\n")
    front = re.sub(r"^sources = \[.*?^\]$", "", front, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"\]\(media/\S+", "](", f"{front}\n{body}")


@translated
def test_it_cites_the_same_works(series, language, original, text):
    """Titles stay as they were published; our own remarks on them may be translated."""
    for ours, theirs in zip(text.sources, original.sources, strict=True):
        assert re.findall(r"\S*\d\S*", ours) == re.findall(r"\S*\d\S*", theirs)


@translated
def test_it_leaves_room_for_the_same_parts_of_the_clinics_own(series, language, original, text):
    assert re.findall(r"^:::.*$", text.body, re.MULTILINE) == re.findall(r"^:::.*$", original.body, re.MULTILINE)


@translated
def test_its_inbox_lines_keep_the_limits(series, language, original, text):
    assert len(text.subject.replace("{mail_name}", "")) <= 60 and 40 <= len(text.preheader) <= 90


def test_subjects_differ_within_a_language():
    for series in SERIES:
        for language, lessons in series.lessons.items():
            subjects = [text.subject for text in lessons.values()]
            assert len(set(subjects)) == len(subjects), f"{series.slug} ({language})"
