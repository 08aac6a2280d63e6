"""Lessons: cut at sections, sub-sections and paragraphs, never inside a list, no word lost or doubled."""

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from content.importing.blocks import Bullet, Paragraph
from content.importing.lesson_markdown import markdown_of
from content.importing.long_paragraphs import cut_long
from content.importing.parts import MOST_WORDS

from .outlines import imported


def words(count: int) -> str:
    return " ".join(["word"] * (count - 1)) + " end."


def lessons(text: str) -> list[tuple[str, int]]:
    return [(lesson.title, lesson.words) for lesson in imported(text, "a.md").lessons]


def test_each_section_is_a_lesson_and_a_small_introduction_joins_the_first() -> None:
    text = f"# T\n\n{words(50)}\n\n## A\n\n{words(200)}\n\n## B\n\n{words(150)}"
    assert lessons(text) == [("A", 250), ("B", 150)]


def test_an_article_that_fits_one_lesson_gives_it_its_title_and_keeps_every_heading() -> None:
    (lesson,) = imported(
        f"# Back care\n\n{words(20)}\n\n## Sleep\n\n{words(20)}\n\n## When to call\n\n{words(9)}"
    ).lessons
    assert lesson.title == "Back care"
    assert [line for line in lesson.body_markdown.splitlines() if line.startswith("#")] == [
        "## Sleep",
        "## When to call",
    ]


def test_a_long_section_is_cut_at_its_sub_sections_into_equal_parts() -> None:
    parts = "".join(f"### P{n}\n\n{words(100)}\n\n" for n in range(6))
    assert lessons(f"# T\n\n{words(120)}\n\n## A\n\n{parts}") == [("T", 120), ("A", 300), ("P3", 300)]


def test_a_long_text_without_headings_is_cut_at_paragraphs() -> None:
    text = "\n\n".join(words(100) for _ in range(10))
    found = imported(text, "pain.txt").lessons
    assert [lesson.title for lesson in found] == ["Pain", "Pain (2)", "Pain (3)", "Pain (4)"]
    assert [lesson.words for lesson in found] == [300, 300, 200, 200]


def test_a_list_is_never_cut_and_keeps_the_line_that_leads_into_it() -> None:
    items = "\n".join(f"- {words(30)}" for _ in range(20))
    text = f"# T\n\n## A\n\n{words(200)}\n\nDo this:\n\n{items}\n\n{words(200)}"
    found = imported(text, "a.md").lessons
    assert [lesson.words for lesson in found] == [200, 602, 200]
    assert found[1].body_markdown.startswith("Do this:\n\n- word")


def test_one_paragraph_of_20000_words_is_flagged_and_cut_even_without_a_full_stop() -> None:
    article = imported(words(20_000))
    assert len(article.lessons) == 58
    assert all(330 <= lesson.words <= 350 for lesson in article.lessons)
    assert sum(lesson.words for lesson in article.lessons) == 20_000
    assert article.outline.sections[0].flags == ("long paragraph",)


def test_a_long_paragraph_is_cut_at_the_ends_of_sentences() -> None:
    text = " ".join(f"Sentence {n} says what Dr. Poe, who knows, found in the year {n}." for n in range(60))
    found = imported(text).lessons
    assert [lesson.words for lesson in found] == [260, 260, 260]
    assert all(lesson.body_markdown.startswith("Sentence") for lesson in found)
    assert " ".join(lesson.body_markdown.strip() for lesson in found) == text


def test_a_cut_falls_neither_into_bold_text_nor_into_a_link() -> None:
    long = f"{words(330)[:-5]} **{words(30)[:-1]}** [{words(30)[:-1]}](https://a.example) {words(300)}"
    for lesson in imported(f"# T\n\n{long}", "a.md").lessons:
        assert lesson.body_markdown.count("**") % 2 == 0
        assert lesson.body_markdown.count("[") == lesson.body_markdown.count("](https://a.example)")


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["word", "end.", "then,", "**bold", "bold**", "[a", "b](c)", "(", "1.", "- "]), max_size=900
    )
)
def test_the_parts_of_a_long_paragraph_hold_its_words_in_order(pieces: list[str]) -> None:
    parts = cut_long(Paragraph(1, " ".join(pieces)), 350)
    assert [word for part in parts for word in part.text.split()] == " ".join(pieces).split()
    assert all(len(part.text.split()) <= 350 for part in parts)


def test_small_sections_share_a_lesson_as_long_as_they_fit() -> None:
    text = "# T\n\n" + "".join(f"## S{n}\n\n{words(60)}\n\n" for n in range(5))
    assert lessons(text) == [("S0", 120), ("S2", 180)]
    assert "## S1" in imported(text, "a.md").lessons[0].body_markdown


def test_headings_without_words_open_the_next_lesson() -> None:
    assert lessons(f"# T\n\n## A\n\n## B\n\n{words(300)}\n\n## C\n\n{words(300)}") == [("A", 300), ("C", 300)]


def test_chapters_of_level_one_are_lessons_too() -> None:
    text = f"# A\n\n{words(150)}\n\n# B\n\n{words(60)}\n\n# C\n\n{words(60)}"
    assert lessons(text) == [("A", 150), ("B", 120)]
    assert "## C" in imported(text, "a.md").lessons[1].body_markdown


def test_minutes_are_counted_at_200_words_and_are_at_least_one() -> None:
    assert imported("Short text.").lessons[0].minutes == 1
    assert imported(words(300)).lessons[0].minutes == 2


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 500), st.booleans()), min_size=1, max_size=25))
def test_every_taught_word_is_in_exactly_one_lesson(shape: list[tuple[int, int, bool]]) -> None:
    count = 0
    text = ""
    for level, size, is_list in shape:
        text += f"{'#' * level} Heading {level}\n\n"
        for start in range(0, size, 40):
            chunk = [f"w{count + n}" for n in range(min(40, size - start))]
            count += len(chunk)
            text += ("- " if is_list else "") + " ".join(chunk) + ("\n" if is_list else "\n\n")
        text += "\n"
    if not count:
        return
    found = imported(text, "a.md").lessons
    taught = [word for lesson in found for word in lesson.body_markdown.split() if word.startswith("w")]
    assert taught == [f"w{n}" for n in range(count)]
    assert sum(lesson.words for lesson in found) == count
    assert all(lesson.words <= MOST_WORDS for lesson in found if "- w" not in lesson.body_markdown)


line_starts = st.sampled_from(["# ", "## ", "> ", "- ", "+ ", "* ", "1. ", "12) ", "```", "~~~", ":::", "+++", "---", "===", "[a]: ", ""])  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.tuples(line_starts, st.sampled_from(["word", "two words", "", "x\n# y", "a\n\n- b"])), min_size=1))
def test_words_of_an_article_never_become_structure(lines: list[tuple[str, str]]) -> None:
    texts = [text for start, rest in lines if (text := f"{start}{rest}".split("\n\n")[0].strip())]
    tokens = MarkdownIt("commonmark", {"html": False}).parse(markdown_of(Paragraph(1, text) for text in texts))
    assert {token.type for token in tokens if token.level == 0} <= {"paragraph_open", "inline", "paragraph_close"}
    assert sum(token.type == "paragraph_open" for token in tokens) == len(texts)


def test_code_that_holds_fences_gets_a_longer_one() -> None:
    assert markdown_of([Paragraph(1, "```\nx\n```", code=True)]) == "````\n```\nx\n```\n````"


def test_a_list_that_starts_deep_is_lifted() -> None:
    assert markdown_of([Bullet(1, "a", depth=3), Bullet(2, "b", depth=3)]) == "- a\n    - b"
