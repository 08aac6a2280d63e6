from pathlib import Path

import pytest

from content.lesson_text import parse_lesson
from content.plain_language import formulas
from content.plain_language.counts import Counts, counts_of, together
from content.plain_language.measures import grade_of, measure, measure_all, measure_without_terms
from content.plain_language.reading import what_the_patient_reads

LESSON = Path(__file__).parents[3] / "content" / "library" / "fibromyalgia" / "07-procedures.md"


@pytest.fixture
def lesson():
    return parse_lesson(LESSON.read_text("utf-8"), LESSON.name)


def test_the_formulas_are_those_of_their_authors() -> None:
    counts = Counts(words=100, sentences=10, syllables=150, polysyllables=12)
    assert formulas.flesch_kincaid(counts) == 6.0  # 0.39 × 10 + 11.8 × 1.5 − 15.59 = 6.01
    assert formulas.smog(counts) == 9.4  # 1.043 × √(30 × 12 / 10) + 3.1291 = 9.387
    assert formulas.fernandez_huerta(counts) == 106.6  # 206.84 − 60 × 1.5 − 1.02 × 10 = 106.64
    assert formulas.perspicuity(counts) == 103.4  # 206.835 − 62.3 × 1.5 − 10 = 103.385


@pytest.mark.parametrize(
    ("value", "band"),
    [(39.9, "muy difícil"), (40, "algo difícil"), (55, "normal"), (65, "bastante fácil"), (79.9, "bastante fácil"), (80, "muy fácil")],
)  # fmt: skip
def test_the_bands_of_inflesz(value: float, band: str) -> None:
    assert formulas.inflesz_band(value) == band


def test_a_text_without_words_has_figures_of_zero() -> None:
    for text in ("", "– … !"):
        assert grade_of(text) == 0.0
        assert measure(text, "en").words == measure(text, "es").words == 0
    assert measure("", "es").band is None


def test_english_has_grades_and_spanish_has_ease() -> None:
    english, spanish = measure("Rest your leg today.", "en-US"), measure("Descanse la pierna hoy.", "es-MX")
    assert english.grade is not None and english.ease is None and english.band is None
    assert spanish.grade is None and spanish.smog is None and spanish.ease is not None and spanish.band == "muy fácil"


def test_another_language_has_counts_and_no_figure() -> None:
    found = measure("Ruhen Sie sich heute aus.", "de")
    assert (found.words, found.sentences) == (5, 1)
    assert (found.grade, found.smog, found.ease, found.perspicuity, found.band) == (None,) * 5


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("Camine cinco minutos cada día. Pare si le duele mucho. Beba agua antes de salir.", "muy fácil"),
        (
            "Con posterioridad a la realización de la intervención quirúrgica, resulta imprescindible proceder a la "
            "evaluación periódica de la sintomatología, a fin de determinar la conveniencia de modificar la medicación.",
            "muy difícil",
        ),
    ],
    ids=["easy", "hard"],
)
def test_spanish_texts_fall_into_their_bands(text: str, band: str) -> None:
    assert measure(text, "es").band == band


def test_smog_is_too_short_to_judge_below_30_sentences() -> None:
    one = "Walk for five minutes every day. "
    assert measure(one * 29, "en").smog is None and measure(one * 29, "en").too_short_for_smog
    assert measure(one * 30, "en").smog is not None and not measure(one * 30, "en").too_short_for_smog


def test_a_series_always_has_a_smog_grade(lesson) -> None:
    twice = measure_all([lesson, lesson], "en")
    assert twice.words == 2 * measure(what_the_patient_reads(lesson), "en").words
    assert twice.smog == measure_all([lesson], "en").smog
    assert measure_all([], "en").smog == 0.0


def test_a_text_is_easier_without_its_medical_terms() -> None:
    text = "You may have neuropathy and osteoarthritis in both of your knees now."
    assert measure_without_terms(text, "en").grade < measure(text, "en").grade
    assert measure_without_terms("Walk for five minutes.", "en") == measure("Walk for five minutes.", "en")


def test_items_and_titles_count_as_the_reference_counts_them() -> None:
    assert counts_of("Take a short walk\nDrink some water").sentences == 2
    assert counts_of("Take a short walk:\nit will help").sentences == 1
    assert counts_of("Call us. Now. We are here.").sentences == 1  # two words alone are no sentence
    assert counts_of("Take 2.5 grams of it today.").sentences == 1
    assert counts_of("A long-term plan for the doctor’s office").words == 7


def test_addresses_of_links_are_not_read() -> None:
    assert grade_of("See [this](https://example.org/interventional-management) today.") == grade_of("See [this] today.")


def test_counts_add_up() -> None:
    one, other = counts_of("Rest your leg."), counts_of("Call the clinic tomorrow.")
    assert together([one, other]) == Counts(7, 2, one.syllables + other.syllables, 1)


def test_the_patient_reads_keys_and_text_but_no_sources_headings_or_addresses(lesson) -> None:
    read = what_the_patient_reads(lesson)
    assert lesson.opening in read and lesson.unknown.split(",")[0] in read and lesson.question.answers[0].why in read
    assert "Cochrane" not in read and "\nNerve blocks" not in read
    assert all(line.endswith((".", "!", "?", "…")) for line in read.splitlines())
