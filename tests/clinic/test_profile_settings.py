"""The clinic's settings as people write them: read strictly, saved together, shown as they were written."""

from datetime import time

import pytest

from clinic import profile_settings
from clinic.models import ClinicProfile
from clinic.refusal import Refusal

pytestmark = pytest.mark.django_db


def change(**written: str) -> ClinicProfile:
    profile = ClinicProfile.current()
    profile_settings.change(profile, {name.replace("from_", "from"): text for name, text in written.items()})
    return ClinicProfile.current()


@pytest.mark.parametrize(
    ("name", "written", "shown"),
    [
        ("mail_name", "  Learning Desk ", "Learning Desk"),
        ("name", "St. Ännchen & Söhne", "St. Ännchen & Söhne"),
        ("from", "lessons@clinic.example", "lessons@clinic.example"),
        ("postal_address", "1 Main St, Springfield, IL 62701", "1 Main St, Springfield, IL 62701"),
        ("phone", "+1 (217) 555-0100", "+1 (217) 555-0100"),
        ("emergency", "112", "112"),
        ("crisis", "*31#", "*31#"),
        ("time_zone", "Australia/Lord_Howe", "Australia/Lord_Howe"),
        ("window", "8:30 - 12:00", "08:30-12:00"),
        ("window", "00:00-23:59", "00:00-23:59"),
        ("weekdays", "mon-fri", "mon,tue,wed,thu,fri"),
        ("weekdays", "Sat-Mon", "mon,sat,sun"),
        ("weekdays", "wed, mon wed", "mon,wed"),
        ("holidays", "2026-12-25, 2026-11-26 2026-12-25", "2026-11-26,2026-12-25"),
        ("holidays", "", ""),
        ("holidays", "2026-12-25 Christmas  Day\r\n2026-11-26", "2026-11-26,2026-12-25 Christmas Day"),
        ("brake", "500", "500"),
        ("look", "#0a5452", "#0A5452"),
        ("look", "", ""),
        ("languages", "en, es pt-BR", "en,es,pt-BR"),
        ("own_edits_signed", " Yes ", "yes"),
        ("own_edits_signed", "no", "no"),
        ("sign_up", "YES", "yes"),
        ("substance_use_consent", "Yes", "yes"),
        ("keep_patients", " 84 ", "84"),
        ("keep_emails", "Always", "always"),
        ("keep_events", "6", "6"),
    ],
)
def test_a_setting_is_shown_as_it_was_meant_and_reads_the_same_again(name, written, shown):
    profile = ClinicProfile.current()
    for text in (written, shown):
        profile_settings.change(profile, {name: text})
        assert profile_settings.show(ClinicProfile.current())[name] == shown


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("mail_name", "Desk; Inc"), ("mail_name", "Desk <x@y.example>"), ("mail_name", "x" * 61), ("mail_name", "Desk\nBcc: x@y.example"),
        ("mail_name", "Desk \u202egnirts"), ("name", "a\x00b"), ("postal_address", "x" * 201), ("from", "lessons"), ("from", "Desk <a@b.example>"),
        ("from", "a@b.example\nBcc: c@d.example"), ("reply_to", "ünï@clinic.example"), ("reply_to", ""), ("phone", "call us"), ("phone", ""),
        ("emergency", "+"), ("crisis", "one-one-two"), ("time_zone", "Mars/Base"), ("time_zone", "EST5PDT4"), ("time_zone", ""), ("time_zone", "../etc"),
        ("window", "17:00-09:00"), ("window", "09:00-09:00"), ("window", "9-17"), ("window", "24:00-25:00"), ("window", "09:00"), ("window", ""),
        ("own_edits_signed", ""), ("own_edits_signed", "maybe"), ("languages", "xx"), ("languages", "en,eng-x"), ("weekdays", ""), ("weekdays", "monday"), ("weekdays", "mon-"), ("weekdays", "1-5"), ("holidays", "25.12.2026"), ("holidays", "2026-02-30"), ("holidays", "Christmas 2026-12-25"), ("holidays", "2026-12-25 26.12.2026"),
        ("brake", "0"), ("brake", "-1"), ("brake", "1e3"), ("brake", "9999999999"), ("brake", "١٠"), ("look", "green"), ("look", "#FFF"), ("look", "#8CD5C8"),
        ("languages", ""), ("languages", "English"), ("languages", "en;es"), ("colour", "red"), ("substance_use_consent", "maybe"), ("keep_patients", "5"), ("keep_emails", "601"), ("keep_events", ""), ("keep_events", "-6"),
    ],
)  # fmt: skip
def test_what_cant_be_right_is_refused_in_one_sentence_and_changes_nothing(name, written):
    before = profile_settings.show(ClinicProfile.current())
    with pytest.raises(Refusal) as refused:
        profile_settings.change(ClinicProfile.current(), {"mail_name": "Changed", name: written})
    assert str(refused.value).endswith(".") and "\n" not in str(refused.value)
    assert profile_settings.show(ClinicProfile.current()) == before


def test_what_is_missing_is_named_as_the_command_knows_it():
    assert ClinicProfile.current().missing() == [
        "mail_name",
        "from",
        "reply_to",
        "postal_address",
        "phone",
        "time_zone",
    ]
    profile = change(
        mail_name="Desk",
        from_="a@b.example",
        reply_to="a@b.example",
        postal_address="1 Main St",
        phone="+1 217 555 0100",
        time_zone="UTC",
    )
    assert profile.missing() == []


def test_a_made_up_detail_stays_marked_until_it_is_changed_itself():
    ClinicProfile.current()
    ClinicProfile.objects.update(mail_name="Willow Street", phone="+1 555 555 0140", made_up=["mail_name", "phone"])
    assert change(window="08:00-12:00", mail_name="Willow Street").made_up == ["mail_name", "phone"], (
        "written again, it is as made up as before"
    )
    assert change(mail_name="Learning Desk").made_up == ["phone"]
    assert change(phone="+1 217 555 0100").made_up == []


def test_a_window_and_weekdays_become_sending_hours():
    from campaigns.hours import sending_hours

    profile = change(window="08:30-12:00", weekdays="sat,sun", holidays="2026-12-25")
    hours = sending_hours(profile)
    assert (hours.start, hours.end, hours.weekdays) == (time(8, 30), time(12), frozenset({5, 6}))
    assert [day.isoformat() for day in hours.holidays] == ["2026-12-25"]


def test_there_is_one_profile_however_often_it_is_asked_for():
    assert ClinicProfile.current() == ClinicProfile.current() and ClinicProfile.objects.count() == 1
