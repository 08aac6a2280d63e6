"""The way an email may take right now: the configured transport when this copy is live, the local inbox while it practises, or none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_noop

from campaigns.keeping.key_check import lacking_keys
from campaigns.models import WayOut
from campaigns.sending.transports import by_settings
from clinic import live_mark
from clinic.live_mark import LiveMark
from clinic.models import ClinicProfile, Installation
from mailer.transports.base import Transport
from mailer.transports.inbox import InboxTransport

RESTORED = gettext_noop(
    "This copy was restored from a backup: nothing leaves before go_live, not even to the local inbox. What left since the backup isn't known here."
)


@dataclass(frozen=True)
class Way:
    """`transport` is None when nothing may leave, and `why` says so in one sentence."""

    transport: Transport | None
    practising: bool
    why: str = ""

    @property
    def link_only(self) -> bool:
        """The provider may not see health information: emails carry a link instead of the lesson."""
        return self.transport is not None and not self.transport.carries_health_information


def inbox_folder() -> Path:
    return Path(settings.HOME) / "inbox"


def inbox() -> InboxTransport:
    return InboxTransport(inbox_folder())


def configured() -> Transport:
    """The transport the settings name, whether or not it may be used yet."""
    return inbox() if settings.TRANSPORT == "inbox" else by_settings(settings.TRANSPORT)


def way_now(now: datetime) -> Way:
    """Looked up anew for every claim, inside its transaction: a pause counts at once."""
    found = live_mark.read(Path(settings.HOME))  # before the row: another process may hand over just now
    installation = Installation.current()
    practising = not installation.live_mark
    if installation.paused:
        return Way(None, practising, gettext_noop("Sending is paused: run resume to go on."))
    if installation.unknown_since:
        return Way(None, practising, RESTORED)
    if lacking_keys(installation):  # this process would see no suppression made under the key it lacks
        return Way(
            None, practising, gettext_noop("The keys were changed: start this program again, so that it reads them.")
        )
    if practising and (missing := ClinicProfile.current().missing()):
        return Way(None, True, f"The clinic's details aren't complete: set {', '.join(missing)} with `clinic set`.")
    return open_way(inbox(), now, practising=True) if practising else live_way(found, installation, now)


def live_way(found: LiveMark | None, installation: Installation, now: datetime) -> Way:
    why = (
        live_mark.why_silent(found, Path(settings.HOME), installation.live_mark, installation.hand_overs)
        or next(iter(obstacles(ClinicProfile.current())), "")
        or (
            f"The brake is on: {installation.brake_reason} Run resume if that is right."
            if installation.braked_at
            else ""
        )
    )
    return Way(None, False, why) if why else open_way(configured(), now, practising=False)


def open_way(transport: Transport, now: datetime, *, practising: bool) -> Way:
    shut = WayOut.named(transport.name).shut(now)
    return Way(None, practising, shut) if shut else Way(transport, practising)


def obstacles(profile: ClinicProfile) -> list[str]:
    """What keeps any email from reaching a real person, as sentences that say what to do."""
    found = []
    if settings.TRANSPORT == "inbox":
        found.append(gettext_noop("No provider is configured: set AFTERVISIT_TRANSPORT and its key."))
    if profile.made_up:
        names = ", ".join(profile.NEEDED.get(field, field) for field in profile.made_up)
        found.append(f"The clinic's details are made up for practising: set your own {names} with `clinic set`.")
    elif missing := profile.missing():
        found.append(f"The clinic's details aren't complete: set {', '.join(missing)} with `clinic set`.")
    if settings.PUBLIC_URL_IS_LOCAL and not settings.DEBUG:
        found.append(
            gettext_noop("PUBLIC_URL is an address only this machine can open: set the one patients can reach.")
        )
    return found
