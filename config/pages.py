"""The Jinja2 environment of every page: addresses, static files, and dates said in the clinic's zone and locale."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import jinja2
from babel.dates import format_date, format_skeleton, format_time
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone

from config.desk_sheet import desk_sheet_url


def environment(**options: Any) -> jinja2.Environment:
    """Django's Jinja2 backend calls this. Jinja2 in Django localises nothing by itself: dates go through these filters."""
    made = jinja2.Environment(**{**options, "trim_blocks": True, "lstrip_blocks": True})
    made.globals.update(url=address, static=static, desk_sheet=desk_sheet_url)
    made.filters.update(dt=moment, day=day, num=number)
    return made


def address(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)


def moment(value: datetime | None) -> str:
    """November 24, 10:42 am, in the zone that is active for this page."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{format_skeleton('MMMd', local, locale='en')}, {format_time(local, 'h:mm a', locale='en').lower()}"


def day(value: date | datetime | None) -> str:
    """Tuesday, November 24. CLDR has no skeleton for it with the month in full, so the two parts are joined."""
    if value is None:
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return f"{format_date(local, 'EEEE', locale='en')}, {format_skeleton('MMMMd', local, locale='en')}"


def number(value: int) -> str:
    return f"{value:,}"
