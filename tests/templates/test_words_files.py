"""What a words file of another language says: its own words, in inbox lines that fit. Keys and placeholders: test_email_templates.py."""

from __future__ import annotations

import tomllib

import pytest

from tests.templates.email_samples import ROOT

FOLDER = ROOT / "templates/words"
Words = dict[tuple[str, str], str]


def words_in(language: str) -> Words:
    tables = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    return {(table, key): text for table, words in tables.items() for key, text in words.items()}


ENGLISH = words_in("en")
others = pytest.mark.parametrize("language", sorted({file.stem for file in FOLDER.glob("*.toml")} - {"en"}))


def test_spanish_is_one_of_them():
    assert (FOLDER / "es.toml").exists()


@others
def test_nothing_is_left_in_english(language):
    same = {key for key, text in words_in(language).items() if text == ENGLISH[key]}
    assert same <= {("portal", "door_pin_label"), ("portal", "clear_no")}, "PIN and No are the same word in both"


@others
def test_it_breaks_lines_nowhere_and_keeps_the_shape_of_a_picture(language):
    words = words_in(language)
    assert not any("\n" in text or text != text.strip() for text in words.values())
    assert words["lesson", "picture"].startswith("[") and words["lesson", "picture"].endswith("]")


@others
def test_what_is_seen_before_opening_fits_an_inbox(language):
    email = {key: text for (table, key), text in words_in(language).items() if table == "email"}
    told = {"position": 8, "count": 8, "mail_name": "Willow Street Clinic", "minutes": 2}
    assert all(len(email[key] % told) <= 60 for key in ("welcome_subject", "ready_subject", "signup_subject"))
    assert all(
        40 <= len(email[key] % told) <= 90
        for key in ("welcome_preheader", "ready_preheader", "draft_preheader", "signup_preheader")
    )
