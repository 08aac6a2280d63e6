"""Every word of the desk can be said in Spanish: none stands bare in the code, none lacks a translation, none lost a place."""

from __future__ import annotations

import re
from collections import Counter
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from django.conf import settings

from staff.stored_words import ALWAYS_THE_SAME
from tests.bare_words import in_files, in_python, in_template
from tests.desk_words import BASE, LANGUAGES, brought_up_to_date, catalogue, kept, lacking, of

PLACE = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")


def test_the_catalogues_are_those_of_the_languages_on_offer():
    assert {"en", *LANGUAGES} == {code for code, _ in settings.LANGUAGES}


@pytest.mark.parametrize("folder", ["staff", "templates/staff"])
def test_no_word_stands_bare(folder: str):
    assert list(in_files([BASE / folder])) == []


def test_bare_words_are_found():
    assert in_template('<p>{{ name }}</p>\n<p title="{{ _("Said") }}">{% trans %}Said{% endtrans %}</p>') == []
    assert in_template('<p>\n Not said</p><p title="Nor this">{{ icon("pen") }} {{ way("Not this either") }}</p>') == [
         (2, "Nor this"), (2, "Not said"), (2, "Not this either"),
    ]  # fmt: skip
    assert in_python(
        '"""Of a file."""\n_("It is said.")\nclass_name = "button danger"\nsay(f"{n} not said here.")'
    ) == [(4, " not said here.")]


def test_a_stored_sentence_is_known_in_the_words_in_which_it_is_stored():
    code = "".join(
        re.sub(r"\"\s*f?\"|\s+", " ", path.read_text())
        for folder in ("campaigns", "mailer", "scheduler", "patients", "staff")
        for path in (BASE / folder).rglob("*.py")
        if path.name != "stored_words.py"
    )
    assert [one for one in ALWAYS_THE_SAME if one not in code] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_holds_exactly_what_the_code_says_and_all_of_it_translated(language: str):
    assert {one.id for one in kept(language)} == {one.id for one in brought_up_to_date(language)}, "Run `make words`."
    assert [of(one.id)[0] for one in lacking(kept(language))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_every_place(language: str):
    for one in kept(language):
        places = [Counter(PLACE.findall(text)) for text in of(one.id)]
        for said in of(one.string) if one.id else ():
            assert Counter(PLACE.findall(said)) in places, one.id


def test_where_a_date_is_shown_to_be_typed_spanish_says_that_the_month_comes_first():
    shown = [text for one in kept("es") if one.id for text in of(one.string) if re.search(r"\d\d/\d\d/\d{4}", text)]
    assert shown and [text for text in shown if "mes" not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_django_reads_is_what_translators_wrote(language: str):
    compiled = read_mo(BytesIO(catalogue(language).with_suffix(".mo").read_bytes()))
    assert said(compiled) == said(kept(language))


def said(one: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {of(message.id): of(message.string) for message in one if message.id}
