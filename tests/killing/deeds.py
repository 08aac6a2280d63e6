"""What a child does when it isn't a command: furnish a home, enrol people, silence them, serve the web, count the rows."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from tests.killing.jobs import Job
from tests.killing.rows import rows, watch_moves
from tests.killing.web import serve

__all__ = ["rows", "serve"]


def furnish(job: Job, clinic: list[str]) -> dict[str, Any]:
    """The shipped series, signed; a clinic open day and night; live; every change of a message's state is written down."""
    said = io.StringIO()
    call_command("migrate", verbosity=0)
    call_command("load_library", stdout=said)
    call_command("clinic", "set", *clinic, stdout=said)
    sign(job)
    call_command("go_live", "--yes", stdout=said)
    keep_all_emails()
    watch_moves()
    return {"live": True}


def sign(job: Job) -> dict[str, Any]:
    """A signature holds for a year at most."""
    call_command("approve", "fibromyalgia", reviewer="Test Reviewer", credential="MD", stdout=io.StringIO())
    return {"signed": True}


def keep_all_emails() -> None:
    """Compiled once, here, as the claims of the stories would compile them."""
    from campaigns.emails.kept_emails import kept
    from campaigns.emails.making import Words, lesson_source, title_after
    from campaigns.models import Series
    from clinic.models import ClinicProfile

    now = timezone.now()
    for step in Series.objects.named("fibromyalgia").way():
        text = step.lesson.text_to_send(["en"], now, practising=False)
        following = title_after(step, "en", now, practising=False)
        kept(lesson_source(Words.of(step, text.revision, text.review, following), ClinicProfile.current()), now)


def enrol(job: Job, people: list[tuple[str, str]], visited: str) -> dict[str, Any]:
    """(address, given name) each. Without a PIN: hashing one takes a third of a second."""
    from campaigns.enrolling.one_patient import Request
    from campaigns.enrolling.one_patient import enrol as enrol_one

    outcomes = [
        enrol_one(
            Request(
                "fibromyalgia", email, name, time_zone="UTC", visit_date=date.fromisoformat(visited),
                consent="signed form", confirmed=True,
            ),
            now=timezone.now(), by="suite", give_pin=False,
        ).outcome
        for email, name in people
    ]  # fmt: skip
    return {"enrolled": outcomes.count("enrolled")}


def suppress(job: Job, address: str) -> dict[str, Any]:
    """Staff were told in a call."""
    from patients.models import Suppression

    Suppression.objects.suppress(address, Suppression.Reason.STAFF, timezone.now())
    return {}


def under_way(job: Job) -> dict[str, int]:
    """What has still to come to rest by itself: enrolments to plan, messages that could leave, messages on their way."""
    from campaigns.models import Enrolment, Message
    from campaigns.sending.way import way_now

    now = timezone.now()
    open_way = way_now(now).transport is not None
    return {
        "sending": Message.objects.sending().count(),
        "due": Message.objects.due(now).count() if open_way else 0,
        "to plan": Enrolment.objects.due(now).count(),
    }


def stop(job: Job, address: str) -> dict[str, Any]:
    """The patient followed the stop link."""
    from campaigns.models import Enrolment
    from campaigns.stopping.lessons import stop as stop_one
    from patients.models import Patient

    patients = Patient.objects.with_address(address)
    stopped = [stop_one(one, timezone.now(), by="patient") for one in Enrolment.objects.filter(patient__in=patients)]
    return {"stopped": sum(stopped)}


def pages(job: Job) -> dict[str, int]:
    """How large the SQLite file is now."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        return {"pages": cursor.fetchone()[0]}


def mark_this_copy(job: Job) -> dict[str, Any]:
    """The home was copied for one story: it is made live as `go_live` would."""
    from clinic import live_mark
    from clinic.models import Installation

    installation = Installation.current()
    live_mark.write(Path(settings.HOME), installation.live_mark, installation.hand_overs)
    return {}


def sign_in(job: Job) -> dict[str, Any]:
    """An admin's session, as a browser would bring it, and the pages of the desk that need no example."""
    from django.contrib.auth.models import User
    from django.test import Client
    from django.urls import reverse

    from clinic.models import Person

    user, _ = User.objects.get_or_create(
        username="maya", defaults={"first_name": "Maya", "is_staff": True, "is_superuser": True}
    )
    Person.objects.get_or_create(user=user, defaults={"role": Person.Role.ADMIN})
    browser = Client()
    browser.force_login(user)
    names = ("today", "patients", "messages", "held", "series_list", "reports")
    return {
        "cookie": "; ".join(f"{name}={one.value}" for name, one in browser.cookies.items()),
        "pages": [reverse(f"staff:{name}") for name in names],
    }


def letters(job: Job, count: int) -> list[str]:
    """Where the newest emails' own pages are, as the patients' links say."""
    from django.urls import reverse

    from campaigns.models import Message

    filled = Message.objects.filter(email__isnull=False, values__isnull=False).order_by("-claimed_at")[:count]
    return [reverse("portal:lesson", args=[one.token]) for one in filled]


def database_size(job: Job) -> dict[str, int]:
    from operations.benchmarks import databases

    return {"bytes": databases.size()}


def serve_with_short_links(job: Job, days: int) -> dict[str, Any]:
    """The web, in which an email's link opens its lesson for so few days that patients ask for a fresh one."""
    from portal import old_links

    old_links.LINK_LASTS = timedelta(days=days)
    return serve(job)


def back_up(job: Job, file: str, key: str) -> dict[str, int]:
    """A backup with a key file, and a second look at it, as a nightly job would have both."""
    settings.BACKUP_KEY_FILE = Path(key)
    rows = []
    for words in ((file,), ("check", file)):
        said = io.StringIO()
        call_command("backup", *words, "--json", stdout=said)
        rows.append(json.loads(said.getvalue())["rows"])
    return {"made": rows[0], "checked": rows[1]}


def lessons_sent(job: Job, count: int) -> list[dict[str, str]]:
    """Of patients that still get some, newest and oldest: what a patient who has kept the emails could press in."""
    from campaigns.models import Enrolment, Message

    kept = Message.objects.filter(kind=Message.Kind.STEP, state=Message.State.DELIVERED, values__isnull=False)
    theirs = kept.filter(enrolment__state__in=Enrolment.UNDER_WAY)
    found = [*theirs.order_by("-claimed_at")[:count], *theirs.order_by("claimed_at")[:count]]
    return [
        {"message": str(one.pk), "token": one.token, "claimed": one.claimed_at.isoformat() if one.claimed_at else ""}
        for one in found
    ]


def said_by_patients(job: Job, tokens: list[str]) -> dict[str, dict[str, Any]]:
    """What we keep of what they pressed, by the token of the email."""
    from campaigns.models import Answer, Message, PatientRequest

    asked = set(PatientRequest.objects.filter(kind=PatientRequest.Kind.CALL_BACK).values_list("patient", flat=True))
    answers = dict(Answer.objects.filter(message__token__in=tokens).values_list("message__token", "choice"))
    theirs = Message.objects.filter(token__in=tokens).values_list("token", "patient")
    return {token: {"answer": answers.get(token), "called": patient in asked} for token, patient in theirs}
