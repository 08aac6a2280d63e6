"""One-time links: they work once, for seven days, and only the newest."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User

from clinic import people
from clinic.invitations import accept, invite, invited
from clinic.models import Invitation
from clinic.refusal import Refusal

pytestmark = pytest.mark.django_db
PASSWORD = "four plain words here"


@pytest.fixture
def esi() -> User:
    return people.add("Esi Osei", "reviewer", credential="MD", invited=True).person.user


def test_somebody_invited_has_no_password_until_they_choose_one(esi: User, now: datetime):
    assert not esi.has_usable_password()
    accept(invite(esi, now=now, by="1"), PASSWORD, now=now)
    assert User.objects.get().check_password(PASSWORD)


def test_a_link_works_once(esi: User, now: datetime):
    token = invite(esi, now=now, by="1")
    accept(token, PASSWORD, now=now)
    with pytest.raises(Refusal, match="Ask an admin"):
        accept(token, "another long password", now=now)
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda user, now: invite(user, now=now, by="1"),
        lambda user, now: User.objects.update(is_active=False),
        lambda user, now: Invitation.objects.update(ends_at=now),
    ],
    ids=["replaced", "closed", "run out"],
)
def test_a_link_that_was_overtaken_opens_nothing(spoil, esi: User, now: datetime):
    token = invite(esi, now=now, by="1")
    assert invited(token, now + timedelta(days=6, hours=23)) == esi
    spoil(esi, now)
    with pytest.raises(Refusal):
        invited(token, now)


def test_the_database_holds_no_link(esi: User, now: datetime):
    token = invite(esi, now=now, by="1")
    assert token not in str(Invitation.objects.values().get())


def test_the_last_admin_stays(db):
    root = User.objects.create_superuser("root", password=PASSWORD)
    with pytest.raises(Refusal, match="last admin"):
        people.change("root", role="admin", active=False)
    people.add("Ada Berg", "admin")
    people.set_active(root, False)
    for change in ({"role": "auditor"}, {"active": False}):
        with pytest.raises(Refusal, match="last admin"):
            people.change("ada.berg", **change)
    assert [one.username for one in people.admins()] == ["ada.berg"]
