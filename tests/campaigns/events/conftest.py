"""Emails in the post, and a provider that tells of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from campaigns.events.applying import Applied, apply_events
from mailer.events.base import ProviderEvent
from tests.campaigns.events.in_the_post import Post

Tell = Callable[..., Applied]


@pytest.fixture
def post(clinic, lesson_day: datetime) -> Post:
    """A small series, on the day of its first lesson."""
    return Post(lesson_day)


@pytest.fixture
def tell(db, lesson_day: datetime) -> Tell:
    """One call of the provider, with these events."""

    def call(*events: ProviderEvent, at: datetime = lesson_day, provider: str = "sendgrid") -> Applied:
        return apply_events(provider, events, at)

    return call
