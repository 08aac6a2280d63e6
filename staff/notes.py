"""Notes above every page: practising, paused, nothing can leave, the clock has stopped."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from campaigns.sending.way import Way
from clinic.models import ClinicProfile, Installation
from staff.wording import ago

HEARTBEAT = timedelta(minutes=2)  # the timer ticks every 15 seconds


def notes(installation: Installation, way: Way, now: datetime, said: Container[str]) -> list[dict[str, str | None]]:
    """`said`: "practice" or "clinic" where the page itself says so."""
    return [*standing(installation, way, said), *clock(installation, now)]


def standing(installation: Installation, way: Way, said: Container[str]) -> Iterator[dict[str, str | None]]:
    if installation.paused:
        yield note("warn", "Paused.", "Nothing leaves. Every patient keeps their place.", "Resume", "staff:resume")
    elif ClinicProfile.current().missing():
        if "clinic" not in said:
            text = "The clinic’s details aren’t complete."
            yield note("warn", "Nothing can be mailed yet.", text, "Fill them in", "staff:clinic")
    elif way.why:
        yield note("bad", "Nothing can leave.", way.why)
    elif way.practising and "practice" not in said:
        yield note("hold", "Practising.", "Every email stays in the local inbox.")


def clock(installation: Installation, now: datetime) -> Iterator[dict[str, str | None]]:
    if not clock_has_stopped(installation, now):
        return
    last = f"It last ticked {ago(installation.ticked_at, now)}." if installation.ticked_at else "It has never ticked."
    yield note(
        "bad", "The clock has stopped.", f"{last} Nothing leaves by itself: start it with python manage.py timer."
    )


def clock_has_stopped(installation: Installation, now: datetime) -> bool:
    return installation.ticked_at is None or now - installation.ticked_at > HEARTBEAT


def note(kind: str, lead: str, text: str, label: str | None = None, to: str | None = None) -> dict[str, str | None]:
    url = reverse(to) if to else None
    return {"kind": kind, "lead": lead, "text": text, "action_label": label, "action_url": url}
