"""The readability formulas, as their authors give them. Words, sentences and syllables come from `counts`.

Flesch-Kincaid grade: Kincaid, Fishburne, Rogers, Chissom, "Derivation of new readability formulas for Navy enlisted
personnel", Naval Technical Training Command, Research Branch Report 8-75, 1975.
SMOG grade: McLaughlin, "SMOG grading: a new readability formula", Journal of Reading 12 (1969), 639-646; made on 30 sentences.
Fernández Huerta's ease: "Medidas sencillas de lecturabilidad", Consigna 214 (1959), 29-32; read with words per sentence and
syllables per word, as all programs do today.
Perspicuity: Szigriszt Pazos, doctoral thesis, Universidad Complutense de Madrid, 1993. Its bands are the INFLESZ scale:
Barrio-Cantalejo and others, "Validación de la Escala INFLESZ para evaluar la legibilidad de los textos dirigidos a
pacientes", Anales del Sistema Sanitario de Navarra 31 (2008), 135-152.
"""

from math import sqrt

from content.plain_language.counts import Counts

SENTENCES_FOR_SMOG = 30
_BANDS = ((40, "muy difícil"), (55, "algo difícil"), (65, "normal"), (80, "bastante fácil"))


def flesch_kincaid(counts: Counts) -> float:
    """School years (US), one decimal; 0.0 without words, and for what is easier than the first year."""
    if not counts.words:
        return 0.0
    return max(0.0, round(0.39 * _length(counts) + 11.8 * _weight(counts) - 15.59, 1))


def smog(counts: Counts) -> float:
    """School years (US), one decimal; 0.0 without words. Judge it on 30 sentences or more."""
    if not counts.words:
        return 0.0
    return round(1.043 * sqrt(30 * counts.polysyllables / counts.sentences) + 3.1291, 1)


def fernandez_huerta(counts: Counts) -> float:
    """0 (hard) to 100 (easy), one decimal; 0.0 without words. Very short sentences go beyond 100."""
    return round(206.84 - 60 * _weight(counts) - 1.02 * _length(counts), 1) if counts.words else 0.0


def perspicuity(counts: Counts) -> float:
    """0 (hard) to 100 (easy), one decimal; 0.0 without words."""
    return round(206.835 - 62.3 * _weight(counts) - _length(counts), 1) if counts.words else 0.0


def inflesz_band(value: float) -> str:
    """The scale's own Spanish name for a perspicuity. A text for patients aims at "bastante fácil" or more."""
    return next((name for limit, name in _BANDS if value < limit), "muy fácil")


def _length(counts: Counts) -> float:
    return counts.words / counts.sentences


def _weight(counts: Counts) -> float:
    return counts.syllables / counts.words
