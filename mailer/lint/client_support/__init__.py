"""HTML and CSS that the mail programs of our patients don't know (caniemail's data, see LICENCE and choices.toml)."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from mailer.lint.client_support.used import Used, used_in
from mailer.lint.page import Page
from mailer.lint.spotted import Spotted, spotted


class Feature(NamedTuple):
    """`harm` "breaks": without it things stand in the wrong place; "plainer": they look simpler."""

    title: str
    kind: str
    names: tuple[str, ...]
    harm: str
    clients: tuple[str, ...]


def client_findings(page: Page) -> Iterator[Spotted]:
    used = used_in(page)
    for feature in features():
        if excerpt := _use_of(feature, used):
            programs = ", ".join(feature.clients[:4]) + (" and others" if len(feature.clients) > 4 else "")
            if feature.harm == "breaks":
                hint = "Lay it out with tables and plain CSS."
                yield spotted("warning", "client", f"{feature.title} breaks in {programs}.", hint, excerpt)
            else:
                hint = "Make sure that it reads well without."
                yield spotted("note", "client", f"{feature.title} isn't known to {programs}.", hint, excerpt)


@lru_cache(maxsize=1)
def features() -> tuple[Feature, ...]:
    """What to look for; what is known to do no harm here is left out."""
    table = json.loads((Path(__file__).parent / "table.json").read_text("utf-8"))
    return tuple(
        Feature(one["title"], one["kind"], tuple(one["names"]), one["harm"], tuple(one["clients"]))
        for one in table["features"]
        if not one["quiet"]
    )


def _use_of(feature: Feature, used: Used) -> str:
    """How the page writes it, or nothing."""
    match feature.kind:
        case "property":
            return next((name for name in feature.names if name in used.properties), "")
        case "value":
            name, *values = feature.names
            return next((f"{name}: {one}" for one in values if one in used.properties.get(name, ())), "")
        case "function":
            return next((f"{name}(" for name in feature.names if name in used.functions), "")
        case "unit":
            return next((used.units[name] for name in feature.names if name in used.units), "")
        case "selector":
            return next((name for name in feature.names if _has(used.selectors, name)), "")
        case "at-rule":
            return next((f"@{name}" for name in feature.names if name in used.at_rules), "")
        case "media":
            return next((name for name in feature.names if any(name in query for query in used.media)), "")
        case "element":
            return next((f"<{name}" for name in feature.names if name in used.elements), "")
        case "attribute":
            return next((f"{name}=" for name in feature.names if name in used.attributes), "")
        case "image":
            return next((f".{name}" for name in feature.names if name in used.images), "")
    raise ValueError(f"table.json has a kind nobody looks for: {feature.kind}")


@lru_cache(maxsize=512)
def _pseudo(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!:){re.escape(name)}(?![\w-])")


def _has(selectors: frozenset[str], name: str) -> bool:
    return any(name in selector and _pseudo(name).search(selector) for selector in selectors)
