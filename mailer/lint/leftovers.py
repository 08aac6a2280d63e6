"""Pieces of templates that are there and shouldn't be. None may leave: each is an error.

Asked of a compiled email, where no patient is yet: whatever a filled one says besides stands in a patient's own values,
and a name that looks like braces is a name. `pieces_in` asks it of any words.
"""

import re
from collections.abc import Iterator

from mailer.compiled import CompiledEmail, Parts
from mailer.finding import Finding
from mailer.lint.page import readable
from mailer.lint.spotted import Spotted
from mailer.merge import LOOKS_LIKE_A_TOKEN

LEFTOVERS = {
    LOOKS_LIKE_A_TOKEN: "a merge field that a filter broke",
    re.compile(r"\{\{|\}\}|\{%|%\}|\{#"): "a piece of a template",
    re.compile(r"%7B%7B|%7D%7D", re.IGNORECASE): "a piece of a template",
    re.compile(r"%\([A-Za-z_]+\)[sd]"): "a placeholder of the words file",
    re.compile(r"\\u\{"): "an attribute corrupted by the MJML renderer",
    re.compile(r"\[\[\s*[A-Za-z_]+\s*\]\]|\*\|[A-Z_]+\|\*"): "a merge field of another program",
}
STYLE = re.compile(r"<style\b.*?</style>", re.IGNORECASE | re.DOTALL)


def leftover_findings(email: CompiledEmail, preheader: str) -> Iterator[Spotted]:
    parts: dict[str, Parts] = {"subject": email.subject, "preheader": (preheader,), "text": email.text}
    parts |= {"sender name": (email.sender_name,), "sender address": (email.sender_address,)}
    parts |= {f"header {name}": value for name, value in email.headers}
    words = {where: _with_fields(value) for where, value in parts.items()}
    words["html"] = STYLE.sub(_closing_braces_apart, _with_fields(email.html))
    names = "|".join(sorted(email.fields))
    for where, said in words.items():
        for piece, what in pieces_in(said, names):
            hint = "Mend the template, or the words that hold it."
            finding = Finding("error", "leftover", where, f"Here stands {what}: “{piece}”.", hint)
            yield Spotted(finding, (piece.strip("…"),) if where == "html" else ())


def pieces_in(words: str, names: str = "") -> Iterator[tuple[str, str]]:
    """Each kind of leftover once, as an excerpt and what it is. `names`: merge fields, as alternatives of a pattern."""
    kinds = dict(LEFTOVERS)
    if names:
        kinds[re.compile(rf"(?<!\{{)(?:\{{|%7B)(?:{names})(?:\}}|%7D)", re.IGNORECASE)] = "a merge field left as typed"
    for pattern, what in kinds.items():
        if found := pattern.search(words):
            yield readable(words[max(0, found.start() - 20) : found.end() + 30]), what


def _with_fields(parts: Parts) -> str:
    return "".join(part if isinstance(part, str) else f"\ue000{part.field}\ue001" for part in parts)


def _closing_braces_apart(style: re.Match[str]) -> str:
    """In a sheet, "}}" ends a rule and its @media."""
    return style[0].replace("}}", "} }")
