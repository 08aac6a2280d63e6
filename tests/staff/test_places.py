"""Every page is reached from Today, and the navigation stays short: the rest are tabs of the page they belong to."""

from __future__ import annotations

from collections import deque

import pytest
from django.test import Client

from campaigns.models import Message
from clinic.models import ClinicProfile, Person
from staff.permissions import TABLE, May
from staff.places import ENTRIES, PARTS
from staff.urls import urlpatterns
from tests.staff.conftest import Page, plain_pages, said
from tests.staff.test_every_page import POSTED_TO

Role = Person.Role
ONLY_WHILE_THERE_IS_SOMETHING = {
    "kept_form",
    "not_started",
    "bounced",
    "resume",
    "month",
    "months_csv",
    "newsletters_csv",
}
ASKED_BY_SCRIPTS = {"preview_stamp"}
ELSEWHERE = ONLY_WHILE_THERE_IS_SOMETHING | ASKED_BY_SCRIPTS | POSTED_TO.keys()


def may_be_opened(role: Person.Role) -> dict[str, str]:
    needs = {one.name: one.callback.needs.see for one in urlpatterns}  # type: ignore[attr-defined]
    return {
        url: name
        for name, url in plain_pages().items()
        if name not in ELSEWHERE and needs[name] and role in TABLE[needs[name]]
    }


@pytest.mark.parametrize("role", [*Role], ids=[one.name.lower() for one in Role])
def test_links_from_today_reach_every_page_of_a_role(role: Role, clinic, as_role):
    browser, wanted = as_role(role), may_be_opened(role)
    seen, ahead = {"/staff/"}, deque(["/staff/"])
    while ahead and wanted.keys() - seen:
        for url in Page(browser.get(ahead.popleft())).addresses:
            plain = url.partition("#")[0].partition("?")[0]
            if plain in wanted and plain not in seen:
                seen.add(plain)
                ahead.append(plain)
    assert [wanted[url] for url in wanted if url not in seen] == []


def test_tabs_lead_where_a_role_may_go_and_nowhere_else(clinic, as_role):
    tabs = Page(as_role(Role.MARKETING).get("/staff/messages/")).addresses
    assert "/staff/sending/" in tabs and "/staff/inbox/" not in tabs and "/staff/held/" not in tabs
    assert "/staff/pictures/" not in tabs


def test_what_waits_behind_a_tab_is_counted_on_its_entry(unproven, as_role):
    unproven(2)
    assert Message.objects.filter(state="held").count() == 2
    assert "Activity 2 for you" in " ".join(Page(as_role(Role.FRONT_DESK).get("/staff/series/")).words.split())
    assert "Activity 2" not in " ".join(Page(as_role(Role.AUDITOR).get("/staff/series/")).words.split())


@pytest.mark.parametrize("entry", [*PARTS])
def test_each_part_asks_for_what_its_page_asks_for(entry: str):
    needs = {one.name: one.callback.needs.see for one in urlpatterns}  # type: ignore[attr-defined]
    assert {part.name: part.see for part in PARTS[entry]} == {part.name: needs[part.name] for part in PARTS[entry]}
    assert all(ENTRIES[part.name] == entry for part in PARTS[entry])


def test_the_name_in_the_inbox_stands_below_the_clinics_where_it_is_another(clinic, staff: Client):
    assert f"mails as {clinic.mail_name}" in said(staff.get("/staff/"))
    ClinicProfile.objects.update(mail_name=clinic.name)
    assert "mails as" not in said(staff.get("/staff/"))


def test_the_gear_opens_settings_for_those_who_may_see_them(clinic, as_role):
    assert May.SEE_SETTINGS not in {may for may, roles in TABLE.items() if Role.FRONT_DESK in roles}
    assert "/staff/clinic/" not in Page(as_role(Role.FRONT_DESK).get("/staff/series/")).addresses
    opened: Client = as_role(Role.AUDITOR)
    assert "/staff/clinic/" in Page(opened.get("/staff/series/")).addresses
    assert "/staff/go-live/" not in Page(opened.get("/staff/clinic/")).addresses
