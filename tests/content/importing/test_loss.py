"""The promise: every word is in a section or in the dropped list, and a reader that breaks it imports nothing."""

from collections import Counter
from dataclasses import replace
from unicodedata import normalize

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from content.importing import READERS, ArticleRefused
from content.importing.blocks import Dropped, Mended, Paragraph, Reading
from content.importing.loss import check_nothing_lost
from content.importing.outline import Outline, outline_of

from .outlines import imported
from .word_files import BULLETS, NUMBERS, paragraph, picture, run, word_file

SOURCE = "one two two three"
KEPT = outline_of(Reading([Paragraph(1, "one two"), Dropped(2, "two three", "test")]))

# fmt: off
pieces = st.sampled_from([
    "a", "word", "Word", "the", "PAIN", "treat-", "ment", "well-being", "1.", "2)", "1.1", "-", "*",
    "•", "–", "o", "+", "#", "##", "###", ">", "|", "|a|b|", "---", "===", "```", "~~~", "***",
    "**", "**bold**", "_em_", "[x](http://y.z)", "[x][y]", "[y]:", "<b>", "<!--", "-->", "\\|",
    "{{x}}", "{%y%}", "Search", "Comments", "By", "4", "views0", "comments", ":", "?", ".", "é",
    "痛み", "🙂", "title:", "Andrew", "Linn,", "MD", "bottom", "of", "page",
])
# fmt: on
joins = st.sampled_from([" ", " ", " ", "\n", "\n", "\n\n", "\n    ", "\n  ", "\t"])
texts = st.lists(st.tuples(pieces, joins), min_size=1, max_size=60).map(
    lambda parts: "".join(piece + join for piece, join in parts)
)


def check(text: str, suffix: str) -> None:
    try:
        reading = READERS[suffix](text.encode())
    except ArticleRefused:
        return
    outline = outline_of(reading)
    check_nothing_lost(reading.source, outline)
    plain_words = {word for word in normalize("NFC", text).split() if word.isalpha() and word != "o"}
    kept = Counter(" ".join([*_texts(outline), *(d.text for d in outline.dropped), *outline.references]).split())
    mended = {word for mend in outline.mended for word in mend.before.split()}
    assert plain_words <= kept.keys() | mended


def _texts(outline: Outline) -> list[str]:
    return [text for s in outline.sections for text in (s.title, *(block.text for block in s.content))]


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@settings(deadline=None, max_examples=200)
@given(text=texts)
@example(text="> a\n===\n")
@example(text="- - x\n-\n1.\n")
@example(text="[a]: b\n[a]: c\n")
@example(text="---\ntitle: x\n---\n# x\n")
@example(text="a-\nb-\nc-\nd")
@example(text="**\n**a** **")
@example(text="```a b\nc")
@example(text="1.1 1.1 1.1")
def test_no_word_is_lost_or_doubled(text: str, suffix: str) -> None:
    check(text, suffix)


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@settings(deadline=None, max_examples=200)
@given(text=st.text(min_size=1, max_size=200))
def test_no_word_of_any_characters_is_lost(text: str, suffix: str) -> None:
    check(text, suffix)


# fmt: off
tags = st.sampled_from([
    "<p>", "</p>", "<b>", "</b>", "<a href='https://www.example.org'>", "</a>", "<ul><li>", "<li>", "</ul>", "<ol>", "<h2>", "</h2>",
    "<table><tr><td>", "<td>", "<tr>", "</table>", "<br>", "<sup>", "</sup>", "<div hidden>", "</div>", "<span hidden>", "</span>",
    "<img src=x alt='an alt'>", "<pre>", "</pre>", "<nav>", "</nav>", "<svg>", "</svg>", "<button>", "</button>", "<dl><dt>", "<dd>",
    "<script>", "</script>", "<!--", "-->", "<title>", "</title>", "<textarea>", "</textarea>", "<select>", "<hr>", "<q>", "&nbsp;", "&shy;",
])
# fmt: on
pages = st.lists(st.tuples(st.one_of(tags, pieces), st.sampled_from(["", " ", "\n"])), min_size=1, max_size=60).map(
    lambda parts: "".join(piece + join for piece, join in parts)
)


