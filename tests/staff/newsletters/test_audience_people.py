"""The people behind an audience's numbers: a few who get it, those left out and why, and who of the desk may look."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from campaigns.models import Newsletter
from campaigns.newsletters.audience import LeftOut, count
from campaigns.newsletters.people import left_out, some_of
from clinic.models import AuditEntry, ClinicProfile, Person
from patients.models import Suppression
from staff.newsletters import audience_people
from tests.campaigns.newsletters.conftest import reader, written
from tests.staff.conftest import said

__all__ = ["reader", "written"]  # fixtures
pytestmark = pytest.mark.django_db


def url(newsletter: Newsletter, name: str, query: str = "") -> str:
    return reverse(f"staff:newsletter_{name}", args=[newsletter.pk]) + query


def test_five_are_the_same_each_time_and_none_shares_an_address(written, reader):
    for number in range(12):
        reader(f"p{number // 2}@example.org")
    zone = ClinicProfile.current().zone
    found = some_of(written, zone)
    assert len({one.email_index for one in found}) == 5 and some_of(written, zone) == found
    assert not {one.pk for one in found} & {one.pk for one in left_out(written, zone, LeftOut.SAME_ADDRESS, None, 50)}


def test_the_lists_hold_as_many_as_the_count_says(written, reader, now):
    reader("a@example.org"), reader("a@example.org"), reader("b@example.org", confirmed=False)
    reader("c@example.org", agreed=False), reader("d@example.org", stopped=True), reader("e@example.org", language="es")
    reader("f@example.org")
    Suppression.objects.suppress("f@example.org", Suppression.Reason.HARD_BOUNCE, now)
    Newsletter.objects.update(untranslated="wait")
    written.refresh_from_db()
    zone = ClinicProfile.current().zone
    counted = count(written, zone)
    assert {why: len(left_out(written, zone, why, None, 50)) for why in LeftOut} == dict.fromkeys(LeftOut, 1)
    assert len(some_of(written, zone)) == counted.gets_it == 1


def test_a_list_goes_on_where_the_page_before_ended_and_is_recorded(staff: Client, written, reader, monkeypatch):
    monkeypatch.setattr(audience_people, "PAGE", 2)
    people = [reader(f"who{number}@example.org", confirmed=False) for number in range(3)]
    answer = staff.get(url(written, "left_out", "?why=address+not+confirmed"))
    assert said(answer).count("w…@example.org") == 2 and "who0@" not in answer.content.decode()
    noted = AuditEntry.objects.get(action="patients.read")
    assert sorted(noted.detail["patients"]) == sorted(str(one.pk) for one in people[:2])
    rest = said(staff.get(url(written, "left_out", f"?why=address+not+confirmed&after={people[1].pk}")))
    assert rest.count("w…@example.org") == 1 and "From the start" in rest


def test_marketing_sees_the_numbers_and_no_way_to_the_people(staff: Client, written, reader):
    reader("ana@example.org"), reader("eva@example.org", confirmed=False)
    page = staff.get(url(written, "audience")).content.decode()
    assert url(written, "people") in page and url(written, "left_out") in page
    mia = User.objects.create_user("mia", is_staff=True)
    Person.objects.create(user=mia, role=Person.Role.MARKETING)
    client = Client()
    client.force_login(mia)
    page = client.get(url(written, "audience")).content.decode()
    assert (
        "Address not confirmed" in page and url(written, "people") not in page and url(written, "left_out") not in page
    )
    assert client.get(url(written, "people")).status_code == 403


def test_a_few_show_a_letter_and_no_whole_address(staff: Client, written, reader):
    reader("ana@example.org")
    answer = staff.get(url(written, "people"))
    assert "A. a…@example.org Contact English Chicago" in said(answer) and "ana@" not in answer.content.decode()
    assert AuditEntry.objects.filter(action="patient.read").count() == 1
