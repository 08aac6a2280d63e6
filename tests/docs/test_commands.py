"""Every `python manage.py …` and `make …` that a page names exists, with the options it is given there."""

from __future__ import annotations

import re
import shlex
from argparse import ArgumentParser
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.core.management import CommandError, get_commands, load_command_class

from tests.docs.pages import BASE, DOCS, code_spans, fences, pages_with_commands, rows, where

OURS = {"campaigns", "clinic", "operations", "scheduler", "content", "patients"}
TARGETS = set(re.findall(r"^([a-z-]+):", (BASE / "Makefile").read_text(), re.MULTILINE))
TYPED = re.compile(r"(?:^|\s)(?:\S*/)?python3? manage\.py (.+)")
OPEN = re.compile(r"…|\.\.\.|\[|\|")  # a form to fill in, not a line to type


@cache
def parser_of(name: str) -> ArgumentParser:
    app = get_commands()[name]
    return load_command_class(app if isinstance(app, str) else app.__module__, name).create_parser("manage.py", name)


def in_fences(page: Path) -> Iterator[str]:
    for fence in fences(page):
        for line in fence.text.replace("\\\n", " ").splitlines():
            if found := TYPED.search(line):
                yield found[1]


def in_words(page: Path) -> Iterator[str]:
    for span in code_spans(page):
        if found := TYPED.search(" " + span):
            yield found[1]


def unknown_options(line: str) -> list[str]:
    """Options of a form that the command doesn't have."""
    name, *_ = line.split()
    known = {option for action in parser_of(name)._actions for option in action.option_strings}
    return [f"{name} {option}" for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", line) if option not in known]


def refused(line: str) -> list[str]:
    name, *words = shlex.split(line, comments=True)
    words = words[: words.index("&&")] if "&&" in words else words
    try:
        parser_of(name).parse_args(words)
    except (CommandError, SystemExit) as problem:
        return [f"{line}: {problem}"]
    return []


@pytest.mark.parametrize("page", pages_with_commands(), ids=where)
def test_every_command_of_a_page_is_understood(page):
    typed, named = list(in_fences(page)), list(in_words(page))
    assert [line for line in (*typed, *named) if line.split()[0] not in {*get_commands(), "…"}] == []
    forms = [line for line in (*named, *typed) if OPEN.search(line) or line in named]
    wrong = [found for line in forms if line.split()[0] != "…" for found in unknown_options(line)]
    assert wrong + [found for line in typed if not OPEN.search(line) for found in refused(line)] == []


@pytest.mark.parametrize("page", pages_with_commands(), ids=where)
def test_every_make_target_of_a_page_exists(page):
    code = [*code_spans(page), *(line for fence in fences(page) for line in fence.text.splitlines())]
    named = {target for one in code for target in re.findall(r"(?:^|&& |=\S+ )make ([a-z][a-z-]*)", one)}
    assert named - TARGETS == set()


def test_the_page_of_commands_names_every_one_and_its_options():
    page = DOCS / "commands.md"
    spans = [span for row in rows(page) for span in re.findall(r"`([^`]+)`", row[0])]
    ours = {name for name, app in get_commands().items() if app in OURS}
    assert ours - {span.split()[0] for span in spans} == set()
    assert [found for span in spans if span.split()[0] in ours for found in unknown_options(span)] == []


def test_a_reader_finds_the_files_a_page_names():
    """`campaigns/sending/run.py`, or the number of a decision: `docs/decisions/017`. Of a recipe the folder is enough: its file is made."""
    folders = {path.name for path in BASE.iterdir() if path.is_dir() and not path.name.startswith(".")} - {"var"}
    lost = []
    for page in pages_with_commands():
        for span in code_spans(page):
            whole = re.fullmatch(r"([a-z_]+)/[\w./-]*", span)
            if not whole or whole[1] not in folders:
                continue
            to_be_made = page.name.startswith("adding-") and (BASE / span).parent.is_dir()
            if not list(BASE.glob(f"{span.rstrip('/')}*")) and not to_be_made:
                lost.append(f"{where(page)}: {span}")
    assert lost == []
