"""A clinic's look: the accent colours of its emails, refused when a tired eye couldn't read them."""

from __future__ import annotations

import re

from django.utils.translation import gettext_noop

from clinic.setting import this, wrong

HOUSE = {
    "accent": "#0A5452",
    "accent_dark": "#8CD5C8",
    "on_accent": "#FFFFFF",
    "on_accent_dark": "#0B2422",
    "tint": "#E4F0EC",
    "tint_dark": "#1B302D",
}
PAPER, GROUND = "#FFFDFA", "#F3EEE6"
LEAST = 7.0  # WCAG 2.2, 1.4.6 Contrast (Enhanced)


def checked_look(text: str) -> dict[str, str]:
    """`#RRGGBB` for the accent, or nothing for the house's own. Raises Refusal under 7:1 on paper, ground or under white."""
    colour = text.strip().upper()
    if not colour:
        return {}
    if not re.fullmatch(r"#[0-9A-F]{6}", colour):
        raise wrong("look", text, gettext_noop("Write the accent colour as #0A5452."))
    faint = min(contrast(colour, other) for other in (PAPER, GROUND, "#FFFFFF"))
    if faint < LEAST:
        sentence = gettext_noop(
            "The colour {colour} reaches only {faint}:1 on our paper, and text needs {least}:1: choose a darker colour."
        )
        raise this("look", sentence, subject=2, colour=colour, faint=f"{faint:.1f}", least=f"{LEAST:.0f}")
    return {"accent": colour}


def full_look(look: dict[str, str]) -> dict[str, str]:
    """Every colour an email uses. A clinic's own accent keeps the house's dark pair: it stays readable."""
    return {**HOUSE, **look}


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two #RRGGBB colours, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance, 0 to 1."""
    red, green, blue = (channel(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def channel(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
