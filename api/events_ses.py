"""The door of Amazon SNS, which brings what Amazon SES has to tell."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from api.refusing import Later, body_of, door, or_later
from campaigns.events.applying import apply_events
from mailer.events import sns
from mailer.events.ses import ses_events

log = logging.getLogger("aftervisit.api")


@door
def events_ses(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    body = body_of(request, most=sns.LARGEST)
    try:
        message = sns.verified(body, topic=settings.SES_EVENTS_TOPIC, now=now, fetch=sns.fetched)
        take(message, body, now)
    except sns.Unreachable:
        raise Later from None
    return HttpResponse(status=204)


def take(message: sns.SnsMessage, body: bytes, now: datetime) -> None:
    match message.kind:
        case sns.Kind.NOTIFICATION:
            events = ses_events(body)
            with or_later("ses"):
                apply_events("ses", events, now)
        case sns.Kind.SUBSCRIPTION:
            sns.fetched(message.subscribe_url)
            log.info("events of ses: the topic is subscribed to")
        case sns.Kind.UNSUBSCRIBED:
            log.error("events of ses: the topic won't reach us any more; subscribe to it again in the AWS console")
