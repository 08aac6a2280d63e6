"""A series is put in another order: by the keyboard, and with scripts switched off. Its pages fit and break no rule of accessibility."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from campaigns.models import Series

pytestmark = pytest.mark.browser

URL = "/staff/series/fibromyalgia/"
PAGES = ("", "order/", "rules/", "calendar/", "02-a-pain-system-turned-up/for/", "pause/")


def order() -> list[str]:
    return [step.lesson.slug[:2] for step in Series.objects.get().way()]


def test_a_lesson_is_moved_with_alt_and_an_arrow_and_saved_after_a_question(sign_in: Callable, signed_series, enrol):
    enrol(at=timezone.now())
    desk = sign_in()
    page = desk.open(f"{URL}order/")
    page.get_by_label("Day of lesson 5").press("Alt+ArrowUp")
    page.get_by_role("button", name="See whom it touches").click()
    page.get_by_text("get a lesson twice").wait_for()
    page.get_by_role("button", name="Change it for 1 patient").click()
    page.get_by_text("nobody gets a lesson twice").wait_for()
    assert order()[:5] == ["01", "02", "03", "05", "04"] and desk.complaints == []


def test_without_scripts_the_buttons_move_a_lesson(sign_in: Callable, signed_series):
    page = sign_in(java_script_enabled=False).open(f"{URL}order/")
    page.get_by_role("button", name="Move lesson 2 earlier").click()
    page.get_by_role("button", name="See whom it touches").click()
    page.get_by_role("button", name="Change it for 0 patients").click()
    page.get_by_text("Saved. 0 patients in it").wait_for()
    assert order()[:2] == ["02", "01"]
