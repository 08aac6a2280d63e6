"""The shortest whole story: sign in, enrol a patient, send, and read the email that arrived."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.utils import timezone

from campaigns.models import Enrolment, Message
from campaigns.sending.run import send_due
from patients.models import Patient

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 812}


def enrol_walter(desk) -> None:
    page = desk.open("/staff/patients/enrol/")
    page.get_by_label("Email", exact=True).fill("walter@example.org")
    page.get_by_label("Given name").fill("Walter")
    page.get_by_label("Family name").fill("Nakamura")
    page.get_by_role("textbox", name="Birth date").fill("11/02/1959")
    page.locator("#id_consent").check()
    page.get_by_role("button", name="Enrol the patient").click()
    page.get_by_role("heading", level=1, name="Walter is enrolled").wait_for()


def send_now() -> None:
    send_due(timezone.now, "browser test")


def test_a_patient_is_enrolled_and_the_email_is_read_and_confirmed(sign_in: Callable, series):
    desk = sign_in()
    enrol_walter(desk)
    pin = desk.page.locator(".pin").inner_text()
    assert re.fullmatch(r"\d{6}", pin) and Patient.objects.get().check_pin(pin)
    send_now()

    page = desk.open("/staff/inbox/")
    page.get_by_role("table").get_by_role("link").first.click()
    email = page.frame_locator("iframe")
    email.get_by_role("heading", name="Is this your email?").wait_for()
    with page.context.expect_page() as opened:
        email.get_by_role("link", name="Yes, this is my email").click()
    tab = opened.value
    tab.get_by_role("button", name="Yes, this is my email").click()
    tab.wait_for_load_state()

    enrolment = Enrolment.objects.get()
    assert enrolment.waits_for == "" and enrolment.next_due_at is not None
    assert desk.complaints == []


def test_the_lesson_that_arrived_is_seen_with_its_styles_and_without_scripts(sign_in: Callable, series, enrol):
    enrol(given_name="<img src=x onerror=alert(1)>", at=timezone.now())
    first = Enrolment.objects.get()
    send_due(lambda: first.next_due_at, "browser test")
    message = Message.objects.get()
    desk = sign_in()
    for path in (
        f"/staff/inbox/{message.id}/",
        f"/staff/messages/{message.id}/",
        "/staff/preview/series/fibromyalgia/01-what-it-is",
    ):
        email = desk.open(path).frame_locator("iframe")
        email.get_by_role("heading", name="What fibromyalgia is").wait_for()
        colour = email.locator("body").evaluate("(body) => getComputedStyle(body).backgroundColor")
        assert colour not in ("rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"), path
    assert desk.complaints == []


@pytest.mark.parametrize("colour", ["light", "dark"])
def test_every_page_fits_a_phone(sign_in: Callable, series, enrol, colour: str):
    one = enrol(
        "walter@example.org", "Maria Esperanza Guadalupe", family_name="Concepción-de-los-Ángeles", at=timezone.now()
    )
    first = Enrolment.objects.get()
    send_due(lambda: first.next_due_at, "browser test")
    message, patient = Message.objects.get().id, one.enrolment.patient_id
    desk = sign_in(viewport=PHONE, color_scheme=colour)
    pages = ["", "series/", "series/fibromyalgia/", "series/fibromyalgia/01-what-it-is/", "preview/series/fibromyalgia/01-what-it-is", "pictures/",
             "patients/", "patients/enrol/", f"patients/{patient}/", f"patients/{patient}/pin/", f"enrolments/{one.enrolment.id}/stop/",
             "messages/", f"messages/{message}/", f"messages/{message}/?view=text", f"messages/{message}/?view=headers", "inbox/",
             f"inbox/{message}/", "clinic/", "go-live/", "pause/", "resume/"]  # fmt: skip
    wide = {path: over for path in pages if (over := overflow_of(desk, f"/staff/{path}"))}
    assert wide == {}
    assert desk.complaints == []


def overflow_of(desk, path: str) -> int:
    desk.open(path)
    return desk.overflow()


def test_enrolling_works_without_javascript(sign_in: Callable, series):
    desk = sign_in(java_script_enabled=False)
    page = desk.open("/staff/patients/enrol/")
    page.get_by_label("Email", exact=True).fill("walter at example")
    page.get_by_label("Given name").fill("Walter")
    page.get_by_role("button", name="Enrol the patient").click()
    page.get_by_text("Walter isn’t enrolled yet.").wait_for()
    assert page.get_by_label("Given name").input_value() == "Walter"
    enrol_walter(desk)
    assert Patient.objects.count() == 1


def test_enter_finishes_the_form_and_the_keyboard_reaches_everything(sign_in: Callable, series):
    desk = sign_in()
    page = desk.open("/staff/patients/enrol/")
    for text in ("walter@example.org", "", "Walter", "Nakamura", "11/02/1959"):  # the mailbox is Walter's own
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.locator("#id_consent").focus()
    page.keyboard.press("Space")
    page.get_by_label("Email", exact=True).press("Enter")
    page.get_by_role("heading", level=1, name="Walter is enrolled").wait_for()
