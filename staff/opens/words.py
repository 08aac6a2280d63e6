"""Opens and clicks of a newsletter in a report: always "about", and machines apart. None for one of which nothing was counted."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from campaigns.models import LookCount, Newsletter
from clinic.models import ClinicProfile
from staff.spreadsheet import Cell
from staff.wording import local_date, long_date

HEAD: list[Cell] = [
    gettext_noop("Opened, about"),
    gettext_noop("Opened by machines only"),
    gettext_noop("Links followed, about"),
    gettext_noop("Links followed by machines only"),
]


def looks_of(rows: list[Newsletter]) -> dict[UUID, LookCount | None]:
    """By newsletter, with one query. None: it isn't counted. Nobody has looked yet: zeros."""
    counted = [one.pk for one in rows if one.counts_looks]
    found = LookCount.objects.in_bulk(counted) if counted else {}
    return {one.pk: found.get(one.pk, LookCount()) if one.counts_looks else None for one in rows}


def facts(looks: LookCount | None) -> list[dict[str, str]]:
    """For the report of one newsletter; empty where nothing was counted."""
    if looks is None:
        return []
    return [
        {"name": _("Opened"), "text": said(looks.opened, looks.opened_by_machine)},
        {"name": _("Links followed"), "text": said(looks.clicked, looks.clicked_by_machine)},
    ]


def opened(looks: LookCount | None) -> str:
    """One cell of a table on a page."""
    return _("not tracked") if looks is None else _("about {n}").format(n=f"{looks.opened:,}")


def said(people: int, machines: int) -> str:
    """About 120 people. 30 more by machines only."""
    by_people = ngettext("About {n} person.", "About {n} people.", people).format(n=f"{people:,}")
    by_machines = _("{n} more by machines only.").format(n=f"{machines:,}")
    return f"{by_people} {by_machines}" if machines else by_people


def cells(looks: LookCount | None) -> list[Cell]:
    """For a spreadsheet; empty ones, not zeros, where nothing was counted."""
    if looks is None:
        return [""] * len(HEAD)
    return [looks.opened, looks.opened_by_machine, looks.clicked, looks.clicked_by_machine]


def since_in_words() -> str:
    """November 3, 2026, or "" while nothing is counted."""
    since = ClinicProfile.current().looks_counted_since
    return long_date(local_date(since)) if since else ""
