"""An email to somebody of the staff is in the language they chose for the desk, whoever is at the desk meanwhile."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.utils import translation

from campaigns.emails.staff_language import in_their_language
from campaigns.reviewing.reminder_email import SIGNS, reminder, running_out
from clinic.models import ClinicProfile, Person


@pytest.mark.parametrize(
    ("chosen", "language", "subject", "day"),
    [
        ("es", "es", "2 lecciones necesitan su firma otra vez", "martes, 1 de diciembre"),
        ("en", "en", "2 lessons need your signature again", "Tuesday, December 1"),
        ("", "en", "2 lessons need your signature again", "Tuesday, December 1"),
    ],
    ids=["Spanish", "English", "nothing chosen"],
)
def test_a_reminder_is_in_the_language_of_whoever_reads_it(clinic, chosen: str, language: str, subject: str, day: str):
    user = User.objects.create_user("olga", email="olga@clinic.example")
    Person.objects.create(user=user, role="reviewer", credential="MD", language=chosen)
    with translation.override("es" if language == "en" else "en"), in_their_language(user):
        said, lines = running_out(2, date(2026, 12, 1), 3)
        email = reminder(said, lines, "https://clinic.example/staff/reviews/", "x", ClinicProfile.current(), SIGNS)
    assert said == subject and day in lines[1]
    assert email.language == language and f'<html lang="{language}">' in email.html[0]


def test_somebody_without_a_role_is_written_to_in_english(db):
    with translation.override("es"), in_their_language(User.objects.create_user("nobody")):
        assert translation.get_language() == "en"
