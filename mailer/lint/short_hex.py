"""Colours of three digits: MJML's Python renderer leaves them as they are, and bgcolor="#fff" isn't white everywhere."""

import re
from collections.abc import Iterator

from mailer.lint.page import Page
from mailer.lint.spotted import Spotted, spotted
from mailer.lint.style_sheets import declarations

SHORT = re.compile(r"#[0-9a-fA-F]{3,4}(?![0-9a-zA-Z_-])")


def short_hex_findings(page: Page) -> Iterator[Spotted]:
    values = {value for sheet in page.sheets for rule in sheet.rules for _, value, _ in rule.declarations}
    for element in page.elements:
        values |= {value for _, value, _ in declarations(element.get("style", ""))}
        values |= {element.get(name, "") for name in ("bgcolor", "color", "text")}
    for short in sorted({found for value in values for found in SHORT.findall(value)}):
        hint = "Write it with six: old programs misread it."
        yield spotted("note", "short-hex", f"The colour {short} has too few digits.", hint, short)
