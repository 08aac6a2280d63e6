"""Telling other systems what became of lessons, beside the sending: a slow receiver delays no lesson."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.utils import timezone

from campaigns.outgoing.telling import tell_due

log = logging.getLogger("aftervisit.webhooks")
SECONDS = 15


def tell(go_on: Callable[[], bool]) -> None:
    done = tell_due(timezone.now, go_on=go_on)
    if done.told or done.failed:
        log.info("webhooks: %d told, %d failed", done.told, done.failed)
