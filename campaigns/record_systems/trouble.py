"""What a person must know of the record systems we ask ourselves. Nothing is said of a copy that doesn't ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto
from typing import Final

from django.conf import settings

from campaigns.models import RecordFeed
from clinic.models import Installation

INTERVALS: Final = 3  # without a success before it is told
FOLDER_LATE: Final = timedelta(minutes=5)
TOLD_FOR: Final = timedelta(days=7)


class What(StrEnum):
    SERVER = auto()  # it couldn't be asked for a while
    VISITS = auto()  # visits of it couldn't be taken in
    FOLDER = auto()  # the folder can't be looked into
    FILES = auto()  # files were set aside, or are never read


@dataclass(frozen=True)
class Trouble:
    what: What
    since: datetime
    reason: str = ""  # as it is kept, in English
    count: int = 0
    unread: int = 0


def troubles(installation: Installation, now: datetime) -> list[Trouble]:
    found = asked_ourselves(installation)
    return [one for feed in found for one in (of_folder if feed.name == RecordFeed.FOLDER else of_server)(feed, now)]


def asked_ourselves(installation: Installation) -> list[RecordFeed]:
    """Those that are set and were met. One query, and none where nothing is set."""
    names = [name for name in (settings.FHIR_URL, RecordFeed.FOLDER if settings.HL7_FOLDER else "") if name]
    if not names or not installation.live_mark:
        return []
    return list(RecordFeed.objects.filter(pk__in=names).order_by("name"))


def of_server(feed: RecordFeed, now: datetime) -> list[Trouble]:
    found, since = [], last_success(feed)
    if now - since > INTERVALS * timedelta(minutes=settings.FHIR_MINUTES):
        found.append(Trouble(What.SERVER, since, feed.reason))
    if feed.errors_at and now - feed.errors_at < TOLD_FOR:
        found.append(Trouble(What.VISITS, feed.errors_at, count=feed.errors))
    return found


def of_folder(feed: RecordFeed, now: datetime) -> list[Trouble]:
    found, since = [], last_success(feed)
    if now - since > FOLDER_LATE:
        found.append(Trouble(What.FOLDER, since, feed.reason))
    if feed.refused or feed.unread:
        found.append(Trouble(What.FILES, since, count=feed.refused, unread=feed.unread))
    return found


def last_success(feed: RecordFeed) -> datetime:
    return feed.worked_at or feed.began_at
