"""The sign-up form and the yes from the email that follows: what anybody may do there, and what nobody learns."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from campaigns.models import Message, SignUpTries
from campaigns.sending.run import send_due
from clinic import profile_settings
from clinic.models import ClinicProfile
from patients.models import Consent, Patient, Suppression
from tests.portal.test_scanners import everything

FORM = "/sign-up/"
ANA = {"email": "ana@example.org", "given_name": "Ana", "language": "en", "website": ""}


@pytest.fixture
def visitor(clinic, now: datetime):
    profile_settings.change(clinic, {"sign_up": "yes", "languages": "en,es"})
    with time_machine.travel(now, tick=False):
        yield Client(enforce_csrf_checks=True, REMOTE_ADDR="192.0.2.7")


def asked(visitor: Client, now: datetime, **other: str) -> Message:
    """A sign-up whose email has left."""
    visitor.post(FORM, {**ANA, **other})
    send_due(lambda: now, "test")
    return Message.objects.sign_ups().latest("planned_at")


def link(message: Message) -> str:
    return f"/sign-up/{message.token}/"


def words(response) -> str:
    return response.content.decode()


def test_the_form_is_nowhere_until_the_clinic_opens_it(clinic, now):
    assert Client().get(FORM).status_code == Client().post(FORM, ANA).status_code == 404
    profile_settings.change(clinic, {"sign_up": "yes"})
    page = Client().get(FORM)
    assert page.status_code == 200 and "Get our news by email" in words(page) and not page.cookies
    ClinicProfile.objects.update(reply_to="")
    assert Client().get(FORM).status_code == 404, "without these details no email can ask"


def test_the_form_speaks_the_languages_of_the_clinic(visitor):
    assert "Reciba nuestras noticias" in words(visitor.get(f"{FORM}?language=es"))
    assert "Mire su correo" in words(visitor.post(FORM, {**ANA, "language": "es"}))
    assert "Get our news" in words(visitor.get(f"{FORM}?language=xx"))


def test_a_yes_from_the_mailbox_makes_a_reader_and_nothing_earlier_does(visitor, now):
    message = asked(visitor, now)
    reader = message.patient
    assert message.state == Message.State.ACCEPTED and message.key == f"signup:{reader.pk}:1"
    assert reader.contact and reader.address_confirmed_at is None and reader.open_identity().given_name == "Ana"
    agreed = Consent.objects.get()
    assert (agreed.stream, agreed.how, agreed.wording) == ("newsletter", "Sign-up form", "sign-up-2026-11")

    before = everything()
    for look in (visitor.get, visitor.head):
        assert look(link(message)).status_code == 200
        assert look(f"/stop-news/{agreed.stop_token}/").status_code == 200
    assert visitor.options(link(message)).status_code == 405
    assert everything() == before

    said = visitor.post(link(message))
    assert "You will get our news" in words(said) and not said.cookies
    assert Patient.objects.get().address_confirmed_at == now
    again = everything()
    assert words(visitor.post(link(message))) == words(visitor.get(link(message))) == words(said)
    assert everything() == again


def test_the_email_names_nobody_and_nothing_and_can_be_stopped(visitor, now, home):
    asked(visitor, now)
    (email,) = (home / "inbox").rglob("*.eml")
    text = email.read_text()
    stop = re.search(r"List-Unsubscribe: <https://learn.clinic.example(/stop-news/[^>]+)>", text.replace("\n ", ""))
    assert stop and "Ana" not in text.replace("ana@example.org", "") and "Learning Desk" in text
    assert visitor.post(stop[1], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Consent.objects.standing(Consent.Stream.NEWSLETTER).exists()


@pytest.mark.parametrize("why", ["old", "stopped", "moved", "erased", "unsent", "unknown", "another"])
def test_a_link_that_may_not_confirm_looks_like_one_that_never_was(visitor, now, why):
    gone = words(visitor.get("/sign-up/nothing/"))
    message = asked(visitor, now)
    reader, url, at = message.patient, link(message), now
    if why == "old":
        at = now + timedelta(days=7)
    elif why == "stopped":
        visitor.post(f"/stop-news/{Consent.objects.get().stop_token}/")
    elif why == "moved":
        kept = reader.open_identity()
        reader.change_identity(type(kept)("else@example.org"), now=now)
    elif why == "erased":
        reader.erase(now)
    elif why == "unsent":
        Message.objects.update(email=None)
    elif why == "unknown":
        url = "/sign-up/" + "x" * 32 + "/"
    elif why == "another":
        url = f"/sign-up/{Consent.objects.get().stop_token}/"
    with time_machine.travel(at, tick=False):
        for answer in (visitor.get(url), visitor.post(url)):
            assert answer.status_code == 404 and words(answer) == gone
    assert not Patient.objects.exclude(address_confirmed_at=None).exists()


def test_every_address_is_answered_alike(visitor, now):
    first = words(visitor.post(FORM, ANA))
    Suppression.objects.suppress("shut@example.org", Suppression.Reason.COMPLAINT, now)
    before = everything()
    for email in ("ana@example.org", "ANA@EXAMPLE.ORG", "shut@example.org"):
        assert words(visitor.post(FORM, {**ANA, "email": email})) == first
    after = everything()
    assert {table for table in after if after[table] != before[table]} == {SignUpTries._meta.db_table}
    assert words(visitor.post(FORM, {**ANA, "email": "new@example.org"})) == first
    assert Message.objects.count() == Patient.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("email", ""), ("email", "ana"), ("email", "a@example.org\r\nBcc: b@example.org"), ("email", "a\0@example.org"),
        ("email", "\u202eana@example.org"), ("given_name", "Ana\r\nBcc: b@example.org"), ("given_name", "A\0na"),
        ("given_name", "\u202eanA"), ("given_name", "n" * 101),
    ],
    ids=["no-address", "no-at", "crlf-address", "nul-address", "bidi-address", "crlf-name", "nul-name", "bidi-name", "long-name"],
)  # fmt: skip
def test_what_no_email_can_carry_is_asked_for_again_and_the_rest_stays(visitor, field, typed):
    page = visitor.post(FORM, {**ANA, "email": "kept@example.org", "given_name": "Kept", field: typed})
    assert page.status_code == 200 and 'aria-invalid="true"' in words(page)
    assert ("Kept" if field == "email" else "kept@example.org") in words(page)
    assert not Patient.objects.exists() and not Message.objects.exists()


@pytest.mark.parametrize(
    "other",
    [{"contact": "no"}, {"language": "xx"}, {"language": ""}, {"email": ["a@example.org", "b@example.org"]}, {"given_name": "n" * 5000}],
    ids=["unknown-field", "unknown-language", "no-language", "twice", "endless"],
)  # fmt: skip
def test_a_form_that_is_not_ours_is_refused(visitor, other):
    assert visitor.post(FORM, {**ANA, **other}).status_code == 400
    assert not Patient.objects.exists()


def test_a_program_that_fills_in_what_people_do_not_see_is_thanked_and_forgotten(visitor):
    assert words(visitor.post(FORM, {**ANA, "website": "https://spam.example"})) == words(visitor.post(FORM, ANA))
    assert Patient.objects.count() == 1


def test_one_network_has_few_tries_an_hour_and_uses_up_nobody_elses(visitor, now):
    for number in range(SignUpTries.MOST_OF_A_NETWORK):
        assert visitor.post(FORM, {**ANA, "email": f"a{number}@example.org"}).status_code == 200
    for _ in range(3):
        full = visitor.post(FORM, {**ANA, "email": "more@example.org"})
        assert full.status_code == 429 and "more@example.org" in words(full)
    assert SignUpTries.objects.get(key=SignUpTries.ALL).tries == SignUpTries.MOST_OF_A_NETWORK
    assert visitor.post(FORM, {**ANA, "email": "b@example.org"}, REMOTE_ADDR="192.0.2.8").status_code == 200
    assert "192.0.2" not in repr(list(SignUpTries.objects.values_list()))
    with time_machine.travel(now + timedelta(hours=1), tick=False):
        assert visitor.post(FORM, {**ANA, "email": "more@example.org"}).status_code == 200
