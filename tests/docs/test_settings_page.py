"""docs/settings.md holds every setting there is, with its true default; and no page names a setting that isn't."""

from __future__ import annotations

import re

import pytest

from clinic import profile_settings
from clinic.models import ClinicProfile
from config import environment
from tests.docs.pages import BASE, DOCS, code_spans, fences, pages_with_commands, rows, where

PAGE = DOCS / "settings.md"
READ = re.compile(r'environ(?:\.get\(|\[|, )"([A-Z][A-Z0-9_]+)"')
OF_ITS_OWN = {"AFTERVISIT_PREVIEW", "DJANGO_SETTINGS_MODULE", "MAKELEVEL"}  # set by one of our programs for another
TABLE = {row[0].strip("`"): row[1].strip("`") for row in rows(PAGE) if row[0].startswith("`")}
NOTHING = "–"


def in_the_environment() -> set[str]:
    settings = (
        path for path in (BASE / "config").glob("*.py") if path.name != "web_log.py"
    )  # that one reads a request's
    sources = "".join(path.read_text() for path in settings)
    return set(READ.findall(sources)) - OF_ITS_OWN


def test_every_setting_of_the_environment_and_of_the_clinic_has_a_row_and_no_other():
    assert set(TABLE) == in_the_environment() | set(profile_settings.SETTINGS)


def test_writing_the_default_of_the_page_changes_nothing():
    names = {name for name in TABLE if name.isupper() and name != "PORT" and not TABLE[name].startswith("made")}
    bare = environment.read({})
    wrong = [
        name
        for name in sorted(names)
        if environment.read({name: "" if TABLE[name] == NOTHING else TABLE[name]}) != bare
    ]
    assert wrong == [] and len(names) > 25


@pytest.mark.django_db
def test_the_clinics_defaults_are_those_of_a_new_clinic():
    shown = profile_settings.show(ClinicProfile())
    assert {name: TABLE[name] for name in shown} == {name: text or NOTHING for name, text in shown.items()}


def test_no_page_sets_what_does_not_exist():
    wrong = []
    for page in pages_with_commands():
        code = [*code_spans(page), *(fence.text for fence in fences(page))]
        for one in code:
            for words in re.findall(r"clinic set ((?:\S+=(?:\"[^\"]*\"|'[^']*'|\S*)\s*)+)", one):
                names = re.findall(r"(?:^|\s)(\w+)=", words)
                wrong += [f"{where(page)}: clinic set {name}" for name in names if name not in {*TABLE, "KEY"}]
            wrong += [
                f"{where(page)}: {name}" for name in re.findall(r"export ([A-Z_0-9]+)=", one) if name not in TABLE
            ]
    assert wrong == []


def test_names_in_capitals_stand_in_the_code_too():
    sources = "".join(
        path.read_text() for top in ("config", "mailer", "patients", "campaigns") for path in (BASE / top).rglob("*.py")
    )
    gone = {
        f"{where(page)}: {name}"
        for page in pages_with_commands()
        for span in code_spans(page)
        for name in re.findall(r"^[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+$", span)
        if name not in sources and name not in TABLE
    }
    assert gone == set()
