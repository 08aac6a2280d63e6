"""The figures agree with textstat 0.7.13 on the CMU dictionary, measured apart: neither is a part of the product."""

import tomllib
from pathlib import Path

import pytest

from content.importing import import_article
from content.lesson_text import parse_lesson
from content.plain_language.counts import counts_of
from content.plain_language.formulas import smog
from content.plain_language.measures import grade_of, measure, measure_all
from content.plain_language.reading import what_the_patient_reads

HERE = Path(__file__).parent
ARTICLE = HERE.parents[1] / "fixtures" / "articles" / "clinic-page.txt"
LIBRARY = HERE.parents[2] / "content" / "library" / "fibromyalgia"
MEASURED = tomllib.loads((HERE / "measured.toml").read_text("utf-8"))
NEAR = 0.5  # of a grade


@pytest.mark.parametrize("title", sorted(MEASURED["article"]), ids=lambda title: title.split(":")[0])
def test_the_sections_of_the_article_get_the_grades_that_were_measured(title: str) -> None:
    """The fixture is the page with its words shuffled: every word and stop is kept, so every figure is."""
    [section] = [s for s in import_article(ARTICLE).outline.sections if s.title == title]
    text = "\n".join(block.text for block in section.content).replace("**", "")
    grade, smog_grade = MEASURED["article"][title]
    assert grade_of(text) == pytest.approx(grade, abs=NEAR)
    assert smog(counts_of(text)) == pytest.approx(smog_grade, abs=NEAR)


@pytest.mark.parametrize("name", sorted(MEASURED["lessons"]))
def test_the_shipped_lessons_get_the_grades_that_were_measured_and_meet_the_aim(name: str) -> None:
    lesson = parse_lesson((LIBRARY / f"{name}.md").read_text("utf-8"), name)
    found = measure(what_the_patient_reads(lesson), "en")
    grade, smog_grade = MEASURED["lessons"][name]
    assert found.grade == pytest.approx(grade, abs=NEAR) and found.grade <= 6
    assert found.smog == pytest.approx(smog_grade, abs=NEAR)


def test_every_shipped_lesson_was_measured() -> None:
    assert {path.stem for path in LIBRARY.glob("[0-9]*.md")} == set(MEASURED["lessons"])


def test_the_shipped_series_has_a_smog_grade_of_8_at_most() -> None:
    lessons = [parse_lesson(path.read_text("utf-8"), path.name) for path in sorted(LIBRARY.glob("[0-9]*.md"))]
    assert measure_all(lessons, "en").smog <= 8


@pytest.mark.parametrize("name", sorted(MEASURED["samples"]))
def test_our_sample_texts_get_the_grades_that_were_measured(name: str) -> None:
    sample = MEASURED["samples"][name]
    assert grade_of(sample["text"]) == pytest.approx(sample["grade"], abs=NEAR)
    assert smog(counts_of(sample["text"])) == pytest.approx(sample["smog"], abs=NEAR)
