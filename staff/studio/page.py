"""What the studio's one page shows: the tree, the stage with one email or two, and what was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from campaigns.preview.personas import PERSONAS
from campaigns.preview.shelf import Group, Leaf
from staff.studio.parts import parts_of
from staff.studio.shown import Shown
from staff.studio.wish import SCHEMES, VIEWS, WIDTHS, Wish
from staff.wording import language_name

Maker = Callable[[str, Wish], Shown]


def page(groups: Sequence[Group], key: str, wish: Wish, made: Maker, stamp: str) -> dict[str, Any]:
    leaf = next((leaf for group in groups for leaf in group.leaves if leaf.key == key), None)
    if leaf is None:
        raise Http404
    here, found = reverse("staff:preview", args=[key]), made(key, wish)
    manuscript = found.manuscript
    return {
        "key": key,
        "title": manuscript.title if manuscript else leaf.title,
        "state": manuscript.state if manuscript else "",
        "revision": manuscript.revision if manuscript else None,
        "wish": wish,
        "views": VIEWS,
        "tree": tree(groups, key, wish, made),
        **neighbours(groups, key, wish),
        "tabs_of": [tab(here, wish, view, label, found) for view, label in VIEWS.items()],
        "widths": choices(here, wish, "width", WIDTHS),
        "schemes": choices(here, wish, "scheme", SCHEMES),
        "people": [(name, one.given_name or _("No first name"), _(one.says)) for name, one in PERSONAS.items()],
        "languages": [(tag, language_name(tag)) for tag in leaf.languages],
        "revisions": manuscript.revisions if manuscript else (),
        "others": others(leaf, found, wish),
        "stages": [stage(key, wish, found), *([stage(key, wish.other, made(key, wish.other))] if wish.other else [])],
        "findings": found.findings,
        "errors": found.errors,
        "here": here,
        "eml_url": reverse("staff:preview_eml", args=[key]) + wish.query() if found.preview else None,
        "stamp": stamp,
        "now": timezone.now(),
        "plain": parts_of(found.preview, wish.view),
    }  # fmt: skip


def tree(groups: Sequence[Group], key: str, wish: Wish, made: Maker) -> list[dict[str, Any]]:
    """Findings are counted for the open group only: its emails are made, the others aren't until they are looked at."""
    kept = Wish(view=wish.view, width=wish.width, pixels=wish.pixels, scheme=wish.scheme, person=wish.person)
    shown = []
    for group in groups:
        is_open = any(leaf.key == key for leaf in group.leaves)
        wanted = [leaf for leaf in group.leaves if wish.find.lower() in f"{leaf.number or ''} {leaf.title}".lower()]
        leaves = [branch(leaf, leaf.key == key, kept, made if is_open else None) for leaf in wanted]
        if leaves:
            shown.append({"title": group.title, "open": is_open or bool(wish.find), "leaves": leaves})
    return shown


def branch(leaf: Leaf, current: bool, wish: Wish, made: Maker | None) -> dict[str, Any]:
    found = made(leaf.key, wish.but(person="default")) if made else None
    return {
        "title": leaf.title, "number": leaf.number, "current": current,
        "url": reverse("staff:preview", args=[leaf.key]) + wish.query(),
        "errors": found.errors if found else 0, "warnings": found.warnings if found else 0,
    }  # fmt: skip


def neighbours(groups: Sequence[Group], key: str, wish: Wish) -> dict[str, str | None]:
    keys = [leaf.key for group in groups for leaf in group.leaves]
    at, plain = keys.index(key), wish.but(language="", revision=None, compare="")

    def url(number: int) -> str | None:
        return reverse("staff:preview", args=[keys[number]]) + plain.query() if 0 <= number < len(keys) else None

    return {"previous_url": url(at - 1), "next_url": url(at + 1)}


def tab(here: str, wish: Wish, view: str, label: str | Promise, found: Shown) -> dict[str, Any]:
    made: dict[str, Any] = {"label": label, "url": here + wish.but(view=view).query(), "current": view == wish.view}
    if view == "lint":
        made["count"] = len(found.findings)
    return made


def choices(here: str, wish: Wish, name: str, labels: Mapping[str, str | Promise]) -> list[dict[str, Any]]:
    return [
        {"name": value, "label": label, "url": here + wish.but(**{name: value}).query(), "current": getattr(wish, name) == value}
        for value, label in labels.items()
    ]  # fmt: skip


def others(leaf: Leaf, found: Shown, wish: Wish) -> list[tuple[str, str]]:
    """What this email may stand beside: its other languages, its other revisions."""
    manuscript = found.manuscript
    if manuscript is None:
        return []
    language = manuscript.source.language
    texts = [
        (f"r{number}", _("Revision {number}").format(number=number))
        for number in manuscript.revisions
        if number != manuscript.revision
    ]
    return [(tag, language_name(tag)) for tag in leaf.languages if tag != language] + texts


def stage(key: str, wish: Wish, found: Shown) -> dict[str, Any]:
    manuscript = found.manuscript
    said = [language_name(manuscript.source.language)] if manuscript else []
    if manuscript and manuscript.revision:
        said.append(_("revision {number}").format(number=manuscript.revision))
    return {
        "caption": ", ".join(said),
        "width": wish.frame_width,
        "frame_url": reverse("staff:preview_frame", args=[key]) + wish.query(),
        **parts_of(found.preview, wish.view),
    }
