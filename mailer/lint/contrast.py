"""Text that stands out too little from what lies behind it (WCAG 2.2, 1.4.3), in light and in dark."""

from collections.abc import Iterator

from mailer.finding import Severity
from mailer.lint.colours import contrast
from mailer.lint.looks import Look, looks
from mailer.lint.page import Page, own_text, readable
from mailer.lint.spotted import Spotted, spotted

LEAST, LEAST_IF_LARGE = 4.5, 3.0
LARGE, LARGE_IF_BOLD = 24.0, 18.66  # CSS pixels: 18 pt, and 14 pt in bold
UNREADABLE = 2.0


def contrast_findings(page: Page) -> Iterator[Spotted]:
    seen = set()
    for scheme in ("light", "dark"):
        found = looks(page, dark=scheme == "dark")
        for element in page.body:
            look = found[element]
            if not look.is_read or (pair := (look.ink, look.ground, _least(look))) in seen:
                continue
            if words := next(own_text(element), ""):
                seen.add(pair)
                yield from _findings(look, words, f'class="{element.get("class", "")}"', scheme)


def _findings(look: Look, words: str, css_class: str, scheme: str) -> Iterator[Spotted]:
    ratio, least = contrast(look.ink, look.ground), _least(look)
    if ratio < least:
        severity: Severity = "error" if ratio < UNREADABLE else "warning"
        about = f"“{readable(words)[:40]}” in {scheme}: {look.ink.hex} on {look.ground.hex}"
        message = f"{about} has a contrast of {ratio:.1f}:1, and {least:g}:1 is the least."
        yield spotted(severity, "contrast", message, "Choose a darker and a lighter colour.", words, css_class)


def _least(look: Look) -> float:
    large = look.size >= (LARGE_IF_BOLD if look.bold else LARGE)
    return LEAST_IF_LARGE if large else LEAST
