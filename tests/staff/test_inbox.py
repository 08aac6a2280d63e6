"""The local inbox, newest first."""

from __future__ import annotations

import os

import pytest
from django.test import Client

from campaigns.sending.way import inbox_folder
from tests.staff.conftest import Page, said


def test_the_newest_email_stands_first(filled, staff: Client):
    names = [path.stem for path in sorted(inbox_folder().glob("*.eml"))]
    for age, name in enumerate(names):
        os.utime(inbox_folder() / f"{name}.eml", (1_000_000 - age, 1_000_000 - age))
    shown = [one for one in Page(staff.get("/staff/inbox/")).addresses if one.startswith("/staff/inbox/0")]
    assert shown == [f"/staff/inbox/{name}/" for name in names]


def test_an_email_is_opened_with_its_parts(filled, staff: Client):
    url = f"/staff/inbox/{filled.message}/"
    words = said(staff.get(url))
    assert "Your first lesson from Learning Desk" in words and "bo@example.org" in words
    assert "What fibromyalgia is" in said(staff.get(f"{url}?view=text"))
    assert "Auto-Submitted auto-generated" in said(staff.get(f"{url}?view=headers"))
    assert b"What fibromyalgia" in staff.get(f"{url}frame/").content


@pytest.mark.parametrize("name", ["no-such-email", "..%2f..%2fkeys", "keys.json", "%00"])
def test_nothing_but_an_email_can_be_opened(filled, staff: Client, name: str):
    assert staff.get(f"/staff/inbox/{name}/").status_code == 404
    assert staff.get(f"/staff/inbox/{name}/frame/").status_code == 404


def test_a_hundred_emails_stand_on_two_pages(db, staff: Client):
    inbox_folder().mkdir(parents=True)
    for number in range(60):
        (inbox_folder() / f"m{number}.eml").write_bytes(b"Subject: S\r\nTo: a@example.org\r\n\r\nHello")
    assert "1 to 50 of 60 emails" in said(staff.get("/staff/inbox/"))
    assert "51 to 60 of 60 emails" in said(staff.get("/staff/inbox/?page=2"))


def test_a_file_that_is_no_email_breaks_nothing(db, staff: Client):
    inbox_folder().mkdir(parents=True)
    (inbox_folder() / "odd.eml").write_bytes(b"\xff\xfe\x00 nonsense")
    assert "(no subject)" in said(staff.get("/staff/inbox/"))
    assert staff.get("/staff/inbox/odd/").status_code == 200
    assert staff.get("/staff/inbox/odd/frame/").status_code == 200
