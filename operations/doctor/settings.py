"""The settings of the environment: they were read, or nothing would have started, and together they make sense."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings as set_

from campaigns.sending.transports import check_transport
from clinic.models import Installation
from clinic.refusal import Refusal
from operations.doctor.finding import Found, Look, error, ok, warning


def settings(look: Look) -> Iterator[Found]:
    try:
        check_transport()
        yield ok(f"The settings can be read; the way out is {set_.TRANSPORT}.")
    except Refusal as refusal:
        yield error(str(refusal), "Set it anew, and start every program again.")
    live = bool(Installation.objects.exclude(live_mark="").exists())
    if set_.DEBUG and live:
        yield error("DEBUG is on, so a fault shows code and rows to whoever meets it.", "Take DEBUG out.")
    elif set_.DEBUG:
        yield warning("DEBUG is on.", "Take DEBUG out before anybody else can reach this.")
    if live and set_.TRANSPORT == "inbox":
        yield error("It is live, and no provider is configured.", "Set AFTERVISIT_TRANSPORT and its key.")
    if live and not set_.METRICS_TOKEN:
        yield ok("No METRICS_TOKEN is set, so /metrics is closed (docs/watching.md).")
