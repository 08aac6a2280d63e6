"""Where each part of the desk lives: an entry of the navigation, with its parts as tabs at the head of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.urls import reverse

from staff.permissions import May


class Part(NamedTuple):
    """`name`: of the address, and what a page calls itself in `nav`. `see`: what its page asks for."""

    name: str
    label: str
    see: May


SETTINGS = "settings"
PARTS: dict[str, tuple[Part, ...]] = {
    "patients": (
        Part("patients", "Patients", May.SEE_PATIENTS),
        Part("requests", "Requests", May.SEE_PATIENTS),
    ),
    "newsletters": (
        Part("newsletters", "Newsletters", May.SEE_PLANS),
        Part("contacts", "Contacts", May.SEE_CONTACTS),
    ),
    "articles": (
        Part("articles", "Articles and lessons", May.SEE_TEACHING),
        Part("pictures", "Pictures", May.SEE_TEACHING),
    ),
    "messages": (
        Part("messages", "Activity", May.SEE_ACTIVITY),
        Part("held", "Held", May.SEE_PATIENTS),
        Part("sending", "Sending", May.SEE_ACTIVITY),
        Part("inbox", "Local inbox", May.SEE_PATIENTS),
    ),
    SETTINGS: (
        Part("clinic", "Clinic", May.SEE_SETTINGS),
        Part("people", "People", May.SEE_PEOPLE),
        Part("audit", "Who did what", May.SEE_PEOPLE),
        Part("provider", "Provider", May.SEE_SETTINGS),
        Part("go_live", "Go live", May.SET_UP),
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
            {"label": one.label, "url": reverse(f"staff:{one.name}"), "current": one.name == name}
            | ({"count": counts[one.name]} if counts.get(one.name) else {})
            for one in found
        ]
        if len(found) > 1
        else []
    )
