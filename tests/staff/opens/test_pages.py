"""Opens and clicks on the desk: off with its reasons, switched by an admin, and never a number where nothing was counted."""

from __future__ import annotations

import csv
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import LookCount, Newsletter
from clinic.models import AuditEntry, ClinicProfile
from tests.campaigns.conftest import Provider
from tests.staff.conftest import said

pytestmark = pytest.mark.django_db
HERE = "staff:opens_and_clicks"


class Counter(Provider):
    def counting(self) -> Counter:
        return self


@pytest.fixture
def desk(staff: Client, clinic, monkeypatch) -> Client:
    monkeypatch.setattr("campaigns.sending.way.configured", Counter)
    return staff


@pytest.fixture
def newsletter(clinic, now: datetime) -> Newsletter:
    return Newsletter.objects.create(
        name="Winter", state="finished", created_at=now, created_by="test", began_at=now, planned_at=now
    )


def pages(desk: Client, newsletter: Newsletter) -> dict[str, str]:
    ways = {
        "report": reverse("staff:newsletter_report", args=[newsletter.pk]),
        "overview": reverse("staff:reports"),
        "month": reverse("staff:month"),
    }
    return {name: said(desk.get(way)) for name, way in ways.items()}


def in_the_spreadsheet(desk: Client) -> dict[str, str]:
    text = desk.get(reverse("staff:newsletters_csv")).content.decode("utf-8-sig")
    (row,) = csv.DictReader(text.splitlines())
    return row


def test_it_is_off_with_its_reasons_and_reports_say_so(desk, newsletter):
    page = said(desk.get(reverse(HERE)))
    assert "Not counted. It stays so until you switch it on" in page and "It tells who reads" in page
    shown = pages(desk, newsletter)
    assert "Opens and clicks: not tracked." in shown["report"] and "What is counted" in shown["report"]
    assert "Opened" not in shown["overview"] and "Opens and clicks are not tracked." in shown["month"]
    assert in_the_spreadsheet(desk)["Opened, about"] == ""


def test_an_admin_switches_it_on_and_off_and_both_are_on_record(desk, newsletter):
    Newsletter.objects.filter(pk=newsletter.pk).update(state="scheduled")
    assert "1 planned newsletter will be counted" in said(desk.get(reverse(HERE)))
    page = said(desk.post(reverse(HERE), {"count": "on"}, follow=True))
    assert "counted from the next newsletter that begins" in page and "Newsletters are counted since" in page
    desk.post(reverse(HERE), {"count": "on"})
    page = said(desk.post(reverse(HERE), {"count": "off"}, follow=True))
    assert "Nothing more is counted" in page and "Switched off" in page and "Switched on" in page
    assert AuditEntry.objects.filter(action__in=("looks.on", "looks.off")).count() == 2
    assert ClinicProfile.current().looks_counted_since is None


def test_a_counted_newsletter_shows_about_how_many_and_machines_apart(desk, newsletter):
    desk.post(reverse(HERE), {"count": "on"})
    Newsletter.objects.update(counts_looks=True)
    assert "About 0 people." in pages(desk, newsletter)["report"]
    LookCount.objects.create(newsletter=newsletter, opened=1_200, opened_by_machine=340, clicked=1)
    shown = pages(desk, newsletter)
    assert "About 1,200 people. 340 more by machines only." in shown["report"]
    assert "About 1 person." in shown["report"] and "not tracked" not in shown["report"]
    assert "about 1,200" in shown["overview"] and "Opens and clicks of lessons" in shown["overview"]
    assert in_the_spreadsheet(desk)["Opened by machines only"] == "340"


def test_what_cannot_be_switched_on_is_said_and_nothing_changes(desk, monkeypatch):
    monkeypatch.setattr("campaigns.sending.way.configured", Provider)
    assert "can’t be switched on now" in said(desk.get(reverse(HERE)))
    assert "Nothing was changed." in said(desk.post(reverse(HERE), {"count": "on"}))
    assert ClinicProfile.current().looks_counted_since is None


def test_a_field_nobody_offers_is_refused(desk):
    assert desk.post(reverse(HERE), {"count": "on", "lessons": "1"}).status_code == 400
    assert ClinicProfile.current().looks_counted_since is None
