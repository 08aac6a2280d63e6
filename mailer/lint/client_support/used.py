"""What HTML and CSS a page uses, gathered once for all questions."""

import re
from collections import defaultdict
from typing import NamedTuple

from mailer.lint.page import Page
from mailer.lint.style_sheets import declarations

FUNCTION = re.compile(r"([a-z-]+)\(", re.IGNORECASE)
UNIT = re.compile(r"(?<![\w#.-])[+-]?(?:\d+\.?\d*|\.\d+)([a-z]+)\b", re.IGNORECASE)
ENDING = re.compile(r"\.([a-z0-9]+)(?:[?#].*)?$", re.IGNORECASE)


class Used(NamedTuple):
    """Everything in lower case. `units` gives an example of each ("1.5rem")."""

    properties: dict[str, set[str]]
    functions: frozenset[str]
    units: dict[str, str]
    selectors: frozenset[str]
    at_rules: frozenset[str]
    media: frozenset[str]
    elements: frozenset[str]
    attributes: frozenset[str]
    images: frozenset[str]


def used_in(page: Page) -> Used:
    said = {one for sheet in page.sheets for rule in sheet.rules for one in rule.declarations}
    for style in {one.get("style", "") for one in page.elements}:
        said.update(declarations(style))
    properties = defaultdict[str, set[str]](set)
    for name, value, _ in said:
        properties[name].add(value.lower())
    values = {value for name, value, _ in said if name != "font-family"}
    at_rules = [one for sheet in page.sheets for one in sheet.at_rules]
    return Used(
        properties=dict(properties),
        functions=frozenset(found.lower() for value in values for found in FUNCTION.findall(value)),
        units={found[1].lower(): found[0] for value in values for found in UNIT.finditer(value)},
        selectors=frozenset(rule.selector for sheet in page.sheets for rule in sheet.rules),
        at_rules=frozenset(name for name, _ in at_rules),
        media=frozenset(query.lower() for name, query in at_rules if name == "media"),
        elements=frozenset(str(one.tag) for one in page.body),
        attributes=frozenset(str(name) for one in page.body for name in one.attrib),
        images=frozenset(
            found[1].lower()
            for one in page.body
            if one.tag in ("img", "source", "input")
            if (found := ENDING.search(one.get("src", "")))
        ),
    )
