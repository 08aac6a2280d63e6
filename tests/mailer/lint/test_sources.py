import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.compiling import compile_with_findings
from mailer.lint.sources import place_of
from tests.mailer.small_emails import MJML, SOURCE, templates

LESSON = """+++
title = "A lesson"
+++

**Start small.** On a good
day, don't do it all. See [the map](http://old.example/map).
"""


@pytest.mark.parametrize(
    ("excerpt", "place"),
    [
        ("http://old.example/map", "a/01-x.md:6"), ("On a good day, don’t do it", "a/01-x.md:5"), ("Start small. On a", "a/01-x.md:5"),
        ("\ue000read_url\ue001", "parts.j2:2"), ("Stop & go", "parts.j2:3"), ("nowhere", "html"), ("", "html"), ("a", "html"),
    ],
)  # fmt: skip
def test_the_line_that_wrote_it(excerpt, place):
    sources = {"a/01-x.md": LESSON, "parts.j2": "<p>\n<a href='{{ field.read_url }}'>\nStop &amp; go"}
    assert place_of([excerpt], sources) == place


def test_the_surest_excerpt_and_the_first_source_win():
    sources = {"one": "x\nsecond words", "two": "first words\nsecond words"}
    assert place_of(["first words", "second words"], sources) == "two:1"
    assert place_of(["missing", "second words"], sources) == "one:2"


WORD = st.text("abcdefghij.*+?()[]{}\\|^$é", min_size=1, max_size=8)


@given(st.lists(WORD, min_size=3, max_size=6), st.lists(st.text("xyz \n", max_size=9), max_size=5))
def test_words_that_stand_there_are_found_on_their_line(words, before):
    head = "\n".join(before)
    place = place_of([" ".join(words)], {"f": f"{head}\n{' '.join(words)}"})
    assert place == f"f:{head.count(chr(10)) + 2}"


@given(st.text(max_size=60), st.text(max_size=200))
def test_any_excerpt_of_any_source_has_an_answer(excerpt, source):
    name, _, line = place_of([excerpt], {"f": source}).partition(":")
    assert name == "html" or 1 <= int(line) <= source.count("\n") + 1


def test_findings_name_the_lesson_or_the_template(tmp_path):
    body = '<p>See <a href="http://old.example/map">the map</a></p>'
    mjml = MJML.replace("</mj-column>", f"<mj-raw>{{{{ lesson }}}}</mj-raw>\n<mj-raw>{body}</mj-raw></mj-column>", 1)
    _, findings = compile_with_findings(SOURCE, templates(tmp_path, mjml.replace("{{ lesson }}", "x")))
    assert {one.where for one in findings} == {f"lesson.mjml.j2:{mjml[: mjml.index('http://old')].count(chr(10)) + 1}"}
    _, findings = compile_with_findings(
        SOURCE, templates(tmp_path, mjml.replace("{{ lesson }}", "x")), written_in={"a/01-x.md": LESSON}
    )
    assert {one.where for one in findings} == {"a/01-x.md:6"}
