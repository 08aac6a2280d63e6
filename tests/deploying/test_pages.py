"""docs/threat-model.md and docs/hipaa.md name the files that hold what they say."""

from __future__ import annotations

import re

import pytest

from tests.test_architecture import BASE

NAMED = re.compile(r"`([\w.-]*/?[\w./@-]*(?:\.(?:py|md|conf|txt|service|toml|env|yaml)|ignore|Caddyfile|Dockerfile))`")


def rows(page: str) -> list[list[str]]:
    lines = (BASE / "docs" / page).read_text().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in cells if set(row[0]) != {"-"}]


def test_every_line_names_what_holds_it():
    found = [row for row in rows("threat-model.md") if row[0] != "attack"]
    assert len(found) > 35 and {len(row) for row in found} == {4}
    assert [row[0] for row in found if not NAMED.findall(row[2])] == []
    assert [row[0] for row in found if not row[3]] == [], "what is left is said of each"


@pytest.mark.parametrize("page", ["threat-model.md", "hipaa.md", "hardening.md", "deploying.md"])
def test_every_file_that_is_named_exists(page: str):
    text = (BASE / "docs" / page).read_text()
    named = [name for name in NAMED.findall(text) if "/" in name and not name.startswith("/") or name.startswith(".")]
    assert [name for name in named if not (BASE / name).exists()] == []
    assert named


def test_whoever_attacks_is_thought_of():
    text = (BASE / "docs" / "threat-model.md").read_text().lower()
    for word in (
        "family",
        "scanner",
        "stolen",
        "forged",
        "ssrf",
        "formula",
        "bombs",
        "xss",
        "sql",
        "floods",
        "backup",
        "keys are lost",
        "provider is broken",
    ):
        assert word in text, word


def test_the_hipaa_page_claims_no_certificate_and_says_for_each_section_what_remains():
    text = (BASE / "docs" / "hipaa.md").read_text()
    assert "not legal advice" in text and not re.search(r"\b(HIPAA[- ]certified|HIPAA[- ]compliant)\b", text)
    sections = [row for row in rows("hipaa.md") if row[0].startswith("164.")]
    assert len(sections) >= 25 and all(len(row) == 4 and row[3] for row in sections)
    parts = {int(re.match(r"164\.(\d+)", row[0])[1]) for row in sections}
    assert {308, 310, 312, 314, 316, 404, 408, 410, 414, 508, 510, 522, 524, 526, 528} <= parts
