"""Colours of CSS, laid over one another, and how far apart two of them are (WCAG 2.2)."""

from functools import lru_cache
from typing import NamedTuple

import tinycss2
import tinycss2.color3


class Colour(NamedTuple):
    """Red, green, blue and opacity, each 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    @property
    def hex(self) -> str:
        return "#" + "".join(f"{round(part * 255):02X}" for part in self[:3])


BLACK, WHITE = Colour(0, 0, 0), Colour(1, 1, 1)


@lru_cache(maxsize=1024)
def colour(value: str) -> Colour | None:
    """The colour `value` names (hex, rgb, hsl or a word), or None: not a colour, or one that is worked out later."""
    try:
        found = tinycss2.color3.parse_color(value)
    except (RecursionError, OverflowError):
        return None
    return Colour(*(min(1.0, max(0.0, part)) for part in found)) if isinstance(found, tuple) else None


@lru_cache(maxsize=1024)
def colour_within(shorthand: str) -> Colour | None:
    """The colour of a `background`: "url(x.png) no-repeat #FFFFFF" has one; the last layer carries it (CSS3 §3.10)."""
    try:
        tokens = tinycss2.parse_component_value_list(shorthand)
    except RecursionError:
        return None
    found = [tinycss2.color3.parse_color(token) for token in tokens]
    return next((Colour(*one) for one in reversed(found) if isinstance(one, tuple)), None)


def over(above: Colour, below: Colour) -> Colour:
    """What is seen when `above` lies on an opaque `below`."""
    mixed = [a * above.alpha + b * (1 - above.alpha) for a, b in zip(above[:3], below[:3], strict=True)]
    return Colour(*mixed)


def contrast(one: Colour, other: Colour) -> float:
    """1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(seen: Colour) -> float:
    """0 to 1 (WCAG 2.2, "relative luminance")."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in seen[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
