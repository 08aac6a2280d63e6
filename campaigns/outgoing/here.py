"""Which receivers this copy may tell: the live one all, one that practises only programs on its own machine, a restored one none outside."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from campaigns.models import Receiver
from campaigns.outgoing.address import Target, target_of
from campaigns.record_systems.here import why_not_here
from clinic.refusal import Refusal
from mailer.addresses import is_loopback


def is_live() -> bool:
    return not why_not_here()


def target_now(receiver: Receiver, *, live: bool) -> Target:
    """Judged again before every call: settings change, and so does what is live. Raises Refusal."""
    if not live and not is_loopback(receiver.url):
        raise Refusal(_("This copy isn’t live: it tells only programs on this machine."))
    return target_of(receiver.url, ports=settings.WEBHOOK_PORTS, loopback=loopback_allowed(live=live))


def loopback_allowed(*, live: bool) -> bool:
    return settings.DEBUG or not live
