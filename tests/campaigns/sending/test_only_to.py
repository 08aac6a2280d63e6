"""ONLY_TO: a staging installation mails its own people and nobody else, and loses nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaigns.models import Enrolment
from campaigns.sending.only_to import covers
from config.environment import read
from patients.models import Suppression
from tests.campaigns.rows import only_message, states, unaccounted

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("only_to", "address", "covered"),
    [
        (["ana@example.org"], "ana@example.org", True),
        (["ana@example.org"], "ANA@Example.ORG", True),
        (["ana@example.org"], "bo@example.org", False),
        (["ana@example.org"], "xana@example.org", False),
        (["ana@example.org"], "ana@example.org.evil.example", False),
        (["example.org"], "anybody@example.org", True),
        (["@example.org"], "Anybody@EXAMPLE.org", True),
        (["@example.org"], "ana@mail.example.org", False),
        (["example.org"], "ana@mail.example.org", False),
        (["example.org"], "ana@notexample.org", False),
        (["example.org"], "example.org@elsewhere.example", False),
        (["example.org"], "ana@example.org@elsewhere.example", False),
        (["org"], "ana@example.org", False),
        (["a@b.example", "@c.example"], "x@c.example", True),
        ([], "ana@example.org", False),
        (["@"], "ana@example.org", False),
        (["example.org"], "", False),
        (["example.org"], "example.org", True),  # what is no address leaves nowhere anyway: it counts as suppressed
    ],
)
def test_whole_addresses_and_whole_domains_are_covered(only_to, address, covered):
    assert covers(only_to, address) == covered


def test_it_is_read_in_any_case_with_spaces_and_empty_places(tmp_path):
    found = read({"AFTERVISIT_HOME": str(tmp_path), "ONLY_TO": " Maya@Clinic.example , @Staging.example,, "})
    assert found.only_to == ("maya@clinic.example", "@staging.example")


@pytest.mark.django_db
def test_nobody_else_is_mailed_and_nothing_is_lost(live, enrol, run, lesson_day, settings):
    settings.ONLY_TO = ("maya@clinic.example", "@staging.example")
    for address in ("ana@example.org", "Maya@clinic.example", "x@STAGING.example", "y@sub.staging.example"):
        enrol(address, address[:1].upper())
    assert run(lesson_day).accepted == 2
    assert sorted(address.lower() for address in live.addresses) == ["maya@clinic.example", "x@staging.example"]
    assert states().count("planned") == 2 and unaccounted() == 0
    settings.ONLY_TO = ()
    assert run(lesson_day + HOUR).accepted == 2, "an hour later they are looked at again"


@pytest.mark.django_db
def test_who_isnt_listed_is_looked_at_again_in_an_hour_and_keeps_the_place(live, enrol, run, lesson_day, settings):
    settings.ONLY_TO = ("clinic.example",)
    enrol()
    for hours in range(4):
        assert run(lesson_day + hours * HOUR).accepted == 0
        message = only_message()
        assert message.due_at == lesson_day + (hours + 1) * HOUR and "ONLY_TO" in message.reason
    assert Enrolment.objects.get().state == Enrolment.State.ACTIVE and "@" not in message.reason


@pytest.mark.django_db
def test_those_who_wait_hold_nobody_up(live, enrol, run, lesson_day, settings):
    settings.ONLY_TO = ("clinic.example",)
    live.batch_size = 2
    for number in range(5):
        enrol(f"p{number}@example.org", f"P{number}")
    enrol("maya@clinic.example", "Maya")
    assert run(lesson_day).accepted == 1


@pytest.mark.django_db
def test_the_address_confirmation_keeps_to_it_too(live, enrol, run, now, settings):
    settings.ONLY_TO = ("clinic.example",)
    enrol(consent="", confirmed=False)
    assert run(now).accepted == 0 and live.batches == []


@pytest.mark.django_db
def test_a_listed_address_that_is_suppressed_isnt_mailed(live, enrol, run, lesson_day, settings):
    settings.ONLY_TO = ("ana@example.org",)
    enrol()
    Suppression.objects.suppress("ana@example.org", Suppression.Reason.STAFF, lesson_day)
    run(lesson_day)
    assert live.batches == [] and states() == ["suppressed"]


@pytest.mark.django_db
def test_practising_needs_no_list(signed_series, provider, enrol, run, lesson_day, settings):
    settings.ONLY_TO = ("clinic.example",)
    enrol()
    assert run(lesson_day).accepted == 1 and provider.batches == []
