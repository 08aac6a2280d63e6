"""Whoever sees a patient's name or address on a page stands in the audit trail, with the patient's id."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from campaigns.models import Message
from clinic.models import AuditEntry
from tests.staff.conftest import all_pages

A_PATIENT = re.compile(r"O&(#39|#x27|apos);|O'<|alert\(|Newcomer|(bo|new|ed)@example\.org")


@pytest.mark.parametrize("state", ["settled", "held"])
def test_every_page_that_names_a_patient_records_the_look(state: str, filled, staff: Client):
    if state == "held":
        Message.objects.filter(pk=filled.message).update(state="held", reason="No proof that it arrived.")
    named = set()
    for name, url in all_pages(filled).items():
        if "article" in name:  # the made-up article holds the same awkward words
            continue
        before = AuditEntry.objects.filter(action__endswith=".read").count()
        if A_PATIENT.search(staff.get(url).content.decode()):
            named.add(name)
            assert AuditEntry.objects.filter(action__endswith=".read").count() > before, name
    assert {"patients", "patient", "message", "message_frame", "inbox", "new_pin", "stop_enrolment"} <= named
    assert state == "settled" or {"held", "it_was_sent", "send_again"} <= named


def test_no_entry_holds_a_name_or_an_address(filled, staff: Client):
    for url in all_pages(filled).values():
        staff.get(url)
    assert not A_PATIENT.search(str(list(AuditEntry.objects.values_list("subject", "detail"))))
