"""Is this installation fit to send? Every check in order: what is on this machine, the database, what it holds, what is outside."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import DatabaseError

from operations.doctor.address import address
from operations.doctor.clock import clock
from operations.doctor.database import database
from operations.doctor.disk import disk
from operations.doctor.events import events
from operations.doctor.finding import Check, Finding, Found, Look, unknown
from operations.doctor.given_up import given_up
from operations.doctor.health_information import health_information
from operations.doctor.heartbeat import heartbeat
from operations.doctor.keys import keys
from operations.doctor.migrations import migrations
from operations.doctor.provider import provider
from operations.doctor.sender_domain import sender_domain
from operations.doctor.sending import sending
from operations.doctor.settings import settings
from operations.doctor.trail import trail

CHECKS: dict[str, Check] = {
    "settings": settings,
    "address": address,
    "disk": disk,
    "database": database,
    "migrations": migrations,
    "keys": keys,
    "clock": clock,
    "timer": heartbeat,
    "sending": sending,
    "health information": health_information,
    "given up": given_up,
    "audit trail": trail,
    "events": events,
    "provider": provider,
    "sender domain": sender_domain,
}


def examine(look: Look) -> Iterator[Finding]:
    for name, check in CHECKS.items():
        for found in surviving(check, look):
            yield Finding(name, found.status, found.says, found.fix)


def surviving(check: Check, look: Look) -> Iterator[Found]:
    """What it finds; a check that meets what it can't bear says so, after what it found before, by the kind alone: a text may quote a row."""
    try:
        yield from check(look)
    except DatabaseError as fault:
        says = f"The database doesn't answer what this asks ({type(fault).__name__})."
        yield unknown(says, "Mend what “database” and “migrations” say, then ask again.")
    except OSError as fault:
        says = f"A file or a network can't be used ({fault.strerror or type(fault).__name__})."
        yield unknown(says, "Run this as the user the program runs as.")
    except Exception as fault:  # noqa: BLE001 - one check that fails mustn't hide the others
        yield unknown(f"This couldn't be looked at ({type(fault).__name__}).", "Tell whoever maintains Aftervisit.")
