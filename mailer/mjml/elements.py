"""The table of MJML's elements (elements.toml), as Python reads it."""

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self


@dataclass(frozen=True)
class Element:
    name: str
    inside: tuple[str, ...]
    content: Literal["elements", "html", "text", "nothing", "anything"]
    conditions: bool
    attributes: Mapping[str, str]
    """The kind of each attribute's value."""

    @classmethod
    def of(cls, name: str, row: Mapping[str, Any]) -> Self:
        kinds = {attribute: kind for kind, names in row.get("attributes", {}).items() for attribute in names}
        return cls(name, tuple(row["inside"]), row["content"], row.get("conditions", False), EVERYWHERE | kinds)

    @classmethod
    def unknown(cls, name: str) -> Self:
        """A tag that has its finding already; what stands in it isn't looked at."""
        return cls(name, (), "anything", True, {})

    @property
    def has_defaults(self) -> bool:
        """Whether it may stand in mj-attributes."""
        if {"mj-attributes", "mjml"} & {*self.inside}:
            return self.name in ("mj-all", "mj-class", "mj-body")
        return bool(self.inside) and self.inside != ("mj-head",)


EVERYWHERE = {"css-class": "text", "mj-class": "text"}
TABLE = tomllib.loads(Path(__file__).with_name("elements.toml").read_text(encoding="utf-8"))
ELEMENTS = {name: Element.of(name, row) for name, row in TABLE.items()}
ANY_ATTRIBUTE: dict[str, set[str]] = {}
"""What mj-all and mj-class may hold: every attribute of the body, with all kinds it has anywhere."""
for _element in ELEMENTS.values():
    if _element.has_defaults:
        for _name, _kind in _element.attributes.items():
            ANY_ATTRIBUTE.setdefault(_name, set()).add(_kind)


def did_you_mean(word: str, among: Iterable[str]) -> str:
    """A hint, or nothing when no word comes near."""
    close = difflib.get_close_matches(word.lower(), sorted(among), n=1)
    return f"Did you mean {close[0]}?" if close else ""
