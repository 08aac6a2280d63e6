"""What somebody wrote just now, out of all that mail programs put around it; and a STOP that is one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.inbound.phrases import phrases
from mailer.inbound.own_words import is_stop, own_words
from tests.mailer.inbound.emails import QUOTED

FOLDED = "On Monday, October 12, 2026 at 9:00 AM\nLearning Desk <lessons@clinic.example>\nwrote:\n\nLesson 2\nMove a little.\n"
SPANISH = "El lun, 12 oct 2026 a las 9:00, Learning Desk (<lessons@clinic.example>) escribió:\n> Lección 2\n"
OUTLOOK = "________________________________\nFrom: Learning Desk <l@clinic.example>\nSent: Monday\nTo: Ana\nSubject: Lesson 2\n\nMove.\n"
BOLD = "*De:* Learning Desk\n*Enviado:* lunes\n*Para:* Ana\n*Asunto:* Lección\n\nMuévase.\n"
ORIGINAL = "-----Original Message-----\nFrom: Desk\n\nMove a little.\n"


@pytest.mark.parametrize("below", [QUOTED, FOLDED, SPANISH, OUTLOOK, BOLD, ORIGINAL, ""], ids=range(7))
@pytest.mark.parametrize(
    "signature", ["", "-- \nAna Ruiz\n555 0100\n", "Sent from my iPhone\n", "Enviado desde mi iPhone\n"], ids=range(4)
)
def test_quotes_and_signatures_are_cut(below, signature):
    assert (
        own_words(f"I feel dizzy.\n\nCan you call?\n\n{signature}\n{below}", phrases())
        == "I feel dizzy.\n\nCan you call?"
    )


def test_an_answer_under_the_quote_or_between_its_lines_is_kept():
    assert own_words(f"{QUOTED}\nI feel dizzy.\n", phrases()) == "I feel dizzy."
    assert own_words("> Do you sleep well?\nNo.\n> Do you walk?\nYes, daily.\n", phrases()) == "No.\nYes, daily."


def test_words_that_only_look_like_a_quote_are_kept():
    for said in ("My doctor wrote: rest.", "From: monday on I walk.", "- one\n- two", "Dear team, she wrote:\nhello"):
        assert own_words(said, phrases()) == said


def test_what_nobody_can_see_is_gone_and_lines_end_alike():
    assert own_words("I\x00 feel\u202e dizzy.\r\nCall\rme\u200b\ufeff.", phrases()) == "I feel dizzy.\nCall\nme."
    assert own_words("\ud800\x07", phrases()) == ""
    assert own_words("👩\u200d⚕️ می\u200cخواهم", phrases()) == "👩\u200d⚕️ می\u200cخواهم"


@settings(max_examples=40)
@given(st.text(max_size=120))
def test_no_text_is_too_odd(text):
    kept = own_words(text, phrases())
    assert "\x00" not in kept and "\r" not in kept and kept == kept.strip()


@pytest.mark.parametrize(
    "said",
    [
        "STOP",
        "stop.",
        " Stop\n",
        "¡BAJA!",
        "Unsubscribe",
        "ＳＴＯＰ",
        "darse de baja",
        "No más correos",
        "“Stop”",
        "alto",
        "opt-out",
    ],
)
def test_stop_is_heard_in_every_language_of_ours(said):
    assert is_stop(own_words(said, phrases()), phrases())


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Please stop by at nine",
        "Don't stop",
        "Should I stop the pills?",
        "STOP the pills?",
        "La presión baja",
        "Stop, I feel dizzy",
        "Cancel",
    ],
)
def test_words_that_say_more_than_stop_are_for_a_person(said):
    assert not is_stop(said, phrases())
