"""The figures of a text, and of a whole series of lessons."""

from collections.abc import Iterable
from dataclasses import dataclass

from content.lesson_text import LessonText
from content.plain_language import formulas
from content.plain_language.counts import Counts, counts_of, together
from content.plain_language.languages import base_of
from content.plain_language.medical_terms import without_terms
from content.plain_language.reading import what_the_patient_reads

AIM, HIGHEST_GRADE = 6.0, 8.0  # facts: Flesch-Kincaid 6 is the aim, 8 the limit (American Medical Association; NIH)
SMOG_AIM, HIGHEST_SMOG = 8.0, 10.0  # SMOG runs about two grades higher on the same text
EASE_AIM, LOWEST_EASE = 65.0, 55.0  # INFLESZ: from 65 "bastante fácil", from 55 "normal"


@dataclass(frozen=True)
class Measures:
    """Grades are school years (US). A figure is None where the language has no formula for it.

    `smog` is None on fewer than 30 sentences too: `too_short_for_smog` tells the two apart. `ease` is Fernández Huerta's,
    `perspicuity` Szigriszt's, on which `band` (INFLESZ, a Spanish name) is built; both run from 0, hard, to 100, easy.
    """

    words: int
    sentences: int
    syllables: int
    polysyllables: int
    grade: float | None = None
    smog: float | None = None
    ease: float | None = None
    perspicuity: float | None = None
    band: str | None = None
    too_short_for_smog: bool = False


def measure(text: str, language: str) -> Measures:
    """Of plain text, as `what_the_patient_reads` gives it for a lesson."""
    return _measures(counts_of(text, language), language)


def measure_all(lessons: Iterable[LessonText], language: str) -> Measures:
    """Of a series as one text. SMOG is always given: a series is long enough, or as long as it gets."""
    counts = together(counts_of(what_the_patient_reads(lesson), language) for lesson in lessons)
    return _measures(counts, language, fewest_for_smog=0)


def measure_without_terms(text: str, language: str) -> Measures:
    """As `measure`, with every term of the glossary left out: what the writer can still mend when a term must stay."""
    return measure(without_terms(text, language), language)


def grade_of(text: str) -> float:
    """The Flesch-Kincaid grade of an English text."""
    return formulas.flesch_kincaid(counts_of(text))


def _measures(counts: Counts, language: str, fewest_for_smog: int = formulas.SENTENCES_FOR_SMOG) -> Measures:
    whole = (counts.words, counts.sentences, counts.syllables, counts.polysyllables)
    if base_of(language) == "en":
        short = counts.sentences < fewest_for_smog
        smog = None if short else formulas.smog(counts)
        return Measures(*whole, grade=formulas.flesch_kincaid(counts), smog=smog, too_short_for_smog=short)
    if base_of(language) == "es":
        value = formulas.perspicuity(counts)
        band = formulas.inflesz_band(value) if counts.words else None
        return Measures(*whole, ease=formulas.fernandez_huerta(counts), perspicuity=value, band=band)
    return Measures(*whole)
