"""The front desk helps somebody who calls: found, looked up, sent again, noted, all without JavaScript on a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from campaigns.models import Message
from campaigns.sending.run import send_due
from patients.models import Note, Patient

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 812}


@pytest.fixture
def dolores(signed_series, enrol) -> Patient:
    """Somebody who had the first lesson."""
    start = timezone.now() - timedelta(days=7)
    one = enrol(
        "dolores@example.org", "Dolores", family_name="Marchetti", birth_date=date(1968, 3, 14), at=start
    ).enrolment
    send_due(lambda: one.next_due_at, "browser test")
    return one.patient


def test_somebody_who_did_not_get_a_lesson_is_helped_without_javascript(sign_in: Callable, dolores):
    desk = sign_in(java_script_enabled=False, viewport=PHONE)
    page = desk.open("/staff/patients/")
    page.get_by_label("Email, record number or family name").fill("Marchetti")
    page.get_by_label("Birth date").fill("3/14/1968")
    page.get_by_role("button", name="Find").click()
    page.locator("#found").get_by_role("link", name="Dolores Marchetti").click()
    page.get_by_role("link", name="Exact text received").click()
    page.get_by_text("Hello Dolores,").wait_for()
    page.get_by_role("link", name="Send again").click()
    page.get_by_role("button", name="Send it again").click()
    page.get_by_role("heading", level=1, name="Dolores Marchetti").wait_for()
    page.get_by_role("link", name="Add a note").click()
    page.get_by_label("Note").fill("Prefers calls after 3 pm.")
    page.get_by_role("button", name="Add the note").click()
    page.get_by_text("Prefers calls after 3 pm.").wait_for()
    assert Message.objects.get(kind="resend").state == "planned"
    assert Note.objects.get().text(dolores) == "Prefers calls after 3 pm."
