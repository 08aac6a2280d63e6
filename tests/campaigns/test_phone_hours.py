"""The hours under the phone number, in Spanish for a reader of Spanish."""

from __future__ import annotations

import pytest

from campaigns.phone_hours import phone_hours

WEEK = "Monday to Friday, 8 am to 5 pm."


@pytest.mark.parametrize(
    ("sentence", "language", "said"),
    [
        pytest.param(WEEK, "es", "De lunes a viernes, de 8 a. m. a 5 p. m.", id="Spanish"),
        pytest.param(WEEK, "es-MX", "De lunes a viernes, de 8 a. m. a 5 p. m.", id="Mexican Spanish"),
        pytest.param("Saturday, 9:30 am to 1 pm", "es", "Sábado, de 9:30 a. m. a 1 p. m.", id="one day"),
        pytest.param(WEEK, "en", WEEK, id="English stays as written"),
        pytest.param(WEEK, "fr", WEEK, id="a language whose words are English"),
        pytest.param("Weekdays, ask for Ana.", "es", "Weekdays, ask for Ana.", id="not understood"),
        pytest.param("", "es", "", id="none"),
    ],
)
def test_hours_are_said_in_the_readers_language(sentence, language, said):
    assert phone_hours(sentence, language).replace("\u00a0", " ").replace("\u202f", " ") == said


def test_a_time_is_never_broken_over_two_lines():
    assert "8\u00a0a.\u00a0m." in phone_hours(WEEK, "es")
