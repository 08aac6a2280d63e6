"""The shipped series' private words: they find what tells, in English and Spanish, and leave names of people and places alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from content.series_folder import read_outline
from mailer.lint.privacy import neutral_findings
from tests.mailer.lint.conftest import as_email

PRIVATE = read_outline(Path(settings.LIBRARY) / "fibromyalgia").private_words


def tells(words: str) -> bool:
    return bool(list(neutral_findings(as_email("x", words), PRIVATE, "")))


@pytest.mark.parametrize(
    "words",
    [
        "Cómo vivir con dolor", "Sus dolores de cada día", "Un punto adolorido", "¿Le duele un abrazo?", "Qué es la fibromialgia",
        "Mucho cansancio", "Duerma mejor", "El sueño y usted", "Inyecciones: qué preguntar", "Bloqueos de nervios", "Puntos gatillo",
        "Sus medicamentos", "Un brote", "Los músculos y las coyunturas", "La médula espinal", "Pain and sleep", "Nerve blocks",
    ],
)  # fmt: skip
def test_they_find_what_would_tell(words):
    assert tells(words)


@pytest.mark.parametrize(
    "words",
    [
        "Dolores Huerta Clinic", "Nuestra Señora de los Dolores", "Cabot Family Medicine", "Clínica Nervión", "Cuello y Asociados",
        "Centro de Medicina Familiar", "Su primera lección de Willow Street Clinic", "Lección 2 de 8: 2 minutos de lectura",
        "Llame o mande un mensaje de texto en una crisis", "Confirme su correo electrónico",
    ],
)  # fmt: skip
def test_they_leave_names_and_plain_words_alone(words):
    assert not tells(words)
