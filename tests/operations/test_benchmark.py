"""Each benchmark runs, says its figures and ratios, and touches nothing of this installation. What the figures are is docs/performance.md's to say."""

from __future__ import annotations

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from operations.benchmarks import apart
from tests.migrated import migrated
from tests.postgres import PostgresMissing, program

SIZES = {"fill": 80, "events": 100, "send": 40, "tick": 400, "compile": 10, "import": 100}
PAGES = {"today", "patients", "messages", "held", "series_list", "series_report", "reports"}
RATIOS = {
    "fill": {"fill_to_jinja_and_mjml2html", "whole_mime_to_email_message"},
    "compile": {"to_mjml2html", "to_jinja_and_mjml2html"},
    "import": {"to_one_by_one"},
    "events": {"to_row_by_row"},
    "send": {"to_bare_sql_batch_100", "to_bare_sql_batch_500", "to_row_by_row_batch_100", "to_row_by_row_batch_500"},
    "tick": {"many_to_few"},
    "smtp": {"to_smtp_source", "to_email_message_and_smtplib"},
}


@pytest.fixture(autouse=True)
def migrated_already(monkeypatch: pytest.MonkeyPatch) -> None:
    """The home of each benchmark holds an empty database from the beginning."""
    environment = apart.environment

    def with_database(home: Path, database: str = "") -> dict[str, str]:
        shutil.copy(migrated(), home / "aftervisit.sqlite3")
        return environment(home, database)

    monkeypatch.setattr(apart, "environment", with_database)


def told(name: str, size: int, capfd) -> dict:
    out = StringIO()
    call_command("benchmark", name, size=size, as_json=True, stdout=out)
    return json.loads(out.getvalue())


def check(found: dict, name: str) -> None:
    assert found["name"] == name and set(found["ratios"]) == RATIOS[name]
    assert all(value > 0 for value in [*found["ratios"].values(), *found["figures"].values()])
    assert set(found["machine"]) == {"cpus", "python", "sqlite", "date"}


@pytest.mark.parametrize("name", SIZES)
def test_a_benchmark_tells_figures_and_ratios_and_leaves_the_home_as_it_was(name, home, capfd):
    before = sorted(home.rglob("*"))
    check(told(name, SIZES[name], capfd), name)
    assert sorted(home.rglob("*")) == before
    assert "a second" in capfd.readouterr().err, "it shows that it goes on"


def test_the_benchmark_of_pages_makes_what_was_asked_for_and_measures_every_page(home, capfd):
    out = StringIO()
    call_command("benchmark", "pages", patients=60, messages=200, as_json=True, stdout=out)
    found = json.loads(out.getvalue())
    assert PAGES | {"worst"} <= set(found["ratios"]) and all(value > 0 for value in found["ratios"].values())
    assert found["figures"]["patients"] == 120 and 120 < found["figures"]["messages"] <= 260


def test_the_sizes_of_pages_are_of_no_other_benchmark(home):
    with pytest.raises(CommandError, match="use --size"):
        call_command("benchmark", "fill", messages=5)


def test_the_benchmark_of_workers_starts_a_postgresql_of_its_own_and_says_how_they_share_it(home, capfd):
    try:
        program("initdb")
    except PostgresMissing as problem:
        pytest.skip(str(problem))
    found = told("cluster", 60, capfd)
    assert set(found["ratios"]) == {"2_to_1", "4_to_1"} and all(value > 0 for value in found["ratios"].values())
    assert {"workers_4_per_second", "empty_looks_percent_4", "waiting_percent_4"} <= set(found["figures"])


@pytest.mark.smtp_sink
def test_the_benchmark_of_smtp_runs_against_postfixs_own_programs(home, capfd):
    check(told("smtp", 250, capfd), "smtp")


def test_a_size_that_is_none_is_refused(home):
    with pytest.raises(CommandError, match="1 or more"):
        call_command("benchmark", "fill", size=0)