@settings(deadline=None, max_examples=300)
@given(text=pages)
@example(text="a<span hidden>b</span>c")
@example(text="<table><tr>a<td>b<td>c</table>")
@example(text="<b>a</b><sup><a href=x>1</a></sup>")
def test_no_word_of_a_page_is_lost_or_doubled(text: str) -> None:
    reading = READERS[".html"](f"<body>{text}".encode())
    check_nothing_lost(reading.source, outline_of(reading))


inline = st.sampled_from(["two words", "a", "|", "**", "•", "1.", "e\u0301", "\u00ad", "x\u00a0y", " "]).map(run)
wrapped = st.tuples(
    st.sampled_from(["w:ins", "w:del", "w:moveTo", "w:moveFrom", "w:smartTag", "w:bdo", "w:hyperlink"]), inline
).map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>")
others = st.sampled_from([
    "<w:r><w:br/></w:r>", "<w:r><w:tab/></w:r>", "<w:r><w:cr/></w:r>", "<w:r><w:noBreakHyphen/></w:r>", "<w:r><w:softHyphen/></w:r>",
    "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>", "<w:r><w:sym w:font='Symbol' w:char='F061'/></w:r>", picture("r7", "an alt"),
    run("hidden", "<w:vanish/>"), run("raised", "<w:vertAlign w:val='superscript'/>"), run("bold", "<w:b/>"),
    f"<w:sdt><w:sdtContent>{run('held')}</w:sdtContent></w:sdt>", f"<w:fldSimple w:instr='PAGE'>{run('7')}</w:fldSimple>",
    f"<w:r><w:pict><v:textbox><w:txbxContent>{paragraph('boxed')}</w:txbxContent></v:textbox></w:pict></w:r>",
])  # fmt: skip
paragraphs = st.tuples(
    st.lists(st.one_of(inline, wrapped, others), min_size=1, max_size=6).map("".join),
    st.sampled_from(["", "Title", "Heading1", "TOC1"]), st.sampled_from(["", BULLETS, NUMBERS]),
).map(lambda parts: paragraph(*parts))  # fmt: skip
cells = paragraphs.map(lambda one: f"<w:tbl><w:tr><w:tc>{one}</w:tc><w:tc>{one}</w:tc></w:tr></w:tbl>")


@settings(deadline=None, max_examples=150)
@given(body=st.lists(st.one_of(paragraphs, cells), min_size=1, max_size=8))
def test_no_word_of_a_word_file_is_lost_or_doubled(body: list[str]) -> None:
    try:
        reading = READERS[".docx"](word_file(*body))
    except ArticleRefused as refusal:
        assert "holds no text" in str(refusal)
        return
    check_nothing_lost(reading.source, outline_of(reading))


def test_a_complete_outline_passes() -> None:
    check_nothing_lost(SOURCE, KEPT)


@pytest.mark.parametrize(
    ("outline", "says"),
    [
        (replace(KEPT, dropped=[]), 'lost words \\("two", "three"\\)'),
        (replace(KEPT, sections=[]), 'lost words \\("one", "two"\\)'),
        (replace(KEPT, author="x", references=["extra"]), 'words twice \\("extra"\\)'),
        (outline_of(Reading([Paragraph(1, "one two two", marks="three")])), 'lost words \\("three"\\)'),
        (
            outline_of(Reading([Paragraph(1, "one two x")], [Mended(1, "two three", "x")])),
            'lost words \\("two three"\\)',
        ),
    ],
)
def test_an_outline_that_lost_or_made_words_is_refused(outline: Outline, says: str) -> None:
    with pytest.raises(ArticleRefused, match=says):
        check_nothing_lost(SOURCE, outline)


def test_a_broken_reader_imports_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(READERS, ".txt", lambda _: Reading([Paragraph(1, "one")], source="one two"))
    with pytest.raises(ArticleRefused, match="nothing was imported"):
        imported("one two")
