"""Everything that may happen to a live installation, in any order: what is promised holds after every step.

The same 30 stories each time, so that a change is what fails, not chance. To look further, run it alone with other and longer ones:
    STORIES=2000 STEPS=60 .venv/bin/python -m pytest tests/campaigns/sending/test_stateful.py -n 0
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.campaigns.sending.live_machine import LiveInstallation
from tests.campaigns.sending.moves_seen import moves_seen, watch_moves
from tests.campaigns.sending.watched_provider import WatchedProvider

pytestmark = pytest.mark.django_db
FURTHER = "STORIES" in os.environ
LOOK = settings(
    max_examples=int(os.environ.get("STORIES", "30")),
    stateful_step_count=int(os.environ.get("STEPS", "20")),
    derandomize=not FURTHER,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def watched(live, monkeypatch, caplog) -> WatchedProvider:
    """In the place of the provider."""
    provider = WatchedProvider()
    monkeypatch.setattr("campaigns.sending.way.configured", lambda: provider)
    caplog.set_level("CRITICAL")
    return provider


def test_every_promise_holds_whatever_happens_in_any_order(watched, lesson_day):
    watch_moves()
    machine = type("Machine", (LiveInstallation,), {"provider": watched, "start": lesson_day})
    run_state_machine_as_test(machine, settings=LOOK)
    assert not moves_seen(), "every story was undone"
