import re
import shutil
import tomllib
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from content.lesson_text import LessonText, lesson_context
from content.series_folder import read_series_folder
from mailer.compiled import Parts
from mailer.compiling import compile_email, compile_with_findings, environment
from tests.templates.email_samples import CLINIC, CONTEXTS, EMAILS, LOOK, ROOT, WORDS, source

TEMPLATES = environment(EMAILS)
LIBRARY = ROOT / "content/library"
SHIPPED = [
    pytest.param(lesson, id=f"{series.name}-{language}-{slug}")
    for series in sorted(LIBRARY.glob("*/"))
    for language, lessons in read_series_folder(series).lessons.items()
    for slug, lesson in lessons.items()
]
every_template = pytest.mark.parametrize("template", CONTEXTS)


def joined(parts: Parts) -> str:
    return "".join(part if isinstance(part, str) else f"[[{part.field}]]" for part in parts)


def html(template: str, **changes: Any) -> str:
    return joined(compile_email(source(template, **changes), TEMPLATES).html)


def text(template: str, **changes: Any) -> str:
    return joined(compile_email(source(template, **changes), TEMPLATES).text)


class Outline(HTMLParser):
    """The heading levels, and the tables without a role."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.data_tables = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        self.data_tables += tag == "table" and dict(attrs).get("role") != "presentation"


@every_template
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_it_compiles_and_lint_finds_nothing(template: str, direction: str) -> None:
    changes = {"direction": direction, "language": "ar" if direction == "rtl" else "en"}
    email, findings = compile_with_findings(source(template, **changes), TEMPLATES)
    assert findings == []
    assert re.search(rf'<html[^>]+lang="{changes["language"]}"[^>]+dir="{direction}"', joined(email.html))


@pytest.mark.parametrize("lesson", SHIPPED)
def test_every_shipped_lesson_is_small_and_clean(lesson: LessonText) -> None:
    email, findings = compile_with_findings(source("lesson", lesson=lesson_context(lesson, WORDS)), TEMPLATES)
    assert [finding for finding in findings if finding.severity != "note"] == []
    assert len(joined(email.html).encode()) < 45_000
    assert max(map(len, joined(email.text).splitlines())) <= 72


@every_template
def test_it_loads_nothing_and_runs_nothing(template: str) -> None:
    page = html(template)
    assert not re.search(
        r"<(img|link|script|form|iframe|svg|object|input)\b|\bsrc=|url\(|@import|@font-face", page, re.IGNORECASE
    )
    assert len(page.encode()) < 45_000


@every_template
def test_both_parts_name_the_numbers_and_the_way_out(template: str) -> None:
    page, words = html(template), text(template)
    for part in (page, words):
        assert "Please don't use email for an emergency." in part
        assert "unsubscribe" in part and "[[stop_url]]" in part
        assert all(number in part for number in ("911", "988", "(555) 555-0140", "40 Willow Street"))
    assert all(f'href="tel:{number}"' in page for number in ("911", "988", "5555550140"))


@every_template
def test_the_outline_has_one_title_and_skips_no_level(template: str) -> None:
    outline = Outline(html(template))
    assert outline.levels.count(1) == 1 and outline.levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(outline.levels))
    assert outline.data_tables == (1 if template == "lesson" else 0)


@every_template
def test_colors_have_six_digits_and_dark_mode_is_set_by_hand(template: str) -> None:
    page = html(template)
    style = " ".join(re.findall(r"<style.*?</style>", page, re.DOTALL))
    assert not re.search(r"#[0-9a-fA-F]{3}\b(?![0-9a-fA-F])", re.sub(r"&#\w+;|#outlook", "", page))
    assert "prefers-color-scheme: dark" in style and "#151413" in style and "min-width: 560px" in style
    assert '<meta name="color-scheme" content="light dark"' in page


@every_template
def test_right_to_left_is_mirrored_everywhere(template: str) -> None:
    """MJML writes text-align:left on a column's own div, where only blocks with their own alignment stand."""
    page = html(template, direction="rtl", language="ar").partition("<body")[2]
    mirrored = re.sub('<div class="mj-outlook-group-fix[^>]*>|<td class="where[^>]*>', "", page)
    assert not re.search(r"direction: ?ltr|text-align: ?left|align=.left", mirrored)
    assert "text-align: right" in page and ("padding-right: 22px" in page or template != "lesson")


