"""People are added with a role, a credential where they sign, and a password that is shown once."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from clinic import people
from clinic.models import AuditEntry, Person
from clinic.refusal import Refusal

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("people", *arguments, stdout=out)
    return out.getvalue()


def test_a_reviewer_is_added_and_can_sign_in_with_the_password_that_is_shown():
    added = people.add("Esi Osei", "reviewer", credential="MD", email="esi@clinic.example")
    user = User.objects.get(username="esi.osei")
    assert user.check_password(added.password) and user.is_staff and not user.is_superuser
    assert (added.person.role, added.person.credential, added.person.practice) == ("reviewer", "MD", False)
    assert user.get_full_name() == "Esi Osei" and user.email == "esi@clinic.example"


@pytest.mark.parametrize(
    ("name", "sign_in"),
    [("Esi Osei", "esi.osei"), ("  Ana   María López ", "ana.maria.lopez"), ("O’Neill", "o.neill"), ("李明", "李明")],
    ids=["two names", "accents", "apostrophe", "other letters"],
)
def test_the_sign_in_is_made_from_the_name(name, sign_in):
    assert people.sign_in_of(name) == sign_in


@pytest.mark.parametrize(
    ("name", "more", "why"),
    [("", {}, "can't be a person's name"), ("...", {}, "can't be a person's name"), ("Esi", {"role": "boss"}, "no role 'boss'"),
     ("Esi", {"credential": " "}, "signs with a credential"), ("Esi", {"credential": "M" * 61}, "longer than 60"),
     ("Esi", {"email": "esi"}, "isn't a whole address")],
    ids=["no name", "no letters", "no such role", "no credential", "long credential", "no address"],
)  # fmt: skip
def test_what_cant_be_is_refused_and_nobody_is_added(name, more, why):
    with pytest.raises(Refusal, match=why):
        people.add(name, **{"role": "reviewer", "credential": "MD", **more})
    assert not User.objects.exists()


def test_two_people_dont_share_a_sign_in():
    people.add("Esi Osei", "reviewer", credential="MD")
    with pytest.raises(Refusal, match="already"):
        people.add("esi osei", "marketing")


def test_somebody_changes_their_role_and_keeps_the_rest():
    people.add("Esi Osei", "reviewer", credential="MD", email="esi@clinic.example")
    person, password = people.change("esi.osei", role="admin")
    assert (person.role, person.credential, person.user.email, password) == ("admin", "MD", "esi@clinic.example", "")


def test_a_new_password_is_shown_once_and_the_old_one_is_gone():
    old = people.add("Esi Osei", "reviewer", credential="MD").password
    _, new = people.change("esi.osei", new_password=True)
    user = User.objects.get()
    assert user.check_password(new) and not user.check_password(old)


def test_somebody_who_leaves_cant_sign_in_and_may_come_back():
    people.add("Esi Osei", "reviewer", credential="MD")
    people.change("esi.osei", active=False)
    assert not User.objects.get().is_active
    people.change("esi.osei", active=True)
    assert User.objects.get().is_active


def test_the_first_admin_can_be_given_a_role():
    User.objects.create_superuser("admin", password="a-long-password")
    assert people.change("admin", role="reviewer", credential="RN")[0].role == "reviewer"
    assert Person.objects.get().user.is_superuser


def test_nobody_by_that_name_is_said_with_those_there_are():
    people.add("Esi Osei", "reviewer", credential="MD")
    with pytest.raises(Refusal, match="Nobody signs in as 'esi'.*esi.osei"):
        people.change("esi", role="admin")


def test_the_command_adds_changes_and_lists():
    added = json.loads(run("add", "Esi Osei", "--role", "reviewer", "--credential", "MD", "--json"))
    assert added["sign_in"] == "esi.osei" and User.objects.get().check_password(added["password"])
    assert "password" not in json.loads(run("change", "esi.osei", "--credential", "MD, PhD", "--json"))
    [listed] = json.loads(run("list", "--json"))["people"]
    assert (listed["role"], listed["credential"], listed["active"]) == ("reviewer", "MD, PhD", True)
    assert added["password"] not in run("list")


def test_the_command_prints_the_password_once_for_people():
    assert "shown once" in run("add", "Esi Osei", "--role", "translator", "--credential", "certified translator")
    assert "Password" not in run("change", "esi.osei", "--role", "reviewer")


def test_the_command_needs_a_name():
    with pytest.raises(CommandError, match="Name somebody"):
        run("add", "--role", "reviewer")


def test_the_trail_holds_no_name():
    people_before = AuditEntry.objects.count()
    run("add", "Esi Osei", "--role", "marketing")
    entry = AuditEntry.objects.get(action="people.add")
    assert people_before == 0 and entry.subject == str(User.objects.get().pk) and "Osei" not in str(entry.detail)
