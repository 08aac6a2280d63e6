"""A patient whose language we don't have: sent in the series' own with a note, or kept waiting. Whoever enrols chooses; nothing is silent."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape

import pytest
from django.core.management import call_command
from django.urls import reverse

from campaigns.emails.making import cover_context
from campaigns.emails.received import received
from campaigns.models import Enrolment, Message
from campaigns.sending.run import send_due
from campaigns.series.approving import approve
from campaigns.series.languages import untranslated_lessons
from content.cover_notes import cover_note
from content.models import Review, Revision

pytestmark = pytest.mark.django_db(transaction=True)


def sent(moment: datetime) -> None:
    send_due(lambda: moment, "test")


def lesson_of(enrolment: Enrolment) -> Message:
    return Message.objects.lessons().get(enrolment=enrolment)


@pytest.fixture
def in_vietnamese(signed_series, enrol, now: datetime):
    """Enrolled a week ago, so that the first lesson is due."""
    return lambda **more: enrol("an@example.org", "An", language="vi", at=now - timedelta(days=7), **more)


def test_what_happens_is_said_to_whoever_enrols(in_vietnamese) -> None:
    done = in_vietnamese()
    assert done.why == (
        "8 of 8 lessons have no text in Vietnamese that may be sent. "
        "Those arrive in English, with a note in Vietnamese and the interpreter line."
    )


def test_a_lesson_in_another_language_carries_a_note_in_the_patients_own(in_vietnamese, clinic, now: datetime) -> None:
    enrolment = in_vietnamese().enrolment
    sent(now)
    message = lesson_of(enrolment)
    assert (message.revision.language, message.cover) == ("en", "vi")
    note = cover_note("vi").text.format(phone=clinic.phone)
    email = received(message)
    assert 'lang="vi"' in email.html.decode() and note in unescape(email.html.decode())
    assert note[:40] in email.text.decode()
    assert cover_context("vi", clinic.phone) == {"text": note, "lang": "vi", "dir": "ltr"}


def test_who_waits_gets_nothing_and_is_listed(in_vietnamese, now: datetime) -> None:
    done = in_vietnamese(untranslated=Enrolment.Untranslated.WAIT)
    assert "They wait for the translation" in done.why
    sent(now)
    done.enrolment.refresh_from_db()
    assert done.enrolment.waits_for == Enrolment.WaitsFor.LANGUAGE
    assert not Message.objects.lessons().exists()
    assert not Enrolment.objects.unaccounted().exists()


def test_who_waited_goes_on_once_the_translation_is_signed(in_vietnamese, signed_series, now: datetime) -> None:
    enrolment = in_vietnamese(untranslated=Enrolment.Untranslated.WAIT).enrolment
    sent(now)
    for step in signed_series.way():
        step.lesson.revise("vi", step.lesson.latest("en").source, now=now, by="test")
    for kind in Review.Kind:
        approve(signed_series, reviewer="Test", credential="MD", language="vi", now=now, how="test", kind=kind)
    sent(now + timedelta(minutes=1))
    message = lesson_of(enrolment)
    assert (message.revision.language, message.cover) == ("vi", "")


def test_a_regional_variety_reads_its_base_language_without_a_note(signed_series, enrol, now: datetime) -> None:
    enrolment = enrol("ana@example.org", "Ana", language="es-MX", at=now - timedelta(days=7)).enrolment
    sent(now)
    assert lesson_of(enrolment).revision.language == "en"  # Spanish isn't signed
    assert lesson_of(enrolment).cover == "es"


def test_two_languages_never_share_an_email(signed_series, enrol, now: datetime) -> None:
    before = now - timedelta(days=7)
    enrolled = [enrol(f"{tag}@example.org", tag, language=tag, at=before).enrolment for tag in ("en", "vi", "ko")]
    sent(now)
    emails = {lesson_of(one).email_id for one in enrolled}
    assert len(emails) == 3


def test_nothing_is_missing_in_the_series_own_language(signed_series, now: datetime) -> None:
    assert untranslated_lessons(signed_series, "en-GB", now) == 0
    assert untranslated_lessons(signed_series, "so", now) == 8


def test_a_translation_needs_both_signatures(series, now: datetime) -> None:
    lesson = series.way().first().lesson
    approve(series, reviewer="Test", credential="MD", language="es", now=now, how="test")
    assert lesson.signed_text("es", now, practising=False) is None
    approve(series, reviewer="Test", credential="CHI", language="es", now=now, how="test", kind=Review.Kind.TRANSLATOR)
    text = lesson.signed_text("es", now, practising=False)
    assert text and text.revision.language == "es"


def test_a_translators_signature_alone_lets_nothing_out(series, now: datetime) -> None:
    approve(series, reviewer="Test", credential="CHI", language="es", now=now, how="test", kind=Review.Kind.TRANSLATOR)
    assert series.way().first().lesson.signed_text("es", now, practising=False) is None


def test_a_translation_knows_its_original(series) -> None:
    for step in series.way():
        assert (
            Revision.objects.get(lesson=step.lesson, language="es").translates == step.lesson.latest("en").content_hash
        )


def test_the_command_line_chooses_too(signed_series, now: datetime) -> None:
    call_command(
        "enrol", series="fibromyalgia", email="an@example.org", given_name="An", language="vi", untranslated="wait",
        consent="signed form", verbosity=0,
    )  # fmt: skip
    assert Enrolment.objects.get().untranslated == Enrolment.Untranslated.WAIT


def test_a_patient_reads_the_note_on_the_page_too(in_vietnamese, client, clinic, now: datetime) -> None:
    message = lesson_of(sent_to(in_vietnamese, now))
    page = client.get(reverse("portal:lesson", args=[message.token])).content.decode()
    assert cover_note("vi").text.format(phone=clinic.phone) in unescape(page)


def sent_to(enrolled, now: datetime) -> Enrolment:
    enrolment = enrolled().enrolment
    sent(now)
    return enrolment
