"""One note for each language we can't teach in yet, found by any tag a patient may have."""

from __future__ import annotations

import unicodedata

import pytest

from content.cover_notes import cover_note, cover_notes
from patients.languages import clean_language

ALL = pytest.mark.parametrize("tag", sorted(cover_notes()))
SCRIPTS = {
    "ar": "ARABIC", "fa": "ARABIC", "hi": "DEVANAGARI", "bn": "BENGALI", "ko": "HANGUL", "ru": "CYRILLIC", "uk": "CYRILLIC",
    "ja": ("CJK", "HIRAGANA", "KATAKANA"), "zh-Hans": "CJK", "zh-Hant": "CJK",
}  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("es", "es"), ("es-MX", "es"), ("pt-BR", "pt"), ("pt_PT", "pt"), ("zh", "zh-Hans"), ("zh-CN", "zh-Hans"), ("zh-TW", "zh-Hant"),
        ("zh-HK", "zh-Hant"), ("zh-Hant-TW", "zh-Hant"), ("zh-Hans-HK", "zh-Hans"), ("ZH-hant", "zh-Hant"), ("fil", "tl"), ("fil-PH", "tl"),
        ("uk", "uk"), ("fa-AF", "fa"),
    ],
)  # fmt: skip
def test_a_tag_finds_the_nearest_note(asked, found):
    note = cover_note(asked)
    assert note and note.language == found


@pytest.mark.parametrize("asked", ["en", "en-US", "xx", "", "so", "am"])
def test_english_and_a_language_without_a_note_get_none(asked):
    assert cover_note(asked) is None


@ALL
def test_a_note_is_two_sentences_that_give_the_phone_once(tag):
    note = cover_notes()[tag]
    assert note.text.count("{phone}") == 1 and note.text.count("{") == 1
    assert len([mark for mark in note.text if mark in ".。।"]) == 2
    assert not set(note.text) & set("!！¡")
    assert note.text.format(phone="(555) 555-0140")


@ALL
def test_a_note_is_found_by_the_tag_a_patient_is_kept_under(tag):
    kept = clean_language(tag)
    note = cover_note(kept)
    assert note and note.language == tag


@ALL
def test_a_note_is_written_in_the_script_of_its_language(tag):
    note, scripts = cover_notes()[tag], SCRIPTS.get(tag, "LATIN")
    letters = [unicodedata.name(one) for one in note.text.replace("{phone}", "") if one.isalpha()]
    assert letters and all(name.startswith(scripts) for name in letters)


def test_the_number_keeps_its_order_in_right_to_left_notes():
    turned = {tag for tag, note in cover_notes().items() if note.direction == "rtl"}
    assert turned == {"ar", "fa"}
    assert all("\u2066{phone}\u2069" in cover_notes()[tag].text for tag in turned)


def test_no_two_languages_share_a_text_or_a_name():
    notes = cover_notes().values()
    assert len({note.text for note in notes}) == len({note.name for note in notes}) == len(notes)
