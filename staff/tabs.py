"""Links between the parts of one page: tabs, widths, pages of a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

VIEWS: dict[str, str | Promise] = {"html": "HTML", "text": gettext_lazy("Text"), "headers": gettext_lazy("Headers")}
WITHOUT_HTML = {name: label for name, label in VIEWS.items() if name != "html"}  # an email of words alone
WIDTHS = {"375": "375", "600": "600", "320": "320"}  # most are read on a phone
PAGE = 50


def links(url: str, name: str, labels: Mapping[str, str | Promise], current: str, **kept: str) -> list[dict[str, Any]]:
    """One link a label; `kept` are the other parts of the query."""
    return [
        {"label": label, "url": address(url, **{**kept, name: value}), "current": value == current}
        for value, label in labels.items()
    ]


def address(url: str, **query: str) -> str:
    said = {name: value for name, value in query.items() if value}
    return f"{url}?{urlencode(said)}" if said else url


def page_number(text: str) -> int:
    """From 1; 1 for anything that isn't a page number."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def pages(url: str, number: int, total: int, size: int = PAGE, **kept: str) -> dict[str, Any]:
    """What `pagination` in parts.html shows."""
    first, last = (number - 1) * size + 1, min(number * size, total)
    return {
        "first": min(first, total), "last": last, "total": total,
        "previous_url": address(url, **kept, page=str(number - 1)) if number > 1 else None,
        "next_url": address(url, **kept, page=str(number + 1)) if last < total else None,
    }  # fmt: skip
