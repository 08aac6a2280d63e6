"""The Jinja2 environment of every page: addresses, static files, and dates and words in the language that is active."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import jinja2
from babel.dates import format_date, format_skeleton
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext

from config.desk_sheet import desk_sheet_url
from staff.speaking import locale_spoken
from staff.state_tags import STATES
from staff.wording import time_of_day


def environment(**options: Any) -> jinja2.Environment:
    """Django's Jinja2 backend calls this. Jinja2 in Django localises nothing by itself: dates go through these filters."""
    made = jinja2.Environment(**{**options, "trim_blocks": True, "lstrip_blocks": True})
    made.add_extension("jinja2.ext.i18n")
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext)  # type: ignore[attr-defined]
    made.globals.update(url=address, static=static, desk_sheet=desk_sheet_url, spoken=get_language, STATES=STATES)
    made.filters.update(dt=moment, day=day, num=number)
    return made


def address(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)


def moment(value: datetime | None) -> str:
    """November 24, 10:42 am, in the zone that is active for this page."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{format_skeleton('MMMd', local, locale=locale_spoken())}, {time_of_day(local.time())}"


def day(value: date | datetime | None) -> str:
    """Tuesday, November 24. CLDR has no skeleton for it with the month in full, so the two parts are joined."""
    if value is None:
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return f"{format_date(local, 'EEEE', locale=locale_spoken())}, {format_skeleton('MMMMd', local, locale=locale_spoken())}"


def number(value: int) -> str:
    return f"{value:,}"
