"""Each role does its work in a browser, signed in as no more than that role. Reviewers: test_signing_on_a_phone.py."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from campaigns.models import Enrolment, Message, Newsletter
from clinic.models import AuditEntry, ClinicProfile, Installation, Person
from content.models import Review
from patients.models import Consent, Identity, Patient
from tests.browser.test_enrol_and_read import enrol_walter

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 812}
NEWS = {"Subject": "What is new here", "Preview line": "Two short notes", "Title": "News", "Text": "We open at 8 now."}


@pytest.fixture
def working_as(sign_in: Callable, series) -> Callable:
    """Maya, who signs in here, has this role and no other right."""

    def signed_in(role: Person.Role, **how: object):
        User.objects.filter(username="maya").update(is_superuser=False)
        Person.objects.create(user=User.objects.get(username="maya"), role=role, credential="CMI")
        return sign_in(**how)

    return signed_in


@pytest.fixture
def reader(transactional_db) -> Patient:
    now = timezone.now()
    patient = Patient.objects.register(
        Identity("rosa@example.org", "Rosa"), language="en", time_zone="America/Chicago", now=now
    )
    Patient.objects.filter(pk=patient.pk).update(contact=True, address_confirmed_at=now)
    Consent.objects.give(patient, Consent.Stream.NEWSLETTER, how="form", wording="1", recorded_by="test", now=now)
    return patient


def test_marketing_writes_and_plans_a_newsletter_and_pauses_without_scripts(working_as: Callable, reader: Patient):
    desk = working_as(Person.Role.MARKETING, java_script_enabled=False)
    page = desk.open("/staff/newsletters/")
    page.get_by_label("Your first newsletter takes about 20 minutes").fill("Winter")
    page.get_by_role("button", name="Write a newsletter").click()
    for label, words in NEWS.items():
        page.get_by_role("textbox", name=label, exact=True).fill(words)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Schedule").click()
    page.get_by_role("button", name="See what follows").click()
    page.get_by_role("button", name="Schedule 1 email").click()
    page.get_by_text("Planned.").wait_for()
    assert Newsletter.objects.get().state == Newsletter.State.SCHEDULED
    page.get_by_role("link", name="Pause all").click()
    page.get_by_role("button", name="Pause").click()
    page.get_by_text("Nothing leaves.").first.wait_for()
    assert Installation.current().paused and desk.complaints == []


def test_a_translator_signs_a_translation_on_a_phone(working_as: Callable, signed_series):
    ClinicProfile.objects.update(languages=["en", "es"])
    desk = working_as(Person.Role.TRANSLATOR, viewport=PHONE, color_scheme="dark")
    page = desk.open("/staff/reviews/")
    page.get_by_role("heading", level=1, name="8 translations wait for your signature").wait_for()
    page.get_by_role("link", name="Qué es la fibromialgia").first.click()
    assert desk.overflow() == 0
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Sign revision").click()
    page.get_by_role("heading", level=1, name="7 translations wait for your signature").wait_for()
    review = Review.objects.get(kind=Review.Kind.TRANSLATOR)
    assert (review.reviewer, review.credential, review.language) == ("Maya", "CMI", "es") and desk.complaints == []


def test_an_auditor_reads_who_did_what_in_spanish_and_can_change_nothing(working_as: Callable, enrol):
    enrol(at=timezone.now())
    desk = working_as(Person.Role.AUDITOR)
    page = desk.open("/staff/")
    page.get_by_role("button", name="Español").click()
    page.get_by_role("link", name="Ajustes").wait_for()
    assert page.locator("html").get_attribute("lang") == "es"
    page.get_by_role("link", name="Ajustes").click()
    page.get_by_role("link", name="Quién hizo qué").click()
    assert page.locator("tbody tr").count() == AuditEntry.objects.count() > 0
    forms = page.locator("main form[method=post]")
    assert forms.count() == 0 and desk.complaints == []
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", level=1, name="Who did what").wait_for()
    assert not Message.objects.exists()


def test_the_front_desk_enrols_somebody_on_a_phone_and_takes_it_back(working_as: Callable, signed_series):
    desk = working_as(Person.Role.FRONT_DESK, viewport=PHONE)
    enrol_walter(desk)
    page = desk.page
    assert desk.overflow() == 0
    page.get_by_role("link", name="Enrol another patient").click()
    page.get_by_role("link", name="Undo").click()
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("heading", level=1, name="Walter").wait_for()
    assert not Enrolment.objects.under_way().exists() and desk.complaints == []
    closed = desk.open("/staff/").locator(".chart .word")
    assert [(one.text_content(), one.is_visible()) for one in closed.all()] == [("closed", True)] * 2  # the weekend
