"""Every shipped email for every persona: the bytes that leave say what was written, whoever reads them and whichever way they take."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from functools import lru_cache
from pathlib import Path

import pytest
from django.conf import settings

from campaigns.preview.folder import FolderShelf
from campaigns.preview.made import NOBODY, Preview, make, values_for
from campaigns.preview.personas import PERSONAS
from clinic.models import ClinicProfile
from mailer.mime import message_id_for
from mailer.transports.base import Recipient
from mailer.transports.sendgrid_request import letter, request_json
from operations.practice import CLINIC
from tests.mailer.built_by_python import built_by_python, read_back
from tests.mailer.sendgrid_rules import as_delivered
from tests.spanish import english_in, seen

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SHELF = FolderShelf(Path(settings.LIBRARY).parent, ClinicProfile(**CLINIC, languages=["en", "es"]))
IN_EACH_LANGUAGE = [
    (leaf.key, language) for group in SHELF.groups() for leaf in group.leaves for language in leaf.languages
]


@pytest.fixture(scope="module", params=IN_EACH_LANGUAGE, ids=lambda param: "-".join(param))
def key(request) -> tuple[str, str]:
    return request.param


@lru_cache
def compiled(name: str, language: str) -> Preview:
    """Made once and filled for everybody, as the send does it."""
    return make(SHELF.manuscript(name, language, None).source, SHELF.templates(), PERSONAS["default"], NOW)


@pytest.fixture(scope="module", params=PERSONAS)
def made(request, key) -> Preview:
    return replace(compiled(*key), values=values_for(PERSONAS[request.param], key[1], NOW))


def test_there_are_the_lessons_in_both_languages_the_newsletter_and_the_notices():
    lessons = [language for key, language in IN_EACH_LANGUAGE if key.startswith("series/library/fibromyalgia/")]
    assert lessons.count("en") == lessons.count("es") == 8
    assert {key.partition("/")[0] for key, _ in IN_EACH_LANGUAGE} == {"series", "newsletters", "notices"}
    assert {language for key, language in IN_EACH_LANGUAGE if key.startswith("notices/")} == {"en", "es"}


def test_it_is_in_the_language_asked_for_and_spanish_keeps_no_english(made, key):
    _, language = key
    assert made.email.language == language
    if language == "es":
        stays = (*(text for name, text in CLINIC.items() if name != "hours"), made.values["given_name"])
        for words in (made.filled().text.decode(), seen(made.filled().html.decode())):
            assert english_in(words, besides=stays) == set()


def test_nothing_is_left_to_mend(made):
    assert made.findings == ()


def test_it_reads_back_as_what_was_filled(made):
    ours, filled = message_from_bytes(made.eml(), policy=default), made.filled()
    assert not ours.defects and not any(part.defects for part in ours.walk())
    assert str(ours["Subject"]) == filled.subject
    html, text = (ours.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("html", "plain"))
    assert (html, text) == (filled.html.decode(), filled.text.decode())


def test_it_equals_the_message_python_would_build(made):
    if made.email.images:  # parts within parts: tests/mailer compares those
        made = Preview(replace(made.email, images=()), made.values, (), made.preheader, made.at)
    whole = {"to": NOBODY, "message_id": message_id_for(made.email, "preview"), "date": made.at}
    theirs = message_from_bytes(built_by_python(made.email, made.values, **whole).as_bytes(), policy=default)
    assert read_back(message_from_bytes(made.eml(), policy=default)) == read_back(theirs)


def test_every_line_is_ascii_and_short(made):
    message = made.eml()
    head, _, body = message.partition(b"\r\n\r\n")
    assert message.isascii() and b"\n" not in message.replace(b"\r\n", b"")
    assert max(map(len, body.split(b"\r\n"))) <= 76 and max(map(len, head.split(b"\r\n"))) <= 998


def test_sendgrid_makes_the_same_of_it_by_substitution(made):
    recipient = Recipient("m1", NOBODY, made.values)
    request = json.loads(request_json(made.email, [letter(made.email, recipient)], "a1"))
    delivered, filled = as_delivered(request, 0), made.filled()
    assert delivered["subject"] == filled.subject
    assert delivered["text/html"] == filled.html.decode() and delivered["text/plain"] == filled.text.decode()


def test_the_html_is_far_below_what_gmail_cuts(made):
    assert len(made.filled().html) < 90_000
