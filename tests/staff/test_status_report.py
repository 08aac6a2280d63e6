"""What `status` says of the ways out, the brake and the pace, for tools and for people."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.management import call_command

from campaigns.models import PaceDay, WayOut
from campaigns.models.pace_day import IN_ALL
from campaigns.reporting.reports import status
from clinic.models import ClinicProfile, Installation

KEPT = {"messages", "states", "enrolments", "unaccounted", "held", "uncertain", "next_due", "installation"}


def ways(now) -> list[dict[str, object]]:
    return status(now)["ways_out"]


def test_the_keys_of_old_are_kept_and_new_ones_added(filled, now):
    found = status(now)
    assert set(found) >= KEPT | {"ways_out", "brake", "pace"}
    assert found["brake"] == "" and found["pace"] == {"today": 2, "limit": None}
    assert [(one["name"], one["state"]) for one in found["ways_out"]] == [("inbox", "open")]


def test_a_way_is_open_resting_or_stopped(live, now):
    way = WayOut.named("sendgrid")
    way.failed(now, "SendGrid can't be reached.", proven=True)
    again = now + timedelta(minutes=1)
    (found,) = [one for one in ways(now) if one["name"] == "sendgrid"]
    assert found == {
        "name": "sendgrid",
        "state": "resting",
        "look_again_at": again.isoformat(),
        "failures": 1,
        "why": "SendGrid can't be reached.",
    }
    (found,) = [one for one in ways(again) if one["name"] == "sendgrid"]
    assert (found["state"], found["look_again_at"], found["failures"]) == ("open", None, 1)
    way.stop(now, "HTTP 401")
    (found,) = [one for one in ways(now) if one["name"] == "sendgrid"]
    assert (found["state"], found["look_again_at"], found["why"]) == ("stopped", None, "HTTP 401")


def test_the_brake_says_its_reason_while_it_is_on(live, now):
    Installation.current().pull_brake(now, "900 emails are due at once.")
    assert status(now)["brake"] == "900 emails are due at once."


def test_the_pace_counts_what_the_limit_counts(live, now):
    assert status(now)["pace"] == {"today": 0, "limit": None}
    ClinicProfile.objects.update(per_day=200, warm_up=[50, 100])
    PaceDay.objects.add("sendgrid", now.date(), {IN_ALL: 38})
    assert status(now)["pace"] == {"today": 38, "limit": 50}
    ClinicProfile.objects.update(per_day=0, warm_up=[], per_domain={"gmail.com": 5})
    assert status(now)["pace"] == {"today": 38, "limit": None}


@pytest.mark.parametrize("json_wanted", [False, True])
def test_the_command_says_it_to_people_and_to_tools(live, now, capsys, json_wanted: bool):
    WayOut.named("sendgrid").stop(now, "SendGrid doesn't know this API key.")
    WayOut.named("inbox").failed(now, "The disk is full.", proven=True)
    Installation.current().pull_brake(now, "900 emails are due at once.")
    ClinicProfile.objects.update(per_day=200)
    call_command("status", *(["--json"] if json_wanted else []))
    printed = capsys.readouterr().out
    if json_wanted:
        assert {one["state"] for one in json.loads(printed)["ways_out"]} == {"stopped", "resting"}
        return
    assert "sendgrid: stopped. SendGrid doesn't know this API key. Mend it, then run resume." in printed
    assert "inbox: rests after 1 failures in a row and looks again at 2026-10-12T15:01" in printed
    assert "The brake is on: 900 emails are due at once." in printed and "Emails today: 0 of 200." in printed
