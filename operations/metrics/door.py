"""The door of /metrics: closed without METRICS_TOKEN, and for whoever doesn't bring it."""

from __future__ import annotations

import hmac
import logging

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from operations.health import plain

log = logging.getLogger("aftervisit.metrics")


def metrics(request: HttpRequest) -> HttpResponse:
    """In Prometheus' text format. 503 while the database is away: Prometheus then notes that we are down."""
    if not settings.METRICS_TOKEN:
        return plain("not found", 404)
    if not brings_token(request.headers.get("Authorization", "")):
        refused = plain("a bearer token is needed", 401)
        refused["WWW-Authenticate"] = "Bearer"
        return refused
    # Only an installation that is watched waits for these.
    from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, generate_latest

    from operations.metrics.collector import Measures

    registry = CollectorRegistry(auto_describe=False)
    try:
        registry.register(Measures(timezone.now()))
        text = generate_latest(registry).decode()
    except DatabaseError as problem:
        log.warning("nothing could be measured: %s", type(problem).__name__)
        return plain("the database is away", 503)
    return plain(text.rstrip("\n"), 200, CONTENT_TYPE_PLAIN_0_0_4)


def brings_token(header: str) -> bool:
    scheme, _, token = header.partition(" ")
    right = settings.METRICS_TOKEN.encode()
    return scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode("utf-8", "replace"), right)
