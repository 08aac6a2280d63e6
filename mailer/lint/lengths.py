"""Lengths of CSS in pixels, as far as an email needs them."""

import re
from collections.abc import Mapping
from functools import lru_cache

IN_PIXELS = {"px": 1.0, "": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.795, "mm": 3.7795, "rem": 16.0}
LENGTH = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(px|pt|pc|in|cm|mm|rem|em|ex|%|)")
NAMED = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0,
}  # fmt: skip


@lru_cache(maxsize=1024)
def pixels(value: str, of: float) -> float | None:
    """`value` in pixels, `of` being what 1em and 100 % are; None for what isn't a length ("auto", "inherit")."""
    value = value.strip().lower()
    if value in NAMED:
        return NAMED[value]
    if not (found := LENGTH.fullmatch(value)):
        return None
    number, unit = float(found[1]), found[2]
    relative = {"em": of, "ex": of / 2, "%": of / 100}
    return number * relative[unit] if unit in relative else number * IN_PIXELS[unit]


def line_height(value: str, size: float, inherited: float | None) -> float | None:
    """The height of a line: a bare number is so many times the size; None is "normal"."""
    value = value.strip().lower()
    if value in ("", "inherit"):
        return inherited
    if re.fullmatch(r"\d*\.?\d+", value):
        return float(value) * size
    return pixels(value, size)


def edges(said: Mapping[str, str], size: float) -> tuple[float, float]:
    """Padding above and below."""
    around = [pixels(part, size) or 0.0 for part in said.get("padding", "").split()[:4]]
    above, below = (around[0], around[2 if len(around) > 2 else 0]) if around else (0.0, 0.0)
    above_alone, below_alone = (pixels(said.get(f"padding-{side}", ""), size) for side in ("top", "bottom"))
    return above if above_alone is None else above_alone, below if below_alone is None else below_alone
