"""A made-up clinic after a busy month, in a home of its own: what the pictures of the desk show. Everybody in it is invented."""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from mailer.events.base import Happened, ProviderEvent

if TYPE_CHECKING:
    from campaigns.models import Message

AGO = timedelta(days=31)
DOLORES = ("dolores@example.org", "Dolores", "Marchetti", date(1968, 3, 14))
OTHERS = ("Ana", "Bo", "Chi", "Dev", "Eli", "Fay", "Gus", "Hope", "Ivo", "Jun", "Kay")
WORDS = {
    "title": "Moving in winter", "subject": "Four small ideas for cold days", "preheader": "A short read",
    "body": "Hello {given_name}.\n\n## Warm up first\n\nWalk on the spot for a minute before you go out.\n\n"
            "## Go when it is light\n\nTen minutes at noon count as much as ten in the evening.",
}  # fmt: skip


def main(home: str) -> None:
    """Fill the home, which the environment already names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from operations import practice

    now = datetime.now(UTC)
    call_command("migrate", verbosity=0)
    practice.furnish(now - AGO)
    user, password = practice.sign_in()
    practice.reviewer_sign_in()
    Path(home, "first-sign-in.txt").write_text(password)
    fill(now)


def fill(now: datetime) -> None:
    enrol_everybody(now)
    live_through(now)
    what_patients_ask(now)
    newsletters(now)


def enrol_everybody(now: datetime) -> None:
    from campaigns.enrolling.one_patient import Request, enrol

    email, given, family, born = DOLORES
    agreed = {"consent": "signed form", "confirmed": True, "time_zone": "America/New_York"}
    start = now - timedelta(days=17)
    enrol(Request("fibromyalgia", email, given, family_name=family, birth_date=born, **agreed), now=start, by="desk")
    for number, name in enumerate(OTHERS):
        begun = now - AGO + timedelta(days=2 * number)
        enrol(Request("fibromyalgia", f"{name.lower()}@example.org", name, **agreed), now=begun, by="desk")


def live_through(now: datetime) -> None:
    """Every email that came due leaves for the local inbox, and the provider tells that it arrived."""
    from campaigns.events.applying import apply_events
    from campaigns.models import Message
    from campaigns.reporting.reports import next_due
    from campaigns.sending.run import send_due

    while (moment := next_due()) and moment < now:
        send_due(lambda at=moment: at, "pictures")  # type: ignore[misc]
        arrived = moment + timedelta(minutes=1)
        left = Message.objects.filter(state=Message.State.ACCEPTED)
        apply_events("sendgrid", [delivered(message, arrived) for message in left], arrived)


def delivered(message: Message, at: datetime) -> ProviderEvent:
    return ProviderEvent(
        f"made-up-{message.pk}", Happened.DELIVERED, at, message=str(message.pk), attempt=str(message.attempt_id)
    )


def what_patients_ask(now: datetime) -> None:
    from campaigns.requests.asking import ask
    from patients.models import Patient

    for patient, words in zip(Patient.objects.order_by("id"), ("After 3 pm", "About the exercises"), strict=False):
        ask(patient, "call back", words, how="portal", now=now - timedelta(hours=3), by="portal")


def newsletters(now: datetime) -> None:
    from campaigns.newsletters.editions import write
    from campaigns.newsletters.scheduling import schedule
    from campaigns.newsletters.writing import new_newsletter
    from patients.models import Consent, Patient

    for patient in Patient.objects.all():
        Consent.objects.give(
            patient, Consent.Stream.NEWSLETTER, how="signed form", wording="2026-11", recorded_by="desk", now=now
        )
    newsletter = new_newsletter("Winter", now, by="desk")
    write(newsletter, "en", WORDS, now, by="desk")
    schedule(newsletter, now.date() + timedelta(days=8), time(10), now, by="desk")


if __name__ == "__main__":
    main(sys.argv[1])
