"""Where each part of the desk lives: an entry of the navigation, with its parts as tabs at the head of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from staff.permissions import May


class Part(NamedTuple):
    """`name`: of the address, and what a page calls itself in `nav`. `see`: what its page asks for."""

    name: str
    label: str | Promise
    see: May


SETTINGS = "settings"
PARTS: dict[str, tuple[Part, ...]] = {
    "patients": (
        Part("patients", gettext_lazy("Patients"), May.SEE_PATIENTS),
        Part("requests", gettext_lazy("Requests"), May.SEE_PATIENTS),
        Part("pending", pgettext_lazy("tab", "Pending"), May.SEE_PATIENTS),
    ),
    "newsletters": (
        Part("newsletters", gettext_lazy("Newsletters"), May.SEE_PLANS),
        Part("contacts", gettext_lazy("Contacts"), May.SEE_CONTACTS),
    ),
    "articles": (
        Part("articles", gettext_lazy("Articles and lessons"), May.SEE_TEACHING),
        Part("pictures", gettext_lazy("Pictures"), May.SEE_TEACHING),
    ),
    "messages": (
        Part("messages", gettext_lazy("Activity"), May.SEE_ACTIVITY),
        Part("held", pgettext_lazy("tab", "Held"), May.SEE_PATIENTS),
        Part("sending", gettext_lazy("Sending"), May.SEE_ACTIVITY),
        Part("inbox", gettext_lazy("Local inbox"), May.SEE_PATIENTS),
    ),
    SETTINGS: (
        Part("clinic", gettext_lazy("Clinic"), May.SEE_SETTINGS),
        Part("people", gettext_lazy("People"), May.SEE_PEOPLE),
        Part("tokens", gettext_lazy("API tokens"), May.SEE_PEOPLE),
        Part("webhooks", gettext_lazy("Webhooks"), May.SEE_PEOPLE),
        Part("audit", gettext_lazy("Who did what"), May.SEE_PEOPLE),
        Part("provider", gettext_lazy("Provider"), May.SEE_SETTINGS),
        Part("go_live", gettext_lazy("Go live"), May.SET_UP),
    ),
}
ENTRIES = {part.name: entry for entry, parts in PARTS.items() for part in parts}
"""The entry that a page belongs to, by what it calls itself. An entry without parts is its own."""


def parts_of(entry: str, allowed: Mapping[str, bool], *, live: bool) -> list[Part]:
    """Those this person may open. Nobody goes live twice."""
    return [part for part in PARTS[entry] if allowed[part.see.name.lower()] and not (live and part.name == "go_live")]


def tabs(name: str, allowed: Mapping[str, bool], counts: Mapping[str, int], *, live: bool) -> list[dict[str, Any]]:
    """The tabs at the head of the page of this name; none where it isn't a part, or the only one there is.

    `counts`: what this person must act on, by part; nothing is said of none.
    """
    if name not in ENTRIES:
        return []
    found = parts_of(ENTRIES[name], allowed, live=live)
    return (
        [
            {"label": str(one.label), "url": reverse(f"staff:{one.name}"), "current": one.name == name}
            | ({"count": counts[one.name]} if counts.get(one.name) else {})
            for one in found
        ]
        if len(found) > 1
        else []
    )
