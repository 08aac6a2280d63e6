"""The door of SendGrid's Event Webhook."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from api.refusing import body_of, door, or_later
from campaigns.events.applying import apply_events
from mailer.events.base import NotFromProvider
from mailer.events.bodies import LARGEST, whole_body
from mailer.events.sendgrid import sendgrid_events
from mailer.events.sendgrid_signature import verify

log = logging.getLogger("aftervisit.api")


@door
def events_sendgrid(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    batch = sendgrid_events(signed_body(request, now))
    if batch.skipped:
        log.warning("%d events of sendgrid made no sense and were left out", batch.skipped)
    with or_later("sendgrid"):
        apply_events("sendgrid", batch.events, now)
    return HttpResponse(status=204)


def signed_body(request: HttpRequest, now: datetime) -> bytes:
    """Unpacked. SendGrid doesn't say that it ever compresses; if it does, its signature may be over either form."""
    raw = body_of(request, most=LARGEST)
    whole = whole_body(raw, request.headers.get("Content-Encoding", ""))
    try:
        check(request, raw, now)
    except NotFromProvider:
        if whole is raw:
            raise
        check(request, whole, now)
    return whole


def check(request: HttpRequest, body: bytes, now: datetime) -> None:
    signature = request.headers.get("X-Twilio-Email-Event-Webhook-Signature", "")
    timestamp = request.headers.get("X-Twilio-Email-Event-Webhook-Timestamp", "")
    verify(body, signature, timestamp, key=settings.SENDGRID_WEBHOOK_KEY, now=now)
