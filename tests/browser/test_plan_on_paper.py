"""The plan for the next visit is one page of paper, also after eight lessons and in the longer language."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Browser

from campaigns.models import Answer, Helpfulness, Message
from campaigns.sending.run import send_due
from tests.browser.conftest import wait_for_the_last_answer

pytestmark = pytest.mark.browser


def test_a_plan_of_eight_answers_is_one_page(
    chromium: Browser, site: str, clinic, signed_in_spanish, enrol, now: datetime, transactional_db
):
    clinic.languages = ["en", "es"]
    clinic.save()
    enrolment = enrol(language="es").enrolment
    while enrolment.next_due_at:
        now = enrolment.next_due_at
        send_at(now)
        enrolment.refresh_from_db()
    came = list(Message.objects.order_by("claimed_at"))
    assert len(came) == 8
    for one in came:
        Answer.objects.give(one, 1, now, right=False)
    for one in came[3:5]:
        Helpfulness.objects.say(one, "no", now)
    page = chromium.new_page()
    with time_machine.travel(now + timedelta(hours=1)):
        page.goto(site + reverse("portal:plan", args=[came[-1].token]))
        printed = page.pdf(format="Letter", prefer_css_page_size=True)
        assert page.locator(".plan .tried li").count() > 20
    page.close()
    wait_for_the_last_answer()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


def send_at(moment: datetime) -> None:
    send_due(lambda: moment, "browser test")
