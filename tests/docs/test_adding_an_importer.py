"""The code of docs/adding-an-importer.md, put where the page says, reads an article and enrols after a visit."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from io import StringIO
from types import ModuleType

import pytest
from django.core.management import call_command
from django.utils import timezone

from campaigns.models import PendingVisit
from campaigns.series.start_codes import set_codes
from content.importing import import_bytes, readers
from tests.docs.pages import DOCS, fences

READER, LINE, VISITS, COMMAND = [one.text for one in fences(DOCS / "adding-an-importer.md") if one.language == "python"]
ARTICLE = b"* Sore knees\n** What it is\nA knee can hurt.\n** What helps\n- Walk a little\n- Rest\n"


@pytest.fixture
def put(monkeypatch):
    """A module of this name with this text, for one test."""

    def made(name: str, text: str) -> ModuleType:
        module = ModuleType(name)
        monkeypatch.setitem(sys.modules, name, module)
        exec(compile(text, name, "exec"), module.__dict__)
        return module

    return made


def test_the_reader_keeps_every_word_of_an_article(put, monkeypatch):
    monkeypatch.setattr(readers, "READERS", dict(readers.READERS))
    exec(LINE, {**vars(readers), "org_mode": put("content.importing.org_mode", READER)})
    article = import_bytes("knees.org", ARTICLE)
    assert article.outline.title == "Sore knees"
    assert [section.title for section in article.outline.sections] == ["Sore knees", "What it is", "What helps"]
    assert "- Walk a little\n- Rest" in article.lessons[0].body_markdown


def test_the_command_takes_in_a_visit_once_and_says_what_it_cannot_read(put, series, tmp_path):
    set_codes(series, [("ICD-10-CM", "M79.7")])
    put("patients.readers.north_desk", VISITS)
    command = put("campaigns.management.commands.import_north_desk", COMMAND).Command
    day = timezone.now().date() - timedelta(days=2)
    file = tmp_path / "today.txt"
    file.write_text(f"V1;{day};ana@example.org;Ana;Ito;1970-01-02;M79.7\nV2;soon;bo@example.org;Bo;Ito;;M79.7\nV3\n")

    def report() -> list[dict]:
        out = StringIO()
        call_command(command(), str(file), "--json", stdout=out)
        return json.loads(out.getvalue())["rows"]

    first = report()
    assert [(row["outcome"], row["pending"]) for row in first] == [
        ("skipped", True),
        ("error", False),
        ("error", False),
    ]
    assert "Write it as 2026-10-09" in first[1]["why"] and "soon" not in first[1]["why"]
    report()
    assert PendingVisit.objects.count() == 1
