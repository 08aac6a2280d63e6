"""Record systems on Today: what needs a person, in plain words, and when each was last asked."""

from datetime import timedelta

import pytest
from django.test import Client

from campaigns.models import RecordFeed
from campaigns.record_systems.trouble import troubles
from clinic import live_mark
from clinic.models import Installation
from tests.staff.conftest import Page, said

BASE = "https://ehr.example/r4"


@pytest.fixture
def feeds(clinic, home, settings, now):
    settings.FHIR_URL, settings.HL7_FOLDER = BASE, home
    live_mark.write(home, Installation.current().go_live(now), 0)
    before = now - timedelta(minutes=31)
    made = [RecordFeed.objects.named(name, before) for name in (BASE, RecordFeed.FOLDER)]
    for one in made:
        one.worked(now - timedelta(minutes=2), timedelta(minutes=10))
    return made


def today(staff: Client) -> str:
    return said(staff.get("/staff/"))


def test_while_they_answer_today_says_when_they_were_asked(feeds, staff: Client, now):
    words = today(staff)
    assert "Record system asked 2 minutes ago" in words and "HL7 folder looked into 2 minutes ago" in words
    assert "couldn’t be asked" not in words
    feeds[0].worked(now, timedelta(minutes=10), {"deaths", "merges"})
    assert "it doesn’t let us ask for deaths and merged records" in today(staff)


def test_a_server_that_was_silent_for_three_intervals_is_told_with_its_reason(feeds, staff: Client, now):
    server, _ = feeds
    server.worked(now - timedelta(minutes=30), timedelta(minutes=10))
    server.failed(now, "The record system answered 500.", timedelta(minutes=10))
    assert "couldn’t be asked" not in today(staff)
    RecordFeed.objects.filter(pk=BASE).update(worked_at=now - timedelta(minutes=31))
    page = staff.get("/staff/")
    assert (
        "The record system couldn’t be asked for visits The record system answered 500. It is asked again by itself"
        in said(page)
    )
    assert "/staff/audit/?action=visits.brought" in " ".join(Page(page).addresses)


def test_visits_and_files_that_failed_are_told(feeds, staff: Client, now):
    server, folder = feeds
    server.went_wrong(2, now)
    folder.lies(refused=1, unread=1)
    words = today(staff)
    assert "2 visits couldn’t be taken in" in words and "1 HL7 file wasn’t taken in whole" in words
    assert "Links and folders in it are never read." in words
    folder.lies(refused=0, unread=3)
    server.went_wrong(2, now - timedelta(days=8))
    words = today(staff)
    assert "couldn’t be taken in" not in words and "3 things in the HL7 folder are no files" in words


def test_a_folder_that_cant_be_used_is_told(feeds, staff: Client, now):
    RecordFeed.objects.filter(pk=RecordFeed.FOLDER).update(
        worked_at=None, reason="The folder of AFTERVISIT_HL7_FOLDER isn't there, or isn't a folder."
    )
    assert "The folder of HL7 files can’t be used The folder of AFTERVISIT_HL7_FOLDER isn't there" in today(staff)


def test_a_practising_copy_and_one_without_settings_have_no_such_trouble(feeds, settings, now):
    RecordFeed.objects.update(worked_at=None)
    assert troubles(Installation.current(), now)
    settings.FHIR_URL, settings.HL7_FOLDER = "", None
    assert troubles(Installation.current(), now) == []
    settings.FHIR_URL = BASE
    Installation.objects.update(live_mark="")
    assert troubles(Installation.current(), now) == []
