"""Going live from a page: what stands against it, who practised, and a choice for each."""

from __future__ import annotations

import pytest
from django.test import Client

from campaigns.models import Enrolment, Message
from clinic.models import AuditEntry, Installation
from tests.staff.conftest import Page, said

URL = "/staff/go-live/"


@pytest.fixture
def provider(settings):
    settings.TRANSPORT = "sendgrid"
    settings.SENDGRID_API_KEY = "SG.test"
    settings.PUBLIC_URL_IS_LOCAL = False


def test_what_stands_against_it_is_listed_and_holds(filled, staff: Client):
    assert "Not yet: 1 to mend No provider is configured" in said(staff.get(URL))
    assert "Still practising. No provider is configured" in said(staff.post(URL))
    assert not Installation.current().live_mark


def test_missing_details_lead_to_the_clinic_page(db, staff: Client):
    page = Page(staff.get(URL))
    assert "The clinic's details aren't complete." in page.words
    assert page.addresses.count("/staff/clinic/") >= 2


def test_those_who_practised_are_named_with_what_they_had(filled, provider, staff: Client):
    words = said(staff.get(URL))
    assert "Living with fibromyalgia · 3 emails in the local inbox" in words
    assert "practised: you choose who of them starts" in words


def test_each_of_them_starts_or_is_skipped(filled, enrol, provider, staff: Client):
    newcomer = Enrolment.objects.exclude(pk__in=[filled.enrolment, filled.stopped]).get()
    answer = staff.post(URL, {f"choice-{filled.enrolment}": "start", f"choice-{newcomer.id}": "skip"})
    assert answer["Location"] == "/staff/"
    assert Installation.current().live_mark
    assert (
        Enrolment.objects.filter(patient=filled.patient, state="active").exclude(pk=filled.enrolment).get().position
        == 0
    )
    assert not Enrolment.objects.filter(patient=newcomer.patient, state="active").exists()
    assert AuditEntry.objects.get(action="go live").actor == staff.session["_auth_user_id"]
    staff.post(URL)  # from a page that stood open
    assert AuditEntry.objects.filter(action="go live").count() == 1
    assert "It was live already: nothing was changed." in said(staff.get("/staff/"))


def test_someone_who_starts_anew_without_having_confirmed_is_asked_again(filled, provider, staff: Client):
    newcomer = Enrolment.objects.exclude(pk__in=[filled.enrolment, filled.stopped]).get()
    staff.post(URL, {f"choice-{newcomer.id}": "start"})
    fresh = Enrolment.objects.get(patient=newcomer.patient, state="active")
    assert fresh.waits_for == "confirmation"
    assert Message.objects.filter(enrolment=fresh, kind="welcome", state="planned").count() == 1


def test_choices_that_are_no_ids_are_left_alone(filled, provider, staff: Client):
    assert (
        staff.post(URL, {"choice-1": "start", "choice-" + "-" * 36: "start", "choice-" + "g" * 36: "start"}).status_code
        == 302
    )


def test_once_live_the_desk_says_so(filled, provider, staff: Client):
    staff.post(URL)
    words = said(staff.get("/staff/series/"))
    assert "Live. Emails go to real people." in words and "Practising" not in words
