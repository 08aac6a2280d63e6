"""Systems that want to hear, on this machine and elsewhere, in a copy that is live."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from campaigns.models import OutgoingEvent, Receiver
from campaigns.outgoing.receivers import add
from clinic import live_mark
from clinic.models import Installation
from tests.campaigns.events.in_the_post import Post

EVERYTHING = Receiver.Kind.values


@pytest.fixture
def post(clinic, now: datetime) -> Post:
    return Post(now)


@pytest.fixture
def live(settings, db, now: datetime) -> Installation:
    installation = Installation.current()
    live_mark.write(Path(settings.HOME), installation.go_live(now), 0)
    return installation


@pytest.fixture
def receiver(db, now: datetime) -> Callable[..., Receiver]:
    def added(name: str = "north", *, kinds: Any = EVERYTHING, system: str = "", url: str = "") -> Receiver:
        return add(name, url or f"https://{name}.example.org/hooks", kinds, system=system, now=now, by="test").receiver

    return added


def kinds(**which: Any) -> list[str]:
    return list(OutgoingEvent.objects.filter(**which).order_by("id").values_list("kind", flat=True))
