"""What the docs tell people to type is run here, or says who runs it, or why nobody does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.pages import BASE, fences, pages_with_commands, where
from tests.docs.shell import Shell
from tests.shipped_series import store

ELSEWHERE = {"docs/api.md": "tests/api/v1/test_docs.py"}  # the whole page, against the API's own doors
LEAST_WORDS = 4
PAGES = {where(page): [one for one in fences(page) if one.language == "sh"] for page in pages_with_commands()}
RUN_HERE = [page for page, blocks in PAGES.items() if page not in ELSEWHERE and any(not one.mark for one in blocks)]


@pytest.mark.parametrize("page", [page for page, blocks in PAGES.items() if blocks])
def test_a_block_that_is_not_run_here_says_who_runs_it_or_why_nobody_does(page):
    wrong = []
    for one in PAGES[page]:
        if one.mark == "run by":
            test = BASE / one.said
            if not test.is_file() or Path(page).name not in test.read_text():
                wrong.append(f"{page}:{one.line}: {one.said} doesn't exist, or doesn't speak of this page")
        elif one.mark == "not run" and len(one.said.split()) < LEAST_WORDS:
            wrong.append(f"{page}:{one.line}: say why in a few words")
    assert wrong == []


@pytest.mark.parametrize("page", sorted(ELSEWHERE))
def test_a_page_that_another_test_runs_is_run_by_it(page):
    assert Path(page).name in (BASE / ELSEWHERE[page]).read_text()


@pytest.mark.parametrize("page", RUN_HERE)
def test_every_block_of_a_page_runs_from_its_top_in_a_fresh_home(page, db, settings, now, tmp_path, monkeypatch):
    """The home that an admin has after `make run`: the shipped series, and a clinic nobody has filled in."""
    store(Path(settings.LIBRARY), now)
    monkeypatch.chdir(tmp_path)
    shell = Shell()
    for one in PAGES[page]:
        if not one.mark:
            shell.run(one.text)
    assert shell.said or shell.exported


def test_an_unknown_word_is_never_taken_for_run():
    with pytest.raises(AssertionError, match="isn't run here"):
        Shell().run("rm -rf everything")
