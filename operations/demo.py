"""`make demo`: the whole journey in the terminal, in a home of its own, with a clock that is passed in and never slept through."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

BASE = Path(__file__).resolve().parent.parent
HOME = BASE / "var-demo"
SETTINGS_OF_OTHERS = (
    "DATABASE_URL", "AFTERVISIT_TRANSPORT", "SENDGRID_API_KEY", "FIELD_ENCRYPTION_KEYS", "SECRET_KEY", "AFTERVISIT_SECRETS",
)  # fmt: skip
ARTICLE = BASE / "operations" / "demo-article.txt"
PATIENTS = (
    ("ana@example.org", "Ana", "America/New_York"),
    ("bo@example.org", "Bo", "America/Los_Angeles"),
    ("chi@example.org", "Chi", "Europe/Berlin"),
)
START = datetime(2026, 10, 12, 15, 0, tzinfo=UTC)
DAYS = 30


def main() -> int:
    begin_in_own_home()
    say("1. A raw article becomes a draft")
    draft()
    say("2. The shipped series: three patients in three time zones are enrolled")
    enrol_three()
    say(f"3. {DAYS} days pass")
    live_through(START + timedelta(days=DAYS, hours=9))  # to the end of that day in the last of the three zones
    say("4. Who got what, when (in each patient's own time)")
    table()
    inbox = HOME / "inbox"
    say(f"5. The emails: {sum(1 for _ in inbox.glob('*.eml'))} files in {os.path.relpath(inbox)}/")
    print(f"   See them in a browser:  AFTERVISIT_HOME={HOME.name} make run")
    return 0


def begin_in_own_home() -> None:
    """Before the settings are read: the demo never touches var/, another database or a provider."""
    for name in SETTINGS_OF_OTHERS:
        os.environ.pop(name, None)
    shutil.rmtree(HOME, ignore_errors=True)
    os.environ.update(AFTERVISIT_HOME=str(HOME), DJANGO_SETTINGS_MODULE="config.settings")
    import django

    django.setup()
    import logging

    logging.getLogger("aftervisit").setLevel(logging.WARNING)
    from django.core.management import call_command

    from operations import practice

    call_command("migrate", verbosity=0)
    practice.furnish(START)


def draft() -> None:
    from campaigns.series.drafting import draft_series
    from content.importing import import_article

    imported = import_article(ARTICLE)
    series = draft_series(imported, "drafted-from-an-article", "en", ARTICLE.name, START)
    taught = sum(section.words for section in imported.outline.sections if section.in_lessons)
    print(
        f"   {ARTICLE.name}: {len(imported.outline.sections)} sections, {taught} words to teach, {len(imported.outline.dropped)} lines left out and listed"
    )
    for lesson in imported.lessons:
        print(f"   draft {lesson.position}: {lesson.title} ({lesson.words} words)")
    print(f"   The draft series {series.slug} waits for its questions and a clinician's signature.")


def enrol_three() -> None:
    from campaigns.enrolling.one_patient import Request, enrol

    for email, name, zone in PATIENTS:
        done = enrol(
            Request("fibromyalgia", email, name, time_zone=zone, consent="signed form (demo)", confirmed=True),
            now=START,
            by="demo",
        )
        print(f"   {name:4} {zone:20} {done.outcome}")


def live_through(until: datetime) -> None:
    """Jump from one due moment to the next."""
    from campaigns.sending.run import send_due

    sent = 0
    for moment in due_moments(until):
        sent += send_due(lambda at=moment: at, "demo").accepted  # type: ignore[misc]
        if sys.stdout.isatty():
            print(f"\r   day {(moment - START).days:>2} of {DAYS}: {sent} emails", end="", flush=True)
    print(f"\r   day {DAYS} of {DAYS}: {sent} emails")


def due_moments(until: datetime) -> Iterator[datetime]:
    from campaigns.reporting.reports import next_due

    while (moment := next_due()) and moment <= until:
        yield moment


def table() -> None:
    from campaigns.models import Message

    rows = Message.objects.select_related("patient", "step__lesson", "revision").order_by("patient_id", "claimed_at")
    for message in rows:
        identity, zone = message.patient.open_identity(), ZoneInfo(message.patient.time_zone)
        assert message.claimed_at and message.step and message.revision
        left = message.claimed_at.astimezone(zone)
        print(
            f"   {identity.given_name:4} {left:%a %b %d, %H:%M %Z}  {message.step.position}. {message.revision.title}"
        )


def say(step: str) -> None:
    print(f"\n{step}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
