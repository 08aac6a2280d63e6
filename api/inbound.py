"""The door of SendGrid's Inbound Parse: what patients write to us. Its address is a secret, and its calls may be signed as well."""

from __future__ import annotations

import hmac
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from api.refusing import body_of, door, or_later
from campaigns.inbound.door import is_open, secret_of_the_door
from campaigns.inbound.phrases import phrases
from campaigns.inbound.taking import take
from mailer.events.base import NotFromProvider
from mailer.events.sendgrid_signature import verify
from mailer.inbound.sendgrid import LARGEST, mail_in


@door
def inbound(request: HttpRequest, secret: str) -> HttpResponse:
    """204 whatever became of the email: the provider brings again only what we couldn't take in now.

    While inbound mail is off, and for a wrong secret, the one answer of every door. An email over the bound is refused
    for good (413).
    """
    now = timezone.now()
    if not hmac.compare_digest(secret, secret_of_the_door()) or not is_open():
        raise NotFromProvider("unknown address")
    body = body_of(request, most=LARGEST)
    check(request, body, now)
    mail = mail_in(body, request.headers.get("Content-Type", ""), away=phrases().away)
    with or_later("sendgrid", "emails"):
        take(mail, now)
    return HttpResponse(status=204)


def check(request: HttpRequest, body: bytes, now: datetime) -> None:
    """By the key of the security policy ("Securing your Inbound Parse Webhooks"), if the installation was given one."""
    if not settings.SENDGRID_INBOUND_KEY:
        return
    signature = request.headers.get("X-Twilio-Email-Event-Webhook-Signature", "")
    timestamp = request.headers.get("X-Twilio-Email-Event-Webhook-Timestamp", "")
    verify(body, signature, timestamp, key=settings.SENDGRID_INBOUND_KEY, now=now)
