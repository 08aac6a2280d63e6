"""A furnished home, made once and copied for each story."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.homes import Home, furnished
from tests.journeys.provider import SendGridEmulator


class UntilTold(threading.Event):
    """A provider that keeps silent does so until the story lets go, or nearly as long as our own patience lasts."""

    def wait(self, timeout: float | None = None) -> bool:
        return super().wait(28)


@pytest.fixture(scope="session")
def first_home(tmp_path_factory) -> Home:
    return furnished(tmp_path_factory.mktemp("first") / "home")


@pytest.fixture
def real_home(first_home: Home, tmp_path: Path) -> Home:
    """A home of this story's own, practising."""
    return first_home.copy(tmp_path / "real-home")


@pytest.fixture
def sendgrid() -> Iterator[SendGridEmulator]:
    with SendGridEmulator() as emulator:
        emulator.finished = UntilTold()
        yield emulator


@pytest.fixture
def live_home(real_home: Home, sendgrid: SendGridEmulator) -> Home:
    """The same home, live, before the emulated SendGrid."""
    real_home.environment |= {
        "AFTERVISIT_TRANSPORT": "sendgrid",
        "SENDGRID_API_KEY": sendgrid.key,
        "SENDGRID_HOST": sendgrid.url,
        "PROVIDER_CARRIES_PHI": "yes",
    }
    real_home.go_live()
    return real_home


@pytest.fixture
def through_sendgrid(settings, monkeypatch, signed_series, now, sendgrid) -> Iterator[Callable]:
    """In this process: live before the emulator through the real sendgrid package, with short time-outs. `carries_phi` may be set."""
    from campaigns.live.going_live import go_live
    from mailer.transports.sendgrid import SendGridTransport

    settings.TRANSPORT = "sendgrid"
    made: list[SendGridTransport] = []

    def configured() -> SendGridTransport:
        if not made:
            made.append(
                SendGridTransport(
                    sendgrid.key,
                    host=sendgrid.url,
                    read_seconds=0.3,
                    carries_health_information=settings.PROVIDER_CARRIES_PHI,
                )
            )
        return made[0]

    settings.PROVIDER_CARRIES_PHI = True
    monkeypatch.setattr("campaigns.sending.way.configured", configured)
    go_live(now, by="test")
    yield configured
    for transport in made:
        transport.close()
