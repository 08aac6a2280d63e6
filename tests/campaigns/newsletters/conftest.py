"""Readers with and without consent, and a newsletter that is written, approved and planned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

import pytest
from django.contrib.auth.models import User

from campaigns.models import Newsletter
from campaigns.newsletters.approving import approve
from campaigns.newsletters.editions import write
from campaigns.newsletters.scheduling import schedule
from campaigns.newsletters.writing import new_newsletter
from clinic.models import Person
from patients.models import Consent, Identity, Patient

WORDS = {
    "title": "Moving in winter", "subject": "Four small ideas for cold days", "preheader": "A short read",
    "body": "Hello {given_name}.\n\n## Warm up first\n\nWalk on the spot for a minute.",
}  # fmt: skip
TUESDAY = date(2026, 10, 20)


@pytest.fixture
def reader(db, now: datetime) -> Callable[..., Patient]:
    """Somebody who agreed to newsletters at a confirmed address, but for what the keywords say."""

    def registered(
        email: str, *, agreed=True, stopped=False, confirmed=True, language="en", zone="America/Chicago", **more
    ):
        person = Patient.objects.register(Identity(email, "Ana"), language=language, time_zone=zone, now=now)
        person.address_confirmed_at = now if confirmed else None
        person.contact = more.get("contact", True)
        person.save()
        if agreed:
            Consent.objects.give(
                person, Consent.Stream.NEWSLETTER, how="signed form", wording="2026-11", recorded_by="test", now=now
            )
        if stopped:
            Consent.objects.withdraw(person, Consent.Stream.NEWSLETTER, how="asked to stop", now=now)
        return person

    return registered


@pytest.fixture
def reviewer(db) -> Person:
    user = User.objects.create_user("osei", password="a-long-password", first_name="Ama", last_name="Osei")
    return Person.objects.create(user=user, role=Person.Role.REVIEWER, credential="MD")


@pytest.fixture
def written(clinic, now: datetime) -> Newsletter:
    """In the clinic's time for all, so that a test says one hour."""
    newsletter = new_newsletter("Winter", now, by="test")
    Newsletter.objects.filter(pk=newsletter.pk).update(where_readers_live=False)
    write(newsletter, "en", WORDS, now, by="test")
    newsletter.refresh_from_db()
    return newsletter


@pytest.fixture
def approved(written: Newsletter, reviewer: Person, now: datetime) -> Newsletter:
    edition = written.editions.get()
    approve(edition, edition.content_hash, reviewer, now)
    return written


@pytest.fixture
def planned(approved: Newsletter, now: datetime) -> Newsletter:
    """For Tuesday 10:00 in Chicago, which is 15:00 UTC."""
    return schedule(approved, TUESDAY, time(10), now, by="test")


@pytest.fixture
def tuesday(now: datetime) -> datetime:
    return now.replace(day=20, hour=15)
