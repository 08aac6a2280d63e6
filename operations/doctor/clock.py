"""The time, by our clock and the database's, and the rules of time zones."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import metadata
from pathlib import Path

from django.db import connection
from django.utils import timezone

from clinic.models import ClinicProfile
from operations.doctor.finding import Found, Look, error, ok, unknown, warning

APART = timedelta(seconds=30)  # leases and pauses bear more; a signature of Amazon's bears five minutes
INSTALL = "Install the tzdata package (Debian: apt install tzdata), or this project's requirements anew."


def clock(look: Look) -> Iterator[Found]:
    yield zones()
    name = ClinicProfile.current().time_zone
    if name and name not in zoneinfo.available_timezones():
        yield error(f"The clinic's time zone {name} isn't known here.", INSTALL)
    if connection.vendor == "postgresql":
        yield against_the_database()
    else:
        yield ok("The database goes by this machine's clock.")
    yield unknown(
        "Whether that clock is right can't be seen from here.",
        "On the server: timedatectl should say “System clock synchronized: yes”.",
    )


def zones() -> Found:
    known = zoneinfo.available_timezones()
    if not {"America/New_York", "Europe/Berlin", "Pacific/Kiritimati"} <= known:
        return error("Rules of time zones are missing, so nobody's nine o'clock is known.", INSTALL)
    system = any(Path(one).is_dir() for one in zoneinfo.TZPATH)
    source = "of this machine" if system else f"of tzdata {metadata.version('tzdata')}"
    return ok(f"Rules of {len(known)} time zones, {source}.")


def against_the_database() -> Found:
    with connection.cursor() as cursor:
        began = timezone.now()
        cursor.execute("SELECT clock_timestamp()")
        theirs: datetime = cursor.fetchone()[0]
        ended = timezone.now()
    apart = abs(theirs - (began + (ended - began) / 2))
    says = f"The database's clock and ours are {apart.total_seconds():.1f} s apart."
    return warning(says, "Let both machines keep their clocks by NTP.") if apart > APART else ok(says)
