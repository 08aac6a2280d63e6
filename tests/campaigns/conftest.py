"""A live installation before a provider that answers as it is told, and runs at a moment of the test's choosing."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache

import pytest

from content import lesson_text
from mailer.transports.base import Outcome, Verdict


@pytest.fixture(autouse=True, scope="session")
def lessons_parsed_once() -> Iterator[None]:
    """Reading a lesson file is pure and takes 3 ms: the same eight files are read once, not in every test."""
    parse = lru_cache(maxsize=None)(lesson_text.parse_lesson)
    with pytest.MonkeyPatch.context() as patched:
        for place in ("content.series_folder.parse_lesson", "content.models.revision.parse_lesson"):
            patched.setattr(place, parse)
        yield


YES = Outcome(Verdict.ACCEPTED, 202, provider_id="mid")


class Provider:
    """Stands in the place of SendGrid; `answers` are given in turn, then it says yes. Keeps what it was handed."""

    name = "sendgrid"
    batch_size = 100
    reaches_people = True
    carries_health_information = True

    def __init__(self) -> None:
        self.answers: deque[Outcome | Exception | Callable] = deque()
        self.batches: list[list] = []
        self.emails: list = []

    @property
    def messages(self) -> list[str]:
        return [recipient.message for batch in self.batches for recipient in batch]

    @property
    def addresses(self) -> list[str]:
        return [recipient.address for batch in self.batches for recipient in batch]

    def hand_over(self, email, recipients, *, attempt: str, now: datetime) -> Outcome:
        self.batches.append(list(recipients))
        self.emails.append(email)
        answer = self.answers.popleft() if self.answers else YES
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Outcome) else answer(recipients)


@pytest.fixture
def provider(settings, monkeypatch) -> Provider:
    """The configured transport. Nothing reaches it before `live`."""
    made = Provider()
    settings.TRANSPORT, settings.SENDGRID_API_KEY = "sendgrid", "SG.test"
    monkeypatch.setattr("campaigns.sending.way.configured", lambda: made)
    return made


@pytest.fixture
def live(provider, signed_series, now) -> Provider:
    """A signed series, a clinic filled in, and a person's yes."""
    from campaigns.live.going_live import go_live

    go_live(now, by="test")
    return provider


@pytest.fixture
def run(db) -> Iterator[Callable]:
    """One whole run of the clock at a moment."""
    from campaigns.sending.run import send_due

    yield lambda at, worker="worker": send_due(lambda: at, worker)


@pytest.fixture
def lesson_day(now: datetime) -> datetime:
    """Tuesday, 11:00 in New York: the first lesson of someone enrolled on Monday is two hours late, and the window is open."""
    return now.replace(day=13)
