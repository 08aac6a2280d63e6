"""People: inviting, changing roles, closing sign-ins, and what an auditor reads of it."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import User
from django.test import Client

from clinic.models import AuditEntry, ClinicProfile, Person
from tests.staff.conftest import said

PASSWORD = "four plain words here"
LOGIN = "/staff/sign-in/login/"


@pytest.fixture
def esi(staff: Client) -> User:
    """Esi was invited, has chosen a password, and is signed in somewhere."""
    answer = staff.post("/staff/people/", {"name": "Esi Osei", "role": "reviewer", "credential": "MD", "email": ""})
    link = re.search(r"/staff/sign-in/welcome/[\w-]+/", answer.content.decode())
    assert link is not None
    assert Client().post(link[0], {"password": PASSWORD})["Location"] == LOGIN
    return User.objects.get(username="esi.osei")


def test_whoever_is_invited_chooses_a_password_and_signs_in(esi: User):
    browser = Client()
    assert browser.post(LOGIN, {"login": "esi.osei", "password": PASSWORD}).status_code == 302
    assert "Reviewer" in said(browser.get("/staff/"))
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", "subject"))
    assert actions == [(action, str(esi.pk)) for action in ("people.invite", "people.password", "sign-in")]


def test_a_link_is_shown_once_and_a_used_one_says_what_to_do(staff: Client, esi: User):
    link = re.search(r"/staff/sign-in/welcome/[\w-]+/", staff.post(f"/staff/people/{esi.pk}/link/").content.decode())
    assert link and "sign-in/welcome" not in staff.get(f"/staff/people/{esi.pk}/").content.decode()
    short = Client().post(link[0], {"password": "short"})
    assert "at least 12" in said(short)
    Client().post(link[0], {"password": "another four plain words"})
    gone = Client().get(link[0])
    assert gone.status_code == 410 and "Ask an admin" in said(gone)


def test_a_wrong_answer_keeps_what_was_typed(staff: Client):
    answer = staff.post("/staff/people/", {"name": "Esi Osei", "role": "reviewer", "credential": "", "email": ""})
    assert "signs with a credential" in said(answer) and b'value="Esi Osei"' in answer.content
    assert not User.objects.filter(username="esi.osei").exists()


def test_somebody_made_up_for_practice_is_called_so_once(staff: Client, esi: User):
    Person.objects.filter(user=esi).update(practice=True, credential="made up for practice")
    assert said(staff.get("/staff/people/")).count("made up for practice") == 1


def test_a_role_is_changed(staff: Client, esi: User):
    staff.post(f"/staff/people/{esi.pk}/", {"role": "auditor", "credential": "", "email": "esi@clinic.example"})
    assert Person.objects.get(user=esi).role == "auditor"
    assert AuditEntry.objects.latest("pk").detail == {"role": "auditor"}


@pytest.mark.parametrize("act", ["close", "sign-out", "second-factor"])
def test_what_ends_sign_ins_says_how_many_and_ends_them(act: str, staff: Client, esi: User):
    elsewhere = Client()
    elsewhere.post(LOGIN, {"login": "esi.osei", "password": PASSWORD})
    TOTP.activate(esi, generate_totp_secret())
    url = f"/staff/people/{esi.pk}/{act}/"
    assert "1 open sign-in ended" in said(staff.get(url))
    assert elsewhere.get("/staff/").status_code == 200
    assert staff.post(url).status_code == 302
    assert elsewhere.get("/staff/").status_code == 302
    assert Authenticator.objects.filter(user=esi).exists() is (act != "second-factor")
    assert User.objects.get(pk=esi.pk).is_active is (act != "close")


def test_a_closed_sign_in_is_opened_again(staff: Client, esi: User):
    staff.post(f"/staff/people/{esi.pk}/close/")
    assert staff.get(f"/staff/people/{esi.pk}/link/").status_code == 302
    staff.post(f"/staff/people/{esi.pk}/open/")
    assert Client().post(LOGIN, {"login": "esi.osei", "password": PASSWORD})["Location"] == "/staff/"


def test_the_last_admin_can_close_nobody_out_by_closing_themselves(staff: Client):
    me = User.objects.get(username="maya")
    assert "last admin" in said(staff.post(f"/staff/people/{me.pk}/close/"))
    assert User.objects.get().is_active


def test_a_field_that_no_form_offers_is_refused(staff: Client, esi: User):
    answer = staff.post(
        f"/staff/people/{esi.pk}/", {"role": "admin", "credential": "MD", "email": "", "is_superuser": "1"}
    )
    assert answer.status_code == 400
    assert Person.objects.get(user=esi).role == "reviewer"


def test_the_rules_for_signing_in_are_changed(staff: Client):
    staff.post("/staff/people/rules/", {"idle_minutes": "10", "second_factor": ["front desk", "reviewer"]})
    assert (ClinicProfile.current().idle_minutes, ClinicProfile.current().second_factor) == (
        10,
        ["front desk", "reviewer"],
    )
    assert "At least 5 minutes" in said(staff.post("/staff/people/rules/", {"idle_minutes": "4"}))


def test_an_auditor_sees_people_and_no_buttons(esi: User):
    Person.objects.filter(user=esi).update(role="auditor")
    browser = Client()
    browser.force_login(esi)
    assert "Invite somebody" not in said(browser.get("/staff/people/"))
    assert "Close the sign-in" not in said(browser.get(f"/staff/people/{esi.pk}/"))
