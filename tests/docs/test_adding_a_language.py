"""docs/adding-a-language.md, followed with words of our own: a new language is files, two signatures and one setting."""

from __future__ import annotations

import re
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from content import words
from tests.docs.pages import DOCS, text_of

TYPED = re.findall(r"^ +python manage\.py (.+)$", text_of(DOCS / "adding-a-language.md"), re.MULTILINE)
TAG = "vi"


@pytest.fixture
def with_a_new_language(clinic, settings, tmp_path: Path):
    """Spanish stands in for the translation: what it says doesn't matter here, that every file is found does."""
    library, fixed = tmp_path / "library", tmp_path / "words"
    shutil.copytree(settings.LIBRARY, library)
    shutil.copytree(library / "fibromyalgia" / "es", library / "fibromyalgia" / TAG)
    shutil.copytree(settings.WORDS, fixed)
    spanish = (fixed / "es.toml").read_text()
    (fixed / f"{TAG}.toml").write_text(spanish.replace("Lo que conviene saber", "Một điều mới"))
    settings.WORDS = fixed
    words.read_words.cache_clear()
    yield library
    words.read_words.cache_clear()


def test_the_commands_of_the_page_make_lessons_in_it_leave(with_a_new_language, enrol):
    load, translator, clinician, languages = TYPED
    call_command(*load.split(), str(with_a_new_language), stdout=StringIO())
    for command in (translator, clinician, languages):
        call_command(*command.split(), stdout=StringIO())
    out = StringIO()
    call_command("render", "fibromyalgia/01-what-it-is", "--language", TAG, "--format", "text", stdout=out)
    assert "MỘT ĐIỀU MỚI" in out.getvalue().upper()
    patient = enrol(language=TAG).enrolment
    assert patient.series.way()[0].lesson.signed_text(TAG, patient.enrolled_at, practising=False)
