"""Record systems on Today: those that need a person, and when each was last asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import RecordFeed
from campaigns.record_systems.accounting import BROUGHT
from campaigns.record_systems.trouble import Trouble, What, asked_ourselves
from clinic.models import Installation
from staff.stored_words import stored
from staff.wording import age, ago, in_words


def record_systems(found: Iterable[Trouble], now: datetime) -> Iterator[dict[str, Any]]:
    for one in found:
        title, why, state = words(one)
        yield {
            "icon": "clock" if one.what in (What.SERVER, What.FOLDER) else "hand", "state": state, "title": title, "why": why,
            "label": _("See what came in"), "url": f"{reverse('staff:audit')}?action={BROUGHT}", "age": age(one.since, now),
        }  # fmt: skip


def words(one: Trouble) -> tuple[str, str, str]:
    """Title, reason and state."""
    if one.what == What.SERVER:
        why = stored(one.reason) or _("It gave no reason.")
        kept = _("It is asked again by itself, and no visit is lost meanwhile.")
        return _("The record system couldn’t be asked for visits"), f"{why} {kept}", "warn"
    if one.what == What.FOLDER:
        why = stored(one.reason) or _("It gave no reason.")
        return _("The folder of HL7 files can’t be used"), f"{why} {_('Files wait in it meanwhile.')}", "warn"
    if one.what == What.VISITS:
        title = ngettext("{n} visit couldn’t be taken in", "{n} visits couldn’t be taken in", one.count)
        why = _(
            "Run poll_fhir --dry-run with --since and the day to read why, then enrol by the form or mend the record."
        )
        return title.format(n=f"{one.count:,}"), why, "hold"
    return of_files(one)


def of_files(one: Trouble) -> tuple[str, str, str]:
    never = _("Links and folders in it are never read.") if one.unread else ""
    if not one.count:
        title = ngettext(
            "{n} thing in the HL7 folder is no file", "{n} things in the HL7 folder are no files", one.unread
        )
        return title.format(n=f"{one.unread:,}"), never, "calm"
    title = ngettext("{n} HL7 file wasn’t taken in whole", "{n} HL7 files weren’t taken in whole", one.count)
    why = _(
        "What failed lies in the folder “refused”; the timer’s log says why. Mend it and put it back, or delete it."
    )
    return title.format(n=f"{one.count:,}"), f"{why} {never}".strip(), "hold"


def feeds(installation: Installation, now: datetime) -> Iterator[tuple[str, str, str]]:
    """Name, text and state, for "Is it running?"."""
    for feed in asked_ourselves(installation):
        state = "bad" if feed.failures else "warn" if feed.lacks else "ok"
        when = ago(feed.worked_at, now) if feed.worked_at else _("not yet")
        if feed.name == RecordFeed.FOLDER:
            yield _("HL7 folder"), _("looked into {ago}").format(ago=when), state
        elif feed.lacks:
            lacks = in_words([str(RecordFeed.Lack(one).label) for one in feed.lacks])
            yield (
                _("Record system"),
                _("asked {ago}; it doesn’t let us ask for {lacks}").format(ago=when, lacks=lacks),
                state,
            )
        else:
            yield _("Record system"), _("asked {ago}").format(ago=when), state
