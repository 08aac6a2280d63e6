"""The provider's page: a test of the way out, the agreement on record, the door that is checked."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from clinic.agreements import agreement_lacking
from clinic.models import Agreement, AuditEntry, ClinicProfile
from tests.mailer.event_signing import EventSigner
from tests.staff.conftest import said

URL = "/staff/clinic/provider/"
AGREED = {"party": "Mailer & <Sons>", "signed_on": "10/01/2026", "note": "In the green folder"}
LEAD = "No health-data agreement is on record"


@pytest.fixture
def desk(staff: Client, clinic) -> Client:
    ClinicProfile.objects.update(test_addresses=["me@clinic.example", "you@clinic.example"])
    return staff


def test_a_test_leaves_and_its_answer_stands_on_the_page(desk, home):
    shown = said(desk.post(reverse("staff:test_provider"), {"address": ["me@clinic.example"]}))
    assert "The local inbox took it for 1 of 1 address at 10:00 am" in shown
    assert "[Test] The way our emails take" in "".join(
        one.read_text(errors="replace") for one in (home / "inbox").rglob("*.eml")
    )
    assert AuditEntry.objects.get(action="provider.test").detail == {"addresses": 1}


def test_a_test_never_goes_to_an_address_that_isnt_the_clinics(desk):
    shown = said(desk.post(reverse("staff:test_provider"), {"address": ["patient@example.org"]}))
    assert "No test left." in shown and "own addresses only" in shown


def test_lessons_that_go_through_whole_without_a_record_are_warned_of_everywhere(desk, settings):
    assert LEAD not in said(desk.get("/staff/")) and not agreement_lacking()
    settings.PROVIDER_CARRIES_PHI = True
    assert agreement_lacking()
    for url in ("/staff/", "/staff/clinic/", "/staff/sending/"):
        assert LEAD in said(desk.get(url)), url
    answer = desk.post(reverse("staff:add_agreement"), AGREED, follow=True)
    assert "Mailer & <Sons>" in said(answer) and "Oct 1, 2026" in said(answer)
    assert LEAD not in said(desk.get("/staff/")) and not agreement_lacking()
    row = Agreement.objects.get()
    assert (row.signed_on, row.recorded_by) == (date(2026, 10, 1), desk.session["_auth_user_id"])


@pytest.mark.parametrize(
    ("typed", "told"),
    [({"party": " "}, "Write with whom"), ({"signed_on": "10/13/2026"}, "lies in the future"), ({"signed_on": "soon"}, "Write the date as")],
    ids=["nobody", "future", "words"],
)  # fmt: skip
def test_what_cant_be_right_is_not_recorded_and_nothing_typed_is_lost(desk, typed, told):
    answer = desk.post(reverse("staff:add_agreement"), {**AGREED, **typed})
    assert told in said(answer) and "In the green folder" in answer.content.decode()
    assert not Agreement.objects.exists()


def test_a_record_is_changed_by_nobody(desk):
    desk.post(reverse("staff:add_agreement"), AGREED)
    row = Agreement.objects.get()
    with pytest.raises(TypeError, match="never changed"):
        row.save()
    for statement in ("UPDATE clinic_agreement SET party = 'x'", "DELETE FROM clinic_agreement"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_address_to_enter_and_what_is_lacking_are_named(desk, settings):
    settings.TRANSPORT, settings.SENDGRID_WEBHOOK_KEY = "sendgrid", ""
    shown = said(desk.get(URL))
    assert f"{settings.PUBLIC_URL}/api/events/sendgrid" in shown and "not set" in shown and "none yet" in shown
    assert "There is nothing to check" in said(desk.post(reverse("staff:check_events")))


@pytest.mark.parametrize(("key", "passed"), [(EventSigner().key, 3), ("copied wrong", 2)], ids=["good", "faulty"])
def test_the_door_is_checked_through_the_code_of_real_calls(desk, settings, key, passed):
    settings.TRANSPORT, settings.SENDGRID_WEBHOOK_KEY = "sendgrid", key
    shown = said(desk.post(reverse("staff:check_events")))
    assert shown.count("Passed.") == passed and shown.count("Not passed.") == 3 - passed
    assert "turns away an event that a stranger signed" in shown


def test_a_door_that_lets_a_stranger_in_does_not_pass(desk, settings, monkeypatch):
    settings.TRANSPORT, settings.SENDGRID_WEBHOOK_KEY = "sendgrid", EventSigner().key
    monkeypatch.setattr("api.events_sendgrid.verify", lambda *args, **named: None)
    assert "with 204 in place of 403" in said(desk.post(reverse("staff:check_events")))
