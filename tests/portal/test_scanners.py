"""Machines open every link of an email before its reader does. None of that may change anything."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.apps import apps

from campaigns.sending.way import inbox_folder

SCANS = ["get", "head", "options"]


def links_of(folder: Path) -> set[str]:
    """Every address of ours in headers, HTML and text of every email in the inbox."""
    found: set[str] = set()
    for path in folder.glob("*.eml"):
        email = message_from_bytes(path.read_bytes(), policy=policy.default)
        texts = [
            str(email["List-Unsubscribe"]),
            *(part.get_content() for part in email.walk() if not part.is_multipart()),
        ]
        for text in texts:
            found |= set(re.findall(r"https://learn\.clinic\.example(/[A-Za-z0-9_/-]*)", text))
    return found


def everything() -> dict[str, list[tuple[object, ...]]]:
    return {model._meta.db_table: list(model.objects.order_by("pk").values_list()) for model in apps.get_models()}


@pytest.fixture
def inbox(signed_series, enrol, send) -> Path:
    """One lesson, one welcome."""
    enrol()
    enrol(email="ben@example.org", given_name="Ben", consent="", confirmed=False)
    send()
    return inbox_folder()


@pytest.mark.parametrize("scan", SCANS)
def test_scanning_every_link_of_the_emails_changes_no_row(browser, inbox, scan):
    found = links_of(inbox)
    assert {path.split("/")[1] for path in found} == {"l", "stop", "confirm"}
    before = everything()
    for path in found:
        assert getattr(browser, scan)(path).status_code in (200, 405)
    assert everything() == before


@pytest.mark.parametrize("scan", SCANS)
def test_scanning_an_email_that_carries_a_link_only_changes_no_row(browser, link_mode, inbox, scan):
    before = everything()
    for path in links_of(inbox):
        assert getattr(browser, scan)(path).status_code in (200, 405)
    assert everything() == before
