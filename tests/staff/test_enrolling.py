"""Enrolling at the desk: what goes wrong is said where it stands, nothing typed is lost, and nobody is enrolled twice."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from campaigns.models import Enrolment, Message, Series
from clinic.models import AuditEntry
from patients.models import Consent, Patient, Suppression
from tests.staff.conftest import Page, said

URL = "/staff/patients/enrol/"
WALTER = {
    "email": "walter@example.org", "given_name": "Walter", "family_name": "Nakamura", "birth_date": "11/02/1959",
    "visit_date": "2026-10-09", "language": "en", "time_zone": "America/Phoenix", "series": "fibromyalgia", "consent": "on",
}  # fmt: skip


@pytest.fixture
def post(signed_series, staff: Client):
    return lambda **changed: staff.post(URL, {**WALTER, **changed})


def pin_of(answer: HttpResponse) -> str:
    return re.search(r'class="pin"[^>]*>(\d{6})<', answer.content.decode())[1]  # type: ignore[index]


def test_a_patient_is_enrolled_with_what_was_typed(post, now):
    answer = post()
    assert answer.status_code == 200 and "Walter is enrolled" in said(answer)
    patient = Patient.objects.get()
    identity = patient.open_identity()
    assert (identity.email, identity.family_name, identity.birth_date) == (
        "walter@example.org",
        "Nakamura",
        date(1959, 11, 2),
    )
    assert (patient.time_zone, patient.language) == ("America/Phoenix", "en")
    assert Enrolment.objects.get().anchored_on == date(2026, 10, 9)


def test_the_consent_carries_the_id_of_who_heard_it(post, staff):
    post()
    consent = Consent.objects.get()
    assert consent.how == "Said yes at the desk, read aloud"
    assert consent.recorded_by == AuditEntry.objects.get(action="enrol").actor == staff.session["_auth_user_id"]


def test_the_address_is_asked_about_by_email_before_any_lesson(post, send, now):
    post()
    assert Enrolment.objects.get().waits_for == "confirmation"
    send(now)
    assert [message.kind for message in Message.objects.all()] == ["welcome"]


def test_the_pin_shows_once_and_is_kept_nowhere_in_clear(post, staff, django_db_blocker):
    answer = post()
    pin = pin_of(answer)
    patient = Patient.objects.get()
    assert patient.check_pin(pin)
    assert pin not in staff.get(f"/staff/patients/{patient.id}/").content.decode()
    assert pin not in str(dict(staff.session))
    assert pin not in str(list(AuditEntry.objects.values()))
    assert "no-store" in answer["Cache-Control"]


def test_what_happens_next_is_said_with_dates(post):
    words = said(post())
    assert "Now An email asks to confirm the address." in words
    assert "Mon, Oct 12 Lesson 1, What fibromyalgia is, if confirmed by then" in words
    assert "Lesson 8" in words


def test_the_same_form_twice_enrols_once(post):
    post()
    again = post()
    assert Enrolment.objects.count() == Patient.objects.count() == 1
    assert again.status_code == 302 and again["Location"] == f"/staff/patients/{Patient.objects.get().id}/"


def test_someone_already_in_the_series_is_told_so(post, staff):
    post()
    answer = post()
    assert "This patient is in this series already." in said(staff.get(answer["Location"]))


WRONG: list[tuple[dict[str, Any], str, str]] = [
    (
        {"email": "walter at example"},
        "email",
        "Enter one plain address without spaces, names or brackets, such as name@example.org.",
    ),
    ({"email": ""}, "email", "Type the patient’s email address."),
    ({"given_name": ""}, "given_name", "Type the given name"),
    ({"given_name": "x" * 101}, "given_name", "Shorten the given name to at most 100 characters."),
    ({"birth_date": "02.11.1959"}, "birth_date", "Write the date as 11/02/1959 or 1959-11-02."),
    ({"birth_date": "13/45/1959"}, "birth_date", "Write the date as"),
    ({"birth_date": "2030-01-01"}, "birth_date", "Check the birth date: it is in the future."),
    ({"visit_date": "2027-01-01"}, "visit_date", "it is in the future"),
    ({"time_zone": "Mars/Olympus"}, "time_zone", "Choose a time zone of the list."),
    ({"consent": ""}, "consent", "Tick it when the patient has said yes."),
]


@pytest.mark.parametrize(("changed", "field", "sentence"), WRONG)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(post, changed, field, sentence):
    answer = post(**changed)
    page = Page(answer)
    assert answer.status_code == 200 and sentence in said(answer)
    assert page.field(field)["aria-invalid"] == "true"
    for name in ("email", "given_name", "family_name", "birth_date", "visit_date"):
        assert page.field(name)["value"] == {**WALTER, **changed}[name]
    assert Patient.objects.count() == Enrolment.objects.count() == 0


def test_the_box_on_top_says_who_is_not_enrolled_and_links_to_the_answer(post):
    answer = post(email="no")
    assert "Walter isn’t enrolled yet. One answer to mend: email. The rest is kept." in said(answer)
    assert "#id_email" in Page(answer).addresses


def test_a_birth_date_is_read_back_in_words(post):
    assert "November 2, 1959" in said(post(email="no"))


def test_an_address_in_use_is_asked_about_then_allowed(post):
    post()
    hanako = {"given_name": "Hanako", "birth_date": "3/4/1961"}
    asked = post(**hanako)
    assert "The same person: Walter Nakamura" in said(asked) and "Someone else in this mailbox" in said(asked)
    assert Page(asked).field("given_name")["value"] == "Hanako"
    assert Patient.objects.count() == 1
    done = post(**hanako, who_it_is="another")
    assert "Hanako is enrolled" in said(done)
    assert Patient.objects.count() == 2


def test_nobody_is_asked_about_an_address_that_is_new(post, staff):
    assert "Is it somebody we know?" not in said(staff.get(URL))
    assert "Is it somebody we know?" not in said(post(email="no"))


def test_a_suppressed_address_is_refused_with_the_reason(post, now):
    Suppression.objects.suppress("walter@example.org", Suppression.Reason.UNSUBSCRIBED, now)
    answer = post()
    assert "This address must not be mailed" in said(answer)
    assert Page(answer).field("email")["aria-invalid"] == "true"
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize("state", [Series.State.PAUSED, Series.State.DRAFT])
def test_a_series_that_is_not_active_cannot_be_chosen(post, staff, state):
    Series.objects.update(state=state)
    assert any("disabled" in attrs for tag, attrs in Page(staff.get(URL)).tags if attrs.get("name") == "series")
    assert "Choose a series that patients can be enrolled in now." in said(post())


def test_an_unknown_series_is_no_server_error(post):
    assert "Choose a series" in said(post(series="no-such-series"))


def test_the_series_a_page_came_from_is_chosen(signed_series, staff):
    page = Page(staff.get(f"{URL}?series=fibromyalgia"))
    assert "checked" in next(attrs for _, attrs in page.tags if attrs.get("value") == "fibromyalgia")


def test_those_enrolled_today_stand_beside_the_form_with_an_undo(post, staff):
    post()
    page = Page(staff.get(URL))
    assert "Walter Nakamura" in page.words
    assert f"/staff/enrolments/{Enrolment.objects.get().id}/stop/" in page.addresses


def test_a_clinic_that_never_sends_is_no_server_error(post, staff, clinic):
    clinic.weekdays = []
    clinic.save()
    assert "leave no day open" in said(staff.get(URL))
    assert "Walter is enrolled" in said(post())


def test_who_reads_a_language_we_do_not_have_is_not_enrolled_before_somebody_chose(post):
    answer = post(language="vi")
    assert "Choose what the patient gets until the translation is signed." in said(answer)
    assert "8 lessons in English, with a note in Vietnamese and the interpreter line." in said(answer)
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize("choice", ["fall back", "wait"])
def test_the_choice_is_kept_with_the_enrolment(post, choice: str):
    post(language="vi", untranslated=choice)
    assert Enrolment.objects.get().untranslated == choice


def test_nobody_is_asked_about_a_language_every_lesson_has(post):
    assert "Not in their language yet" not in said(post(language="en", email="x"))


def test_a_language_without_a_note_is_said_to_have_none(post, staff, clinic):
    clinic.languages = ["en", "so"]
    clinic.save()
    assert "There is no note in Somali yet." in said(post(language="so"))


def test_the_same_person_with_another_address_is_not_made_twice(post):
    post()
    asked = post(email="new@example.org")
    assert "The same person: Walter Nakamura" in said(asked) and "w…@example.org" in said(asked)
    assert Page(asked).field("who_it_is")["aria-invalid"] == "true" and Patient.objects.count() == 1
    known = str(Patient.objects.get().pk)
    assert post(email="new@example.org", who_it_is=known).status_code == 302
    assert Patient.objects.get().open_identity().email == "new@example.org"


def test_an_answer_that_was_not_offered_is_asked_again(post, enrol):
    stranger = enrol("bo@example.org", "Bo").enrolment.patient
    enrol("walter@example.org", "Hanako")
    assert "Say who it is" in said(post(who_it_is=str(stranger.pk)))
    assert Patient.objects.count() == 2
    assert "Walter is enrolled" in said(post(email="new@example.org", who_it_is=str(stranger.pk)))


def test_who_was_shown_as_known_here_is_recorded(post):
    post()
    post(email="new@example.org")
    noted = AuditEntry.objects.filter(action="patient.read").last()
    assert noted is not None and noted.subject == str(Patient.objects.get().pk)


def test_a_mailbox_that_someone_else_reads_gets_links_only(post):
    answer = post(private_mail="on")
    assert "Emails carry only a link." in said(answer) and pin_of(answer)
    assert Patient.objects.get().private_mail


def test_the_words_read_aloud_say_that_email_is_not_private_and_carry_their_version(post, staff):
    words = said(staff.get(URL))
    assert "Email isn’t fully private." in words and "version 2026-11" in words
    assert "In Spanish: “" in said(post(language="es", email="")), "the desk reads to the patient in theirs"
    post()
    assert Consent.objects.get().wording == "2026-11"


CHILD = {"given_name": "Kim", "birth_date": "5/5/2014", "email": "dana@example.org"}


def test_a_child_is_enrolled_with_a_parent_who_says_yes(post, now):
    asked = said(post(**CHILD))
    assert "Kim isn’t enrolled yet." in asked and "The patient is under 18: type the parent’s" in asked
    assert "Read aloud to the parent or guardian, then tick" in asked
    assert not Patient.objects.exists()
    answer = post(**CHILD, guardian_name=" Dana  Brooks", guardian_is="parent")
    assert "Kim is enrolled" in said(answer)
    known = Patient.objects.get().open_identity()
    assert (known.email, known.guardian_name, known.guardian_is) == ("dana@example.org", "Dana Brooks", "parent")
    assert Consent.objects.get().how == "The parent or guardian said yes at the desk, read aloud"


def test_the_guardian_is_seen_and_can_be_changed(post, staff):
    post(**CHILD, guardian_name="Dana Brooks", guardian_is="parent")
    one = Patient.objects.get()
    assert "lessons go to Dana Brooks, parent" in said(staff.get(f"/staff/patients/{one.pk}/"))
    url = reverse("staff:change_details", args=[one.pk])
    names = ("given_name", "birth_date", "language", "time_zone")
    answers = {name: {**WALTER, **CHILD}[name] for name in names}
    staff.post(url, {**answers, "guardian_name": "Lee Brooks", "guardian_is": "legal guardian"})
    known = Patient.objects.get().open_identity()
    assert (known.guardian_name, known.guardian_is) == ("Lee Brooks", "legal guardian")


def test_a_child_known_here_is_a_child_without_a_birth_date_too(post, now):
    post(**CHILD, guardian_name="Dana Brooks", guardian_is="parent")
    known = Patient.objects.get()
    known.change_identity(replace(known.open_identity(), guardian_name=""), now=now)
    Enrolment.objects.update(state=Enrolment.State.ENDED, end_reason="No longer wanted.", ended_at=now)
    assert "The patient is under 18: type the parent’s" in said(post(**{**CHILD, "birth_date": ""}))
    assert Enrolment.objects.count() == 1


def test_what_is_typed_of_a_guardian_is_not_kept_of_a_grown_up(post):
    post(guardian_name="Dana Brooks", guardian_is="parent")
    assert Patient.objects.get().open_identity().guardian_name == ""
    assert Consent.objects.get().how == "Said yes at the desk, read aloud"
