"""Messages by filters: exactly those that are wanted, the newest first, however few they are among how many."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from django.db import connection

from campaigns.models import Attempt, Enrolment, Message, Series
from campaigns.models.state_table import State
from campaigns.reporting import activity
from campaigns.reporting.activity import Wanted, led, look, of_days
from clinic.models import ClinicProfile


@pytest.fixture
def many(signed_series, enrol, now) -> Series:
    """Messages of each state, kind and way, a minute apart, two of each minute; another series beside."""
    enrolment: Enrolment = enrol().enrolment
    other = Series.objects.create(slug="other", title="Other", created_at=now)
    attempts = [
        Attempt.objects.create(transport=way, worker="test", size=1, claimed_at=now, lease_until=now)
        for way in ("sendgrid", "inbox")
    ]
    step = signed_series.way()[0]
    kinds = product(State.values, (step, None), attempts, (signed_series, other))
    Message.objects.make([
        Message(
            key=f"made:{n}", kind="step" if step else "welcome", state=state, patient_id=enrolment.patient_id, step=step,
            series=series, attempt=attempt, practice=attempt.transport == "inbox", due_at=now, day=now.date(),
            planned_at=now + timedelta(minutes=n // 2),
        )
        for n, (state, step, attempt, series) in enumerate(kinds)
    ])  # fmt: skip
    return signed_series


def everything(wanted: Wanted, size: int = 7) -> list[Message]:
    """All pages, one after the other."""
    zone, rows, after = ClinicProfile.current().zone, [], None
    while True:
        found = look(wanted, zone, size, after)
        rows += found.rows
        after = found.older
        if after is None:
            return rows


@pytest.mark.parametrize("most", [5, 2_000], ids=["with many pages cut short", "in one go"])
def test_pages_together_hold_exactly_what_is_wanted(many, monkeypatch, most: int):
    monkeypatch.setattr(activity, "LOOK_AT_MOST", most)
    step = many.way()[0].pk
    for state, series, lesson, practice in product(
        ("", "held", "delivered"), (None, many.pk), (None, step), (None, True)
    ):
        wanted = Wanted(state=state, series=series, lesson=lesson, practice=practice)
        asked = {"state": state or None, "series": series, "step": lesson, "practice": practice}
        right = Message.objects.filter(**{name: value for name, value in asked.items() if value is not None})
        assert everything(wanted) == list(right.order_by("-planned_at", "-id")), wanted


def test_no_page_reads_more_rows_than_it_may(many, monkeypatch):
    monkeypatch.setattr(activity, "LOOK_AT_MOST", 10)
    found = look(Wanted(kind="welcome", transport="smtp"), ClinicProfile.current().zone, 50)
    assert (found.rows, found.looked) == ([], 10) and found.older is not None


def test_days_are_those_of_the_clinic(many, now):
    Message.objects.update(planned_at=now.replace(hour=3, minute=30))  # still the day before in Chicago
    before = date(2026, 10, 11)
    assert len(everything(Wanted(first=before, last=before), 100)) == Message.objects.count()
    assert everything(Wanted(first=before + timedelta(days=1))) == []


@pytest.mark.parametrize("after", ["gone", "none"])
def test_a_page_after_a_message_that_is_gone_is_the_first(many, now, after: str):
    zone = ClinicProfile.current().zone
    key = many.pk if after == "gone" else None
    assert look(Wanted(), zone, 5, key).rows == look(Wanted(), zone, 5).rows


LEADS = {
    "": (Wanted(state="delivered", kind="step", transport="smtp", practice=False), "message_newest"),
    "a rare state": (Wanted(state="bounced", kind="step"), "message_bounced"),
    "lesson": (Wanted(lesson=Series().pk, series=Series().pk, state="accepted"), "message_of_step"),
    "series": (Wanted(series=Series().pk, state="planned"), "message_of_series"),
}


@pytest.mark.parametrize("name", LEADS)
def test_every_leading_filter_reads_its_own_index_in_the_order_of_the_page(many, name: str):
    wanted, index = LEADS[name]
    rows, rest = led(wanted)
    told = of_days(rows, wanted, ClinicProfile.current().zone).order_by("-planned_at", "-id")[:50]
    if connection.vendor == "sqlite":  # PostgreSQL reads a table as small as this one whole
        plan = told.explain()
        assert index in plan and "TEMP B-TREE" not in plan
    assert len(rest) + len(led(Wanted())[1]) < 5


def test_a_claim_is_led_by_what_is_due_and_not_by_its_series(many, now):
    plan = Message.objects.alike(Message.objects.filter(revision=None)[0]).due(now)[:50].explain()
    assert connection.vendor != "sqlite" or "message_due" in plan
