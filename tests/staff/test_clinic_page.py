"""The clinic's settings: all or nothing, each refusal at its field, every change recorded."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from clinic.models import AuditEntry, ClinicProfile
from tests.staff.conftest import Page, said

URL = "/staff/clinic/"
GOOD: dict[str, Any] = {
    "name": "Harbor Spine & Pain", "mail_name": "Harbor Health", "sender": "care@harbor.example", "reply_to": "desk@harbor.example",
    "postal_address": "1 Quay St, Phoenix, AZ 85001", "phone": "+1 602 555 0100", "hours": "Monday to Friday", "emergency": "911",
    "crisis": "988", "time_zone": "America/Phoenix", "window_start": "08:00", "window_end": "16:30", "weekdays": ["0", "2", "4"],
    "holidays": "2026-12-25\r\n2026-11-26", "languages": ["en"], "accent": "#0A5452",
}  # fmt: skip


def test_everything_is_saved_and_shown_again(db, staff: Client):
    assert staff.post(URL, GOOD).status_code == 302
    profile = ClinicProfile.current()
    assert (profile.mail_name, profile.sender, profile.time_zone) == (
        "Harbor Health",
        "care@harbor.example",
        "America/Phoenix",
    )
    assert (profile.weekdays, profile.holidays) == ([0, 2, 4], ["2026-11-26", "2026-12-25"])
    assert f"{profile.window_start:%H:%M}-{profile.window_end:%H:%M}" == "08:00-16:30"
    assert profile.look == {"accent": "#0A5452"} and profile.missing() == []
    page = Page(staff.get(URL))
    assert page.field("mail_name")["value"] == "Harbor Health" and page.field("window_end")["value"] == "16:30"


def test_a_change_is_recorded_by_the_names_of_what_changed(clinic, staff: Client):
    shown = {**GOOD, "mail_name": "Learning Desk"}
    staff.post(URL, shown)
    changed = AuditEntry.objects.get(action="clinic.set").detail["settings"]
    assert "phone" in changed and "mail_name" not in changed


WRONG = [
    ("mail_name", "Harbor; Health", "This can't hold"),
    ("sender", "nonsense", "Write a whole address such as desk@clinic.example."),
    ("sender", "o'brien: x is 'y'", "Write a whole address such as desk@clinic.example."),
    ("phone", "call us", "Write a phone number such as +1 555 555 0100."),
    ("window_end", "07:00", "Write a start before an end, as in 09:00-17:00."),
    ("weekdays", [], "Name at least one day"),
    ("holidays", "Christmas", "Write dates as 2026-12-25"),
    ("accent", "#ABCDEF", "The colour #ABCDEF reaches only 1.4:1"),
    ("accent", "teal", "Write the accent colour as #0A5452."),
    ("name", "x" * 121, "longer than 120 characters"),
]


@pytest.mark.parametrize(("field", "value", "sentence"), WRONG)
def test_a_refusal_stands_at_its_field_and_changes_nothing(
    clinic, staff: Client, field: str, value: Any, sentence: str
):
    before = ClinicProfile.objects.values().get()
    answer = staff.post(URL, {**GOOD, field: value})
    assert answer.status_code == 200 and sentence in said(answer)
    assert "Nothing was changed. One answer to mend" in said(answer)
    assert ClinicProfile.objects.values().get() == before
    assert Page(answer).field("postal_address")["value"] == GOOD["postal_address"]
    assert not AuditEntry.objects.filter(action="clinic.set").exists()


def test_several_faults_are_said_at_once(clinic, staff: Client):
    answer = staff.post(URL, {**GOOD, "sender": "x", "phone": "y", "accent": "z"})
    assert "Three answers to mend: emails come from, your phone, accent colour." in said(answer)


def test_what_is_missing_is_said_and_half_a_form_can_be_saved(db, staff: Client):
    assert "Nothing can be mailed yet. Still missing: mail name, emails come from" in said(staff.get(URL))
    half = {"mail_name": "Harbor Health", "window_start": "09:00", "window_end": "17:00", "weekdays": ["0"], "languages": ["en"],
            "emergency": "911", "crisis": "988"}  # fmt: skip
    assert staff.post(URL, half).status_code == 302
    assert ClinicProfile.current().mail_name == "Harbor Health"
    assert "Still missing: emails come from" in said(staff.get(URL))


def test_what_was_set_cannot_be_emptied(clinic, staff: Client):
    assert "Write a whole address" in said(staff.post(URL, {**GOOD, "sender": ""}))
    assert ClinicProfile.current().sender == "lessons@clinic.example"


PACE: dict[str, Any] = {
    "per_second": "5", "per_day": "2000", "warm_up": "50, 100 200", "per_domain": "Gmail.com = 500\r\noutlook.com=200", "per_address": "2",
}  # fmt: skip


def pace() -> tuple[Any, ...]:
    profile = ClinicProfile.current()
    return profile.per_second, profile.per_day, profile.warm_up, profile.per_domain, profile.per_address


def test_the_pace_is_saved_and_shown_again(clinic, staff: Client):
    assert staff.post(URL, {**GOOD, **PACE}).status_code == 302
    assert pace() == (5, 2000, [50, 100, 200], {"gmail.com": 500, "outlook.com": 200}, 2)
    answer = staff.get(URL)
    page = Page(answer)
    assert [page.field(name)["value"] for name in ("per_second", "per_day", "warm_up", "per_address")] == [
        "5",
        "2000",
        "50, 100, 200",
        "2",
    ]
    assert "gmail.com=500 outlook.com=200" in said(answer)
    assert {"per_day", "warm_up"} <= set(AuditEntry.objects.get(action="clinic.set").detail["settings"])
    staff.post(URL, {**GOOD, **PACE, "warm_up": "", "per_domain": ""})
    assert pace() == (5, 2000, [], {}, 2)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("per_second", "fast", "Write a number such as 100, or 0 for no limit."),
        ("per_day", "-1", "Write a number such as 100, or 0 for no limit."),
        ("per_day", "", "Write a number such as 100, or 0 for no limit."),
        ("per_address", "1.5", "Write a number such as 100, or 0 for no limit."),
        ("warm_up", "50,0", "This holds a 0: write how many emails may leave on each day, such as 50,100,200."),
        ("warm_up", "soon", "Write a number such as 100, or 0 for no limit."),
        ("per_domain", "gmail", "This holds 'gmail': write domains and limits, such as gmail.com=500,outlook.com=200."),
        ("per_domain", "gmail.com=many", "Write a number such as 100, or 0 for no limit."),
    ],
)
def test_a_pace_that_cannot_be_is_refused_at_its_field(clinic, staff: Client, field: str, value: str, sentence: str):
    before = pace()
    answer = staff.post(URL, {**GOOD, **PACE, field: value})
    assert sentence in said(answer) and "Nothing was changed. One answer to mend" in said(answer)
    assert pace() == before
    assert Page(answer).field("per_second")["value"] == (value if field == "per_second" else "5")


def test_a_form_without_the_pace_leaves_it_alone(clinic, staff: Client):
    staff.post(URL, {**GOOD, **PACE})
    assert staff.post(URL, GOOD).status_code == 302
    assert pace()[0] == 5


def test_every_field_of_the_pace_has_its_line_of_help(clinic, staff: Client):
    page = Page(staff.get(URL))
    for name in ("per_second", "per_day", "warm_up", "per_address"):
        assert page.field(name)["aria-describedby"] == f"id_{name}-hint", name
    assert ("fieldset", {"class": "card section", "id": "pace", "aria-describedby": "pace-why"}) in page.tags


def test_what_is_kept_and_for_how_long_is_saved_and_shown_again(clinic, staff: Client):
    records = {"substance_use_consent": "yes", "keep_patients": "84", "keep_emails": "always", "keep_events": "24"}
    assert staff.post(URL, {**GOOD, **records}).status_code == 302
    profile = ClinicProfile.current()
    kept = (profile.substance_use_consent, profile.keep_patients, profile.keep_emails, profile.keep_events)
    assert kept == (True, 84, 0, 24)
    page = Page(staff.get(URL))
    assert page.field("keep_patients")["value"] == "84" and page.field("keep_emails")["value"] == "always"
    assert "Write months from 6 to 600, or always." in said(staff.post(URL, {**GOOD, **records, "keep_events": "5"}))
