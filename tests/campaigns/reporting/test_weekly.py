"""The Monday email: three decisions, once a week, to those who want it, in numbers only. And the month on one page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User

from campaigns.models import BouncedAddress, Enrolment, Series, SeriesCount
from campaigns.newsletters.writing import new_newsletter
from campaigns.reporting.counting import counted
from campaigns.reporting.one_month import one_month
from campaigns.reporting.weekly import decisions_of_the_week
from campaigns.reporting.weekly_email import mail_the_week
from clinic.models import ClinicProfile, Person
from clinic.profile_settings import change


@pytest.fixture
def mailed(monkeypatch) -> list[tuple[str, ...]]:
    letters: list[tuple[str, ...]] = []

    def keep(address, subject, lines, url, link, now, *, why):
        letters.append((address, subject, *lines))
        return True

    monkeypatch.setattr("campaigns.reporting.weekly_email.mail_reviewer", keep)
    return letters


@pytest.fixture
def reader(clinic) -> None:
    for name in ("olga", "max"):
        Person.objects.create(user=User.objects.create_user(name, email=f"{name}@clinic.example"), role="admin")
    change(clinic, {"digest": "olga"})


def test_it_goes_once_a_week_to_those_who_want_it(series, reader, enrol, mailed, now: datetime):
    BouncedAddress.objects.note([enrol("ana@example.org", "Ana").enrolment.patient], now)
    assert [mail_the_week(now), mail_the_week(now + timedelta(hours=1))] == [1, 0]
    [letter] = mailed
    assert letter[:2] == ("olga@clinic.example", "2 decisions this week")
    assert letter[2:4] == ("8 lessons wait for a signature.", "1 address bounced: decide who asks for others.")
    assert "Ana" not in str(letter) and "ibromyalgia" not in str(letter)
    assert mail_the_week(now + timedelta(days=7)) == 1


@pytest.mark.parametrize("late", [timedelta(hours=3), timedelta(days=1)], ids=["in the afternoon", "on Tuesday"])
def test_after_monday_morning_it_is_no_news(signed_series, reader, mailed, late, now: datetime):
    assert mail_the_week(now + late) == 0 and not mailed


def test_a_newsletter_that_was_missed_or_is_planned_soon_is_a_decision(signed_series, now: datetime):
    from campaigns.reporting.attention import look_around

    for state in ("missed", "scheduled", "scheduled"):
        one = new_newsletter(f"A {state} one", now, by="test")
        one.state, one.begins_at = state, now + timedelta(days=3)
        one.save()
    texts = [one.text for one in decisions_of_the_week(look_around(now))]
    assert texts == [
        "1 newsletter was missed: choose another time.", "2 newsletters wait for approval this week.",
    ]  # fmt: skip


def test_a_month_counts_who_finished_and_who_asked_for_help(signed_series, enrol, now: datetime):
    zone = ZoneInfo("America/Chicago")
    one, other = enrol("ana@example.org", "Ana").enrolment, enrol("bo@example.org", "Bo").enrolment
    Enrolment.objects.filter(pk=one.pk).update(state="finished", left_on=date(2026, 9, 30))
    # October in UTC, still September at the clinic.
    Enrolment.objects.filter(pk=other.pk).update(asked_for_help_at=datetime(2026, 10, 1, 2, tzinfo=UTC))
    found = one_month(date(2026, 9, 1), zone, now)
    assert (found.finished, found.asked_for_help, found.sent, found.idea) == (1, 1, 0, None)
    assert one_month(date(2026, 10, 1), zone, now).finished == 0


def test_the_idea_least_understood_needs_twenty_answers(signed_series, now: datetime):
    series = Series.objects.get()
    first, second, third = series.way()[:3]
    kept = counted(series.pk, now).to_json()
    revision = {step.pk: str(step.lesson.revisions.get(language="en").pk) for step in (first, second, third)}
    kept["answers"] = [
        [str(step.pk), revision[step.pk], 1, right, True, count]
        for step, right, count in (
            (first, True, 15), (first, False, 5), (second, True, 10), (second, False, 10), (third, False, 19)
        )
    ]  # fmt: skip
    SeriesCount.objects.create(series=series, counted_at=now, seconds=1, counts=kept)
    idea = one_month(date(2026, 10, 1), ClinicProfile.current().zone, now).idea
    assert idea and (idea.step, idea.answered, idea.right_at_once) == (second, 20, 10)
