"""The desk speaks the language somebody chose, else the one their browser asks for; patients' pages don't follow it."""

from __future__ import annotations

import re

from django.test import Client

from clinic.models import Person

ENGLISH, SPANISH = '<html lang="en">', '<html lang="es">'


def test_the_desk_follows_the_browser_until_somebody_chooses(db, staff: Client):
    asks = {"Accept-Language": "es-MX,es;q=0.9"}
    assert ENGLISH in staff.get("/staff/").text
    assert SPANISH in staff.get("/staff/", headers=asks).text
    staff.post("/staff/language/", {"language": "en"}, headers=asks)
    assert ENGLISH in staff.get("/staff/", headers=asks).text


def test_a_choice_leads_back_to_the_page_and_is_kept(db, staff: Client):
    answer = staff.post("/staff/language/", {"language": "es"}, headers={"Referer": "http://testserver/staff/series/"})
    assert answer["Location"] == "http://testserver/staff/series/"
    page = staff.get("/staff/series/")
    assert SPANISH in page.text and page["Content-Language"] == "es"
    assert re.search(r'<button[^>]+value="en" lang="en">English<', page.text)


def test_a_choice_is_kept_with_the_person_wherever_they_sign_in(as_role):
    browser = as_role(Person.Role.MARKETING)
    browser.post("/staff/language/", {"language": "es"})
    browser.cookies.pop("django_language")
    assert SPANISH in browser.get("/staff/").text


def test_a_choice_leads_to_no_other_host(db, staff: Client):
    answer = staff.post("/staff/language/", {"language": "es"}, headers={"Referer": "https://elsewhere.example/staff/"})
    assert answer["Location"] == "/staff/"


def test_a_language_the_desk_lacks_is_refused(db, staff: Client):
    assert staff.post("/staff/language/", {"language": "xx"}).status_code == 400
    assert not Person.objects.exclude(language="").exists()
