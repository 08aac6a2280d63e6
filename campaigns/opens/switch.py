"""The clinic's switch: opens and clicks of newsletters are counted, or not. Off until a person says otherwise."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.models import Newsletter
from campaigns.rows import locked
from campaigns.sending import way as ways
from clinic.agreements import agreement_lacking
from clinic.models import AuditEntry, ClinicProfile
from clinic.refusal import Refusal
from mailer.transports.base import CanCount, Transport

CANNOT = gettext_noop(
    "The way your emails take now can’t count opens and clicks: of those built in only SendGrid can be asked to."
)
MAY_NOT = gettext_noop(
    "Your provider isn’t declared fit for health information. Who opened which newsletter may say what someone has, so record the agreement and set PROVIDER_CARRIES_PHI first."
)
NO_AGREEMENT = gettext_noop(
    "No agreement with your provider is on record. Who opened which newsletter may say what someone has, so record the agreement first."
)


def obstacle(transport: Transport | None) -> str:
    """Why nothing can be counted on this way out, as a sentence, or ""."""
    if not isinstance(transport, CanCount):
        return _(CANNOT)
    return "" if transport.carries_health_information else _(MAY_NOT)


def obstacle_now() -> str:
    """The same of the way that is set up, and of the agreement behind it."""
    return obstacle(ways.configured()) or (_(NO_AGREEMENT) if agreement_lacking() else "")


def wished() -> bool:
    """Switched on, and the provider still can and may."""
    return ClinicProfile.current().looks_counted_since is not None and not obstacle_now()


def counted_now(newsletter: Newsletter | None, way: ways.Way) -> bool:
    """Whether the next emails of it are counted. None, of a lesson: never. Nothing in the local inbox is."""
    return newsletter is not None and newsletter.counts_looks and not way.practising and wished()


def count_looks(now: datetime, *, by: str) -> None:
    """From the next newsletter that begins. Raises Refusal while the way out can't or may not."""
    if why := obstacle_now():
        raise Refusal(why)
    switch(now, now, by=by, action="looks.on")


def stop_counting_looks(now: datetime, *, by: str) -> None:
    """From the next email and the next event on. What was counted stays."""
    switch(None, now, by=by, action="looks.off")


def switch(since: datetime | None, now: datetime, *, by: str, action: str) -> None:
    """Pressed twice, it is recorded once."""
    with transaction.atomic():
        profile = locked(ClinicProfile.objects.filter(pk=ClinicProfile.current().pk)).get()
        if (profile.looks_counted_since is None) == (since is None):
            return
        ClinicProfile.objects.filter(pk=profile.pk).update(looks_counted_since=since)
        AuditEntry.objects.record(action, actor=by, now=now)