def test_numbers_and_addresses_keep_their_direction() -> None:
    assert '<span dir="ltr">(555) 555-0140</span>' in html("lesson", direction="rtl", language="ar")
    words = text("lesson", direction="rtl", language="ar")
    assert "\u2066(555) 555-0140\u2069" in words and "\u2068 40 Willow".replace(" ", "", 1) in words
    assert "\u2066" not in text("lesson")


def test_a_lesson_reads_in_the_agreed_order() -> None:
    order = ["Willow Street Clinic", "Lesson 5 of 8", "Rest before you need to", "2-minute read", "[[greeting]]", "On a good day",
             "What to know", "How to plan", "How we do it here", "Try this for 7 days", "What we know", "What we don't know yet",
             "When to call", "Call 911 now", "Call or text 988", "Call us: ", "One quick question", "Catch up on all", "[[next_date]]",
             "Questions about your medicines", "Your care team", "Checked by Lena Ortiz, MD, on September 14, 2026",
             "[[asked]]", "Read this in your browser", "See the sources", "Stop the lessons", "40 Willow Street"]  # fmt: skip
    page = re.sub(
        "<[^<>]*>", "", html("lesson", lesson={**CONTEXTS["lesson"]["lesson"], "minutes": 2}).partition("<body")[2]
    )
    places = [page.find(one) for one in order]
    assert -1 not in places and places == sorted(places)


def test_the_text_reads_well_alone() -> None:
    lines = text("lesson").splitlines()
    assert lines[0].startswith("A short read") and "Rest before you need to" not in lines[:6]
    under = dict(pairwise(lines))
    assert under["Rest before you need to"] == "=" * 23 and under["When to call"] == "-" * 12
    assert "1. Pick one job you do most days." in lines and "- You feel worn out: Sit for 5 minutes" in lines
    assert all(line.strip().startswith("[[") and line.strip().endswith("]]") for line in lines if "_url]]" in line)
    assert "\n\n\n\n" not in "\n".join(lines) and "<" not in "".join(lines)


def test_lists_are_lists_and_steps_are_numbered() -> None:
    page = html("lesson")
    assert page.count("<li") == 2 + 2 + 2 and page.count("<ol") == 1 and page.count("<ul") == 2
    assert all(re.search(rf">{number}</div>", page) for number in (1, 2))


def test_a_next_lesson_that_nobody_signed_yet_is_neither_promised_nor_denied() -> None:
    for part in (html, text):
        said = part("lesson", series={"position": 5, "count": 8, "next_title": None})
        assert "[[next_date]]" not in said and "This was your last lesson." not in said


def test_the_last_lesson_promises_no_other() -> None:
    for part in (html, text):
        assert "[[next_date]]" not in part("lesson", series={"position": 8, "count": 8, "next_title": None})
        assert "This was your last lesson." in part("lesson", series={"position": 8, "count": 8, "next_title": None})


def test_an_unchecked_lesson_says_so() -> None:
    for part in (html, text):
        assert "Not yet checked by a clinician." in part("lesson", checked=None)
        assert "Checked by Lena Ortiz, on" in part(
            "lesson", checked={**CONTEXTS["lesson"]["checked"], "credential": ""}
        )


