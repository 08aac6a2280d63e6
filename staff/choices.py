"""What can be chosen in forms: languages, time zones, days, a logo."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from zoneinfo import available_timezones

from babel.dates import get_day_names
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from clinic.models import Picture
from staff.speaking import locale_spoken
from staff.wording import language_name

Choices = list[tuple[str, str]]
SIGN_UP = [
    ("no", gettext_lazy("Closed: its address opens nothing")),
    ("yes", gettext_lazy("Open: anybody with the link can sign up")),
]
SUBSTANCE_USE = [
    ("no", gettext_lazy("Left alone: nothing of them is kept")),
    ("yes", gettext_lazy("Taken in: we have said how we ask for that consent")),
]
PICTURES = [
    ("linked", gettext_lazy("Linked: from your own address")),
    ("inlined", gettext_lazy("Inlined: within each email")),
]
NEWEST_PICTURES = 50
SPOKEN = {
    "America/New_York": gettext_lazy("Eastern (New York)"),
    "America/Chicago": gettext_lazy("Central (Chicago)"),
    "America/Denver": gettext_lazy("Mountain (Denver)"),
    "America/Phoenix": gettext_lazy("Arizona (Phoenix)"),
    "America/Los_Angeles": gettext_lazy("Pacific (Los Angeles)"),
    "America/Anchorage": gettext_lazy("Alaska (Anchorage)"),
    "Pacific/Honolulu": gettext_lazy("Hawaii (Honolulu)"),
}
AREAS = (
    gettext_noop("Africa"), gettext_noop("America"), gettext_noop("Antarctica"), gettext_noop("Asia"), gettext_noop("Atlantic"),
    gettext_noop("Australia"), gettext_noop("Europe"), gettext_noop("Indian"), gettext_noop("Pacific"),
)  # fmt: skip


def time_zones(own: str) -> Choices:
    """The clinic's own first, those of the United States, then every other by name."""
    first = [own] if own else []
    return [(name, zone_label(name)) for name in dict.fromkeys([*first, *SPOKEN, *all_zones()])]


@cache
def all_zones() -> tuple[str, ...]:
    return tuple(sorted(name for name in available_timezones() if name.partition("/")[0] in AREAS))


def zone_label(name: str) -> str:
    if name in SPOKEN:
        return str(SPOKEN[name])
    area, slash, city = name.partition("/")
    return f"{city.replace('_', ' ').replace('/', ', ')} ({_(area)})" if slash else name


def languages(tags: Iterable[str]) -> Choices:
    return [(tag, language_name(tag)) for tag in dict.fromkeys(tags)]


def weekdays() -> Choices:
    return [(str(day), name) for day, name in sorted(get_day_names("abbreviated", locale=locale_spoken()).items())]


def logos(chosen: str) -> Choices:
    """The newest pictures by what they show, the chosen one among them."""
    newest = list(Picture.objects.listed().values_list("name", "alt")[:NEWEST_PICTURES])
    kept = list(Picture.objects.filter(name=chosen).values_list("name", "alt")) if chosen else []
    return [("", _("None: the mail name in words")), *dict([*kept, *newest]).items()]
