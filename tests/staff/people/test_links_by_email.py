"""An invitation is shown once and mailed too; what opens a sign-in is read in the local inbox by admins only."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from campaigns.emails.sign_in_links import PATH
from campaigns.sending.way import inbox_folder
from clinic.models import AuditEntry, Person
from mailer.transports.inbox_reading import newest, open_email
from tests.staff.conftest import said

ESI = {"name": "Esi Osei", "role": "front desk", "credential": "", "email": "esi@clinic.example"}


@pytest.fixture
def link(clinic, staff: Client) -> str:
    """The address shown when Esi was invited while practising."""
    answer = staff.post("/staff/people/", ESI)
    assert "The same link lies in the local inbox" in said(answer)
    found = re.search(PATH.format(r"[\w-]+"), answer.content.decode())
    assert found is not None
    return found[0]


def test_the_email_holds_the_same_link_and_what_it_is_for(link: str, staff: Client):
    (entry,) = newest(inbox_folder())
    text = open_email(inbox_folder(), entry.name).text
    assert entry.to == ESI["email"] and link in text and "esi.osei" in text
    assert Client().get(link).status_code == 200
    assert ESI["email"] not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


@pytest.mark.parametrize("role", [Person.Role.FRONT_DESK, Person.Role.AUDITOR], ids=["front_desk", "auditor"])
def test_nobody_takes_a_sign_in_out_of_the_local_inbox(role: Person.Role, link: str, staff: Client, as_role):
    browser, (entry,) = as_role(role), newest(inbox_folder())
    for url in (f"/staff/inbox/{entry.name}/", f"/staff/inbox/{entry.name}/frame/"):
        assert browser.get(url).status_code == 403
        assert staff.get(url).status_code == 200


def test_without_an_address_the_page_says_that_none_was_sent(clinic, staff: Client):
    assert "none was sent" in said(staff.post("/staff/people/", {**ESI, "email": ""}))
    assert newest(inbox_folder()) == []