def test_what_is_missing_leaves_no_empty_place() -> None:
    lesson = CONTEXTS["lesson"]["lesson"]
    empty = {"html": "", "text": ""}
    bare = {
        **lesson,
        "body": empty,
        "known": empty,
        "unknown": empty,
        "question": {"ask": "Why?", "answers": ["A", "B"]},
    }
    for part in (html, text):
        out = part("lesson", lesson=bare, clinic={**CLINIC, "hours": ""})
        assert "answer_2_url" in out and "answer_3_url" not in out
        assert not any(gone in out for gone in ("What we know", "don't know yet", "How to plan", "Monday"))


def test_typed_code_is_shown_as_typed() -> None:
    lesson = {**CONTEXTS["lesson"]["lesson"], "title": '<mj-raw> & "x" { y } 100 %'}
    assert "&lt;mj-raw&gt; &amp; " in html("lesson", lesson=lesson)
    assert '<mj-raw> & "x" { y } 100 %' in text("lesson", lesson=lesson)


def test_the_inbox_shows_the_preheader_and_nothing_after_it() -> None:
    page = html("lesson").partition("<body")[2]
    hidden, rest = re.search(r"display:none[^>]*>([^<]*)</div>(.*)", page, re.DOTALL).groups()  # type: ignore[union-attr]
    assert hidden.startswith("A short read") and len(hidden) > 500 and "Rest before" in rest


def test_the_ready_email_knows_nothing_of_the_patient_or_the_lesson() -> None:
    email = compile_email(source("ready"), TEMPLATES)
    assert email.fields == {"read_url", "settings_url", "stop_url"}
    assert compile_email(source("welcome"), TEMPLATES).fields == {"confirm_url", "stop_url"}
    assert "medicines" not in joined(email.html) + joined(email.text)


def test_an_upgrade_of_the_layout_leaves_the_text_as_it_was(tmp_path: Path) -> None:
    changed = Path(shutil.copytree(EMAILS, tmp_path / "email"))
    for file in changed.glob("*.mjml.j2"):
        file.write_text(file.read_text().replace("#FFFDFA", "#FFFFFF").replace("40px", "48px"))
    for template in CONTEXTS:
        before, after = (
            compile_email(source(template), TEMPLATES),
            compile_email(source(template), environment(changed)),
        )
        assert before.text == after.text and before.html != after.html


def luminance(color: str) -> float:
    channels = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_reaches_seven_to_one(scheme: str) -> None:
    facts = {"clinic": {"look": LOOK}, "language": "en", "direction": "ltr"}
    color = getattr(TEMPLATES.get_template("tokens.mjml.j2").make_module(facts), scheme)
    for surface in ("ground", "paper", "tint", "sand"):
        assert all(contrast(color[words], color[surface]) >= 7 for words in ("ink", "soft", "accent"))
    assert contrast(color["on_accent"], color["accent"]) >= 7


@pytest.mark.parametrize("file", sorted((ROOT / "templates/words").glob("*.toml")), ids=lambda file: file.stem)
def test_every_language_has_the_same_words_and_placeholders(file: Path) -> None:
    words = tomllib.loads(file.read_text())
    assert {table: list(keys) for table, keys in words.items()} == {table: list(keys) for table, keys in WORDS.items()}
    for table, keys in words.items():
        for key, value in keys.items():
            assert value.strip() and "{" not in value, key
            assert set(re.findall(r"%\((\w+)\)s", value)) == set(re.findall(r"%\((\w+)\)s", WORDS[table][key])), key
            assert not hasattr({}, key), f"{key} is a method of dict, which Jinja would find first"


def test_every_word_for_emails_is_used() -> None:
    """In a template, or by the code that fills subjects and greetings."""
    code = [*EMAILS.glob("*.j2"), *(ROOT / "campaigns").rglob("*.py"), ROOT / "content/markdown.py"]
    used = "".join(file.read_text() for file in code)
    only_on_pages = {"sources"}
    words = {key for table in ("lesson", "email") for key in WORDS[table]} - only_on_pages
    assert [key for key in sorted(words) if not re.search(rf'\.{key}\b|"{key}"', used)] == []
