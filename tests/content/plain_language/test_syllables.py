import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.plain_language.spanish_syllables import spanish_syllables_in
from content.plain_language.syllables import syllables_in


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("pain", 1), ("patient", 2), ("medicine", 3), ("caused", 1), ("treated", 2), ("causes", 2), ("settled", 2),
        ("tubes", 1), ("table", 2), ("tables", 2), ("being", 2), ("period", 3), ("nation", 2), ("fatigue", 2), ("diet", 2),
        ("rheumatism", 4), ("doctor's", 2), ("doctor’s", 2), ("sometimes", 2), ("movement", 2), ("element", 3), ("area", 3),
        ("the", 1), ("brrr", 1), ("isn't", 2), ("don't", 1), ("you're", 1), ("easiest", 3), ("headaches", 2), ("beaches", 2),
        ("studying", 3), ("played", 1), ("everyone", 3), ("safely", 2), ("business", 2), ("tired", 2), ("5-minute", 2),
        ("30", 1), ("side-effect", 3), ("MRI", 3),
    ],
)  # fmt: skip
def test_english_words_have_the_syllables_of_the_dictionary(word: str, count: int) -> None:
    assert syllables_in(word) == count


def test_the_condition_counts_as_the_reference_engine_counts_it() -> None:
    """5 are spoken; see the table for why 3 are counted."""
    assert syllables_in("Fibromyalgia") == 3


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("dolor", 2), ("músculo", 3), ("días", 2), ("cuerpo", 2), ("que", 1), ("guía", 2), ("pingüino", 3), ("ahí", 2),
        ("oír", 2), ("leer", 2), ("ciudad", 2), ("hoy", 1), ("muy", 1), ("ayuda", 3), ("raíz", 2), ("enfermedad", 4),
        ("fibromialgia", 4), ("yo", 1), ("reyes", 2), ("y", 1), ("continúe", 4), ("construir", 2), ("aéreo", 4),
        ("poesía", 4), ("siguiente", 3), ("Médico", 3), ("cooperar", 4), ("3", 1),
    ],
)  # fmt: skip
def test_spanish_words_have_the_syllables_of_their_spelling(word: str, count: int) -> None:
    assert spanish_syllables_in(word) == count


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_word_has_at_least_one_syllable_and_no_more_than_letters(word: str) -> None:
    assert 1 <= spanish_syllables_in(word) <= max(1, len(word.lower()))
    assert 1 <= syllables_in(word) <= max(1, 2 * len(word.lower()))
