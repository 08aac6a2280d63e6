"""What a visitor of the studio wants to see, read from the address and written into others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.preview.personas import PERSONAS

VIEWS: dict[str, str | Promise] = {
    "html": "HTML", "text": _("Text"), "source": pgettext_lazy("of an email", "Source"), "headers": _("Headers"),
    "raw": _("Raw"), "lint": _("Lint"), "size": _("Size"),
}  # fmt: skip
WIDTHS: dict[str, str | Promise] = {
    "320": "320", "375": "375", "600": "600", "free": pgettext_lazy("width", "Free"),
}  # fmt: skip
SCHEMES = {"light": _("Light"), "dark": _("Dark"), "inverted": _("Inverted")}
TAG = re.compile(r"[A-Za-z0-9-]{1,35}")  # a language, or a revision such as r2
LEAST_WIDTH, MOST_WIDTH, A_DESK = 240, 1400, 800  # CSS pixels


@dataclass(frozen=True)
class Wish:
    """`compare` is "" or another language or revision: "es", "r2". `pixels` counts while `width` is "free"."""

    view: str = "html"
    width: str = "375"
    pixels: int = A_DESK
    scheme: str = "light"
    person: str = "default"
    language: str = ""
    revision: int | None = None
    compare: str = ""
    find: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Wish:
        """Anything that can't be wished for is left as it is."""
        return cls(
            view=one_of(VIEWS, query.get("view")),
            width=one_of(WIDTHS, query.get("width"), "375"),
            pixels=min(max(number(query.get("pixels")) or A_DESK, LEAST_WIDTH), MOST_WIDTH),
            scheme=one_of(SCHEMES, query.get("scheme")),
            person=one_of(PERSONAS, query.get("person")),
            language=tag(query.get("language")),
            revision=number(query.get("revision")),
            compare=tag(query.get("compare")),
            find=query.get("find", "")[:80],
        )

    def but(self, **changed: Any) -> Wish:
        return replace(self, **changed)

    def kept(self) -> dict[str, Any]:
        """What differs from the plain page."""
        plain = Wish()
        return {name: value for name, value in vars(self).items() if value != getattr(plain, name)}

    def query(self) -> str:
        """As `?view=text`, or nothing."""
        return f"?{urlencode(said)}" if (said := self.kept()) else ""

    @property
    def frame_width(self) -> int:
        return self.pixels if self.width == "free" else int(self.width)

    @property
    def other(self) -> Wish | None:
        """The email to stand beside this one."""
        if not self.compare:
            return None
        revision = number(self.compare[1:]) if self.compare.startswith("r") else None
        changed = {"revision": revision} if revision else {"language": self.compare, "revision": None}
        return self.but(compare="", **changed)


def one_of(choices: Mapping[str, object], value: str | None, default: str = "") -> str:
    return value if value is not None and value in choices else default or next(iter(choices))


def tag(text: str | None) -> str:
    return text if text and TAG.fullmatch(text) else ""


def number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else None
