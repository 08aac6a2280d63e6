"""What nothing will move by itself any more, and waits for a person."""

from __future__ import annotations

from collections.abc import Iterator

from campaigns.models import Enrolment
from campaigns.reporting.attention import look_around
from operations.doctor.finding import Found, Look, error, ok, warning


def given_up(look: Look) -> Iterator[Found]:
    found, quiet = look_around(look.now), True
    if held := found.doubtful.get("held", 0):
        quiet = False
        yield warning(
            f"{held:,} messages are held: nobody knows whether they left.",
            "Decide on the desk, or with `python manage.py decide`.",
        )
    for way in found.stopped:
        quiet = False
        yield error(
            f"{way.name} refuses us until a person has mended it: {way.reason}",
            "Mend it, then `python manage.py resume`.",
        )
    if lost := Enrolment.objects.unaccounted().count():
        quiet = False
        yield error(
            f"{lost:,} enrolments have neither a next step nor a reason to wait.",
            "Tell whoever maintains Aftervisit: this should never be.",
        )
    for trouble in found.records:
        quiet = False
        fix = "Today on the desk says which, and since when."
        yield warning(f"A record system needs a look ({trouble.what}).", fix)
    if quiet:
        yield ok("Nothing was given up.")
