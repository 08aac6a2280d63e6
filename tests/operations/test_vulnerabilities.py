"""`make audit` says "clean" only when every package was asked about."""

import json
from pathlib import Path

from operations.vulnerabilities import ask, read

PINNED = {"django", "pillow"}
CLEAN = [{"name": "django", "version": "5.2", "vulns": []}, {"name": "pillow", "version": "13", "vulns": []}]


def test_clean_is_said_when_each_was_asked_about():
    verdict = read({"dependencies": CLEAN}, PINNED)
    assert verdict.clean() and verdict.said() == "No weakness is known in any of the 2 packages."


def test_a_weakness_is_named_with_what_mends_it():
    weak = {"name": "pillow", "version": "13", "vulns": [{"id": "PYSEC-1", "fix_versions": ["13.0.1"]}]}
    verdict = read({"dependencies": [CLEAN[0], weak]}, PINNED)
    assert not verdict.clean() and "pillow 13: PYSEC-1, mended in 13.0.1" in verdict.said()


def test_a_package_nobody_could_ask_about_leaves_no_verdict():
    """pip-audit itself ends with 0 and "No known vulnerabilities found" here."""
    skipped = [CLEAN[0], {"name": "pillow", "skip_reason": "not found"}]
    for report in ({"dependencies": skipped}, {"dependencies": CLEAN[:1]}, {"dependencies": []}):
        verdict = read(report, PINNED)
        assert not verdict.clean() and verdict.said().startswith("No verdict:")


def test_a_program_that_breaks_off_leaves_no_verdict_either(tmp_path: Path):
    program = tmp_path / "pip-audit"
    assert "isn't there" in ask(str(program), tmp_path, PINNED).said()
    for printed in ("", "a traceback", json.dumps([1]), json.dumps({"dependencies": [{"name": "django"}]})):
        program.write_text(f"#!/bin/sh\nprintf '%s' '{printed}'\n")
        program.chmod(0o755)
        verdict = ask(str(program), tmp_path, PINNED)
        assert verdict.said().startswith("No verdict:") and not verdict.clean()
