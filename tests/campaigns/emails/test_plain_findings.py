from pathlib import Path

import pytest

from campaigns.emails.linting import findings
from campaigns.emails.plain_findings import lesson_findings, series_findings
from content.lesson_text import parse_lesson

LESSON = Path(__file__).parents[3] / "content" / "library" / "fibromyalgia" / "04-moving-a-little.md"
OPENING = "When you hurt and feel worn out, moving may be the last thing you want."
HARD = "Uninterrupted multidisciplinary rehabilitation necessitates considerable deliberation. "


def said(opening: str, language: str = "en") -> list[tuple[str, str, str, str, str]]:
    source = LESSON.read_text("utf-8")
    assert OPENING in source
    text = parse_lesson(source.replace(OPENING, opening), LESSON.name)
    return [
        (one.severity, one.code, one.where, one.message, one.hint) for one in lesson_findings(text, language, "f/04.md")
    ]


def codes(found) -> set[tuple[str, str]]:
    return {(severity, code) for severity, code, *_ in found}


def test_a_shipped_lesson_gives_none() -> None:
    assert said(OPENING) == []


def test_each_finding_quotes_the_words_names_the_line_and_says_what_helps() -> None:
    line = LESSON.read_text("utf-8").split(OPENING)[0].count("\n") + 1
    assert said("Stop prior to lunch.\nMoving was advised by experts.\n\nYou may have neuropathy.") == [
        ("note", "hard-word", f"f/04.md:{line}", "“prior to” is a hard word.", "Try “before”."),
        ("note", "passive", f"f/04.md:{line + 1}", "“was advised” is passive.", "Begin with “experts”."),
        (
            "note",
            "undefined",
            f"f/04.md:{line + 3}",
            "“neuropathy” isn't explained.",
            "Say first: harm to nerves that brings numbness, tingling or pain.",
        ),
    ]


@pytest.mark.parametrize(
    ("words", "severity", "code"), [(21, "note", "long"), (26, "warning", "very-long")], ids=["long", "very long"]
)
def test_a_long_sentence_is_quoted_by_its_beginning(words: int, severity: str, code: str) -> None:
    [finding] = [one for one in said(" ".join(["word"] * words) + ".\n\nRest.") if one[1] == code]
    assert finding[0] == severity
    assert finding[3].startswith("“word word ") and f" …”: {words} words in one sentence" in finding[3]


def test_a_lesson_above_grade_6_is_noted_and_above_8_warned_of() -> None:
    assert ("note", "grade") in codes(said(HARD * 8))
    found = said(HARD * 12)
    assert ("warning", "grade") in codes(found)
    [message] = [message for _, code, _, message, _ in found if code == "grade"]
    assert "without its medical terms" in message and "6 is the aim, 8 the limit" in message


def test_a_grade_is_for_english_and_ease_for_spanish() -> None:
    assert ("warning", "ease") in codes(
        said("Consideraciones multidisciplinarias imprescindibles posteriormente. " * 120, "es")
    )
    assert not {"grade", "ease"} & {code for _, code, *_ in said(HARD * 60, "de")}


def test_what_the_checklist_misses_is_noted() -> None:
    [finding] = [one for one in said("In 30% of people it helps.") if one[1] == "checklist"]
    assert finding[3] == "Whole numbers, no percent or fractions (PEMAT 6): not yet." and "%" in finding[4]


def test_smog_is_judged_on_all_lessons_together() -> None:
    def texts(opening: str):
        return [parse_lesson(LESSON.read_text("utf-8").replace(OPENING, opening), "l.md")] * 2

    assert list(series_findings(texts(OPENING), "en", "walking (en)")) == []
    [noted], [warned] = (list(series_findings(texts(HARD * count), "en", "walking (en)")) for count in (8, 20))
    assert (noted.severity, warned.severity, warned.code, warned.where) == ("note", "warning", "smog", "walking (en)")
    assert list(series_findings(texts(HARD * 60), "es", "walking (es)")) == []


@pytest.mark.django_db
def test_lint_judges_a_series_in_each_of_its_languages(series, now) -> None:
    for step in series.way():
        source = step.lesson.latest("en").source
        step.lesson.revise("en", source.replace("\n+++\n\n", f"\n+++\n\n{HARD * 40}\n\n", 1), now=now, by="test")
    assert ("fibromyalgia (en)", "smog") in {(one.where, one.code) for one in findings(series, now)}
