"""Templates that others wrote are validated and rendered: no crash, and no finding but those that are meant."""

from pathlib import Path

import pytest

from mailer.finding import EmailError
from mailer.mjml.rendering import html_and_findings
from mailer.mjml.validating import findings

FOLDER = Path(__file__).with_name("templates_of_others")
PARTS = {"_header.mjml", "_footer.mjml"}
"""Included by another, and no emails of their own."""
WHOLE = sorted({file.name for file in FOLDER.glob("*.mjml")} - PARTS)
NO_ALT = "warning: <mj-image> has no alt."
EXPECTED = {
    "css-inlining.mjml": [NO_ALT],
    "mj-carousel.mjml": ["warning: <mj-carousel> comes out otherwise than MJML describes it."],
    "mj-group.mjml": [NO_ALT, NO_ALT],
    "mj-html-attributes.mjml": ["error: mrml can't render <mj-html-attributes>."],
    "mj-social.mjml": ["warning: <mj-social-element> has no alt."] * 3,
}


def source(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", WHOLE)
def test_it_is_validated_as_it_is_meant(name):
    found = findings(source(name), name, FOLDER)
    assert [f"{one.severity}: {one.message}" for one in found] == EXPECTED.get(name, [])


@pytest.mark.parametrize("name", WHOLE)
def test_it_is_rendered_or_refused_with_a_place(name):
    refused = any(finding.startswith("error") for finding in EXPECTED.get(name, []))
    try:
        html, _ = html_and_findings(source(name), name=name, templates=FOLDER)
    except EmailError as error:
        assert refused and all(one.where.startswith(f"{name}:") for one in error.findings)
    else:
        assert not refused and "<mj-" not in html and html.endswith("</html>")


def test_what_they_include_is_there():
    html, _ = html_and_findings(source("mj-include-body.mjml"), name="x", templates=FOLDER)
    assert "This is a header" in html and "This is a footer" in html


@pytest.mark.parametrize("name", sorted(PARTS))
def test_a_part_alone_is_no_email(name):
    assert "<mj-section> stands outside <mjml>" in findings(source(name), name, FOLDER)[0].message
