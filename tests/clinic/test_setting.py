"""A refused setting: the command names it, the page says beside the field what to do, in its own language."""

from __future__ import annotations

from django.utils import translation

from clinic.setting import this, wrong

ADVICE = "Write minutes from {shortest} to {longest}."


def test_the_command_hears_which_setting_and_what_was_written_and_the_page_only_the_advice():
    refusal = wrong("idle_minutes", "one", ADVICE, shortest=5, longest=480)
    assert str(refusal) == "idle_minutes is 'one': write minutes from 5 to 480."
    assert refusal.here == "Write minutes from 5 to 480."
    assert str(wrong("weekdays", None, "Name a day.")) == "weekdays is empty: name a day."


def test_the_page_says_it_in_its_language_and_the_command_stays_in_english():
    with translation.override("es"):
        refusal = wrong("idle_minutes", "one", ADVICE, shortest=5, longest=480)
    assert str(refusal) == "idle_minutes is 'one': write minutes from 5 to 480."
    assert refusal.here == "Escriba minutos de 5 a 480."


def test_the_first_words_of_a_sentence_give_way_to_the_name_of_the_setting():
    refusal = this("closed", "This holds {n} days: {most} are the most.", n=401, most=400)
    assert (str(refusal), refusal.here) == (
        "closed holds 401 days: 400 are the most.",
        "This holds 401 days: 400 are the most.",
    )
    assert str(this("look", "The colour {colour} is faint.", subject=2, colour="#ABCDEF")) == "look #ABCDEF is faint."
