"""Eight lessons for patients in three zones, across the change of the clocks, with the clock passed in."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from campaigns.models import Enrolment, Message
from campaigns.reporting.reports import next_due, status
from campaigns.sending.run import send_due
from campaigns.stopping.lessons import stop
from clinic.models import ClinicProfile
from mailer.transports.inbox_reading import newest, open_email
from tests.campaigns.rows import reread

pytestmark = pytest.mark.django_db
DAYS = [1, 4, 7, 11, 15, 19, 23, 28]


def live_through(until: datetime) -> None:
    """Jump from one due moment to the next, as the timer would meet them."""
    while (moment := next_due()) and moment <= until:
        send_due(lambda at=moment: at, "journey")


@pytest.mark.parametrize(
    ("zone", "began", "offsets"),
    [
        ("America/New_York", datetime(2026, 10, 12, 15, tzinfo=UTC), {-4, -5}),  # back on November 1
        ("Europe/Berlin", datetime(2026, 10, 12, 8, tzinfo=UTC), {2, 1}),  # back on October 25
        ("Australia/Lord_Howe", datetime(2026, 9, 21, 3, tzinfo=UTC), {10.5, 11}),  # forward on October 4
        ("America/New_York", datetime(2027, 3, 1, 15, tzinfo=UTC), {-5, -4}),  # forward on March 14
    ],
)
def test_eight_lessons_on_the_right_local_days_at_nine_across_the_change_of_the_clocks(
    signed_series, enrol, home, zone, began, offsets
):
    enrol(time_zone=zone, at=began)
    live_through(began + timedelta(days=60))
    local = [message.claimed_at.astimezone(ZoneInfo(zone)) for message in Message.objects.order_by("claimed_at")]
    assert [message.step.position for message in Message.objects.order_by("claimed_at")] == list(range(1, 9))
    assert {moment.time() for moment in local} == {time(9)}, "nine o'clock on the wall, before and after the change"
    assert {moment.utcoffset().total_seconds() / 3600 for moment in local} == offsets
    assert all(moment.weekday() < 5 for moment in local)
    anchored = began.astimezone(ZoneInfo(zone)).date()
    for day, moment in zip(DAYS, local, strict=True):
        assert 0 <= (moment.date() - anchored).days - day <= 4, "on its day, or moved over a weekend at most twice"
    for (day, moment), (other, later) in pairwise(zip(DAYS, local, strict=True)):
        assert (later.date() - moment.date()).days >= other - day
    assert Enrolment.objects.get().state == Enrolment.State.FINISHED
    told = status(began + timedelta(days=60))
    assert told["states"] == {"accepted": 8} and told["unaccounted"] == 0 and told["next_due"] is None
    assert len(newest(home / "inbox")) == 8


def test_an_announced_date_is_the_date_on_which_the_next_email_is_written(signed_series, enrol, home, now):
    enrol()
    live_through(now + timedelta(days=60))
    emails = sorted(
        (open_email(home / "inbox", entry.name) for entry in newest(home / "inbox")), key=lambda email: email.date
    )
    for email, following in pairwise(emails):
        came = following.date.astimezone(ZoneInfo("America/New_York"))
        assert f"{came:%A, %B} {came.day}" in " ".join(email.text.split())
    assert "last lesson" in emails[-1].text


def test_holidays_and_an_outage_in_the_middle_keep_order_and_distance(signed_series, enrol, now):
    ClinicProfile.objects.update(holidays=["2026-10-16", "2026-10-19"])
    enrolment = enrol().enrolment
    live_through(now + timedelta(days=10))
    back = now + timedelta(days=25)  # nobody ran the clock for two weeks
    send_due(lambda: back, "journey")
    live_through(now + timedelta(days=90))
    messages = list(Message.objects.order_by("claimed_at").select_related("step"))
    assert [message.step.position for message in messages] == list(range(1, 9))
    dates = [message.claimed_at.date() for message in messages]
    assert dates[1].isoformat() == "2026-10-20", "past the weekend and both holidays"
    assert all(
        (later - date).days >= b - a for date, later, a, b in zip(dates, dates[1:], DAYS, DAYS[1:], strict=False)
    )
    assert reread(enrolment).state == Enrolment.State.FINISHED


def test_an_unsubscribe_between_two_lessons_is_the_end(signed_series, enrol, home, now):
    enrolment = enrol().enrolment
    other = enrol("bo@example.org", "Bo").enrolment
    live_through(now + timedelta(days=5))
    (entry,) = [entry for entry in newest(home / "inbox")[:2] if entry.to == "ana@example.org"]
    headers = dict(open_email(home / "inbox", entry.name).headers)
    assert headers["List-Unsubscribe"] == f"<https://learn.clinic.example/stop/{enrolment.stop_token}/>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = Enrolment.objects.stopped_by(enrolment.stop_token).get()
    stop(found, now + timedelta(days=5), by="patient")
    live_through(now + timedelta(days=60))
    assert Message.objects.filter(enrolment=enrolment).count() == 2
    assert Message.objects.filter(enrolment=other).count() == 8
    assert reread(enrolment).state == Enrolment.State.ENDED
