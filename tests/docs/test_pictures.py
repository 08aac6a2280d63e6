"""The clinic of the pictures can still be lived in, and every picture the docs show of it is one we can draw."""

from __future__ import annotations

import re

from campaigns.models import Enrolment, Message, Newsletter, PatientRequest
from tests.docs.pages import DOCS, text_of
from tests.screenshots import desk, lived_in


def test_a_month_passes_in_the_clinic_of_the_pictures(signed_series, now, monkeypatch):
    monkeypatch.setattr(lived_in, "OTHERS", ("Ana",))
    lived_in.fill(now)
    assert Message.objects.filter(state=Message.State.DELIVERED).count() > 8
    assert Enrolment.objects.filter(state=Enrolment.State.ACTIVE).count() == 2
    assert PatientRequest.objects.waiting().count() == 2
    assert Newsletter.objects.get().state == Newsletter.State.SCHEDULED


def test_every_picture_of_the_desk_in_the_docs_is_drawn_by_the_command():
    shown = {name for page in DOCS.glob("*.md") for name in re.findall(r"pictures/desk-([\w-]+)\.png", text_of(page))}
    drawn = {"sign-in", *desk.AT_THE_DESK, *desk.ON_A_PHONE, *desk.OF_A_REVIEWER}
    assert shown == drawn
