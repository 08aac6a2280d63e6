"""Faults in what templates made are said with the template's own file and line."""

from dataclasses import replace
from pathlib import Path

import jinja2
import pytest

from mailer.compiling import EmailSource, compile_with_findings, environment
from mailer.finding import EmailError, Finding
from mailer.mjml.template_lines import said_of_templates
from tests.mailer.small_emails import MJML, SOURCE, TEXT

BASE = """\
{# a comment
   of two lines #}
<mjml>
<mj-body>
{% block letter %}{% endblock %}
</mj-body>
</mjml>
"""
PARTS = """\
{% macro section(text) %}
<mj-section>
  <mj-column>
    <mj-text color="{{ "red" if text else "rde" }}">{{ text }}</mj-text>
  </mj-column>
  {% if not text %}
  <mj-colum></mj-colum>
  {% endif %}
</mj-section>
{% endmacro %}
"""
LESSON = """\
{% extends "base.mjml.j2" %}
{% import "parts.mjml.j2" as parts %}
{% block letter %}
{{ parts.section("one") }}
{{ parts.section(text) }}
<mj-section paddin="0">
</mj-section>
{% endblock %}
"""


def made(folder: Path, lesson: str = LESSON, **context: object) -> tuple[str, jinja2.Environment]:
    for name, text in {"base": BASE, "parts": PARTS, "lesson": lesson}.items():
        (folder / f"{name}.mjml.j2").write_text(text, encoding="utf-8")
    templates = environment(folder)
    return templates.get_template("lesson.mjml.j2").render(context), templates


def said(folder: Path, needle: str, lesson: str = LESSON, **context: object) -> Finding:
    """A finding at the needle, said of the templates."""
    mjml, templates = made(folder, lesson, **context)
    at = mjml.index(needle)
    where = f"lesson.mjml.j2:{mjml.count(chr(10), 0, at) + 1}:{at - mjml.rfind(chr(10), 0, at)}"
    (finding,) = said_of_templates([Finding("error", "mjml", where, "No.")], "lesson.mjml.j2", mjml, templates, context)
    return finding


@pytest.mark.parametrize(
    ("needle", "where"),
    [
        ("<mj-colum>", "parts.mjml.j2:7:3"),
        ("rde", "parts.mjml.j2:4"),
        ('paddin="0"', "lesson.mjml.j2:6:13"),
        ("</mj-section>\n</mj-body", "lesson.mjml.j2:7:1"),
        ("</mj-body>", "base.mjml.j2:6:1"),
        ("<mj-body>", "base.mjml.j2:4:1"),
        ("<mjml>", "base.mjml.j2:3"),
    ],
)
def test_a_place_is_said_with_the_file_that_wrote_it(tmp_path, needle, where):
    if needle.startswith("</mj-section>\n"):
        needle = "</mj-section>\n</mj-body"
    assert said(tmp_path, needle, text="").where == where


def test_a_fault_inside_a_value_is_said_of_the_line_that_shows_it(tmp_path):
    found = said(
        tmp_path,
        "<mj-oops>",
        text="x\ny",
        lesson=LESSON.replace("{{ parts.section(text) }}", "\n{{ '<mj-oops>' | safe }}"),
    )
    assert found.where == "lesson.mjml.j2:6", "though a macro of another file wrote what stands before it"


def test_what_cannot_be_found_again_is_said_of_what_was_made(tmp_path):
    changes = iter("abcdefgh")
    lesson = LESSON.replace("{{ parts.section(text) }}", "{{ next() }}<mj-oops>")
    found = said(tmp_path, "<mj-oops>", lesson, next=lambda: next(changes))
    assert found.where == "line 9 of what lesson.mjml.j2 made" and found.message == "No. It says `a<mj-oops>`."


def test_a_template_that_stumbles_over_marks_is_said_of_what_was_made(tmp_path):
    lesson = LESSON.replace("{{ parts.section(text) }}", "{% set x %}7{% endset %}{{ x | int(default=boom) }}<mj-oops>")
    assert "of what lesson.mjml.j2 made" in said(tmp_path, "<mj-oops>", lesson, boom="8").where


def test_findings_of_other_files_stay_what_they_are(tmp_path):
    mjml, templates = made(tmp_path, text="x")
    finding = Finding("error", "mjml", "part.mjml:1:1", "No.")
    assert said_of_templates([finding], "lesson.mjml.j2", mjml, templates, {"text": "x"}) == [finding]
    assert said_of_templates([], "lesson.mjml.j2", mjml, templates, {}) == []


def compiled(folder: Path, mjml: str, source: EmailSource = SOURCE) -> list[Finding]:
    (folder / "lesson.mjml.j2").write_text(mjml, encoding="utf-8")
    (folder / "lesson.txt.j2").write_text(TEXT, encoding="utf-8")
    return compile_with_findings(source, environment(folder))[1]


def test_compiling_tells_warnings_of_mjml_with_those_of_lint(tmp_path):
    found = compiled(tmp_path, MJML.replace("<mj-text>", '<mj-text color="#123">', 1), replace(SOURCE, subject=""))
    assert [(one.severity, one.code) for one in found] == [
        ("error", "subject"), ("warning", "mjml"), ("note", "short-hex"),
    ]  # fmt: skip
    assert found[1].where == "lesson.mjml.j2:7:17" and found[1].hint == "Write #112233."


def test_compiling_refuses_a_field_where_mjml_reads_a_value(tmp_path):
    with pytest.raises(EmailError) as caught:
        compiled(tmp_path, MJML.replace("<mj-text>", '<mj-text\n width="1px" color="{{ field.given_name }}">', 1))
    assert [one.where for one in caught.value.findings] == ["lesson.mjml.j2:8:2", "lesson.mjml.j2:8"]
    assert "holds a merge field" in caught.value.findings[1].message
