"""Time zone names of the IANA database."""

import difflib
import zoneinfo
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# What people write instead; guessed at only to suggest, never to decide.
_SPOKEN = {
    **dict.fromkeys(("et", "edt", "eastern", "eastern time"), "America/New_York"),
    **dict.fromkeys(("ct", "cst", "cdt", "central", "central time"), "America/Chicago"),
    **dict.fromkeys(("mt", "mdt", "mountain", "mountain time"), "America/Denver"),
    **dict.fromkeys(("pt", "pst", "pdt", "pacific", "pacific time"), "America/Los_Angeles"),
}


def clean_time_zone(raw: str) -> str:
    """A name zoneinfo knows, in its own case. Raises ValidationError that suggests the nearest name."""
    wanted = raw.strip().casefold()
    known = _by_folded_name()
    if name := known.get(wanted.replace(" ", "_")):
        return name
    raise ValidationError(
        _("Give the time zone as a place, such as {place}.").format(place=_nearest(wanted)), code="time-zone"
    )


def _nearest(wanted: str) -> str:
    if wanted in _SPOKEN:
        return _SPOKEN[wanted]
    known = _by_folded_name()
    cities = {name.rpartition("/")[2]: name for name in known}
    spelt = wanted[:64].replace(" ", "_")
    for names, key in ((known, spelt), (cities, spelt.rpartition("/")[2])):
        if near := difflib.get_close_matches(key, names, n=1, cutoff=0.7):
            return known[cities.get(near[0], near[0])]
    return "America/New_York"


@cache
def _by_folded_name() -> dict[str, str]:
    # Machine-dependent names that mean nothing on another computer.
    places = zoneinfo.available_timezones() - {"localtime", "Factory", "posixrules"}
    return {name.casefold(): name for name in places}
