"""A fault in the MJML that templates made, said with the template's own file and line.

The templates are rendered once more, each piece of their text marked with where it stands; without the marks it must be the
same text, or else the line of what was made is said instead.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import accumulate
from typing import Any

import jinja2
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from mailer.finding import EmailError, Finding
from mailer.mjml.page import Page, cleaned
from mailer.template_errors import rendered

OPENING, CLOSING = "\ue000", "\ue001"  # private use: no template is written with them
MARK = re.compile(f"{OPENING}([^{CLOSING}]*){CLOSING}")
PLACE = re.compile(r"(?P<file>.*):(?P<line>\d+):(?P<length>\d*)")


class Marks(Extension):
    """Puts `file:line:length` before each line of a template's text and before each value; no length when it isn't known
    to begin a line."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        name, at_line_start = stream.name or "", False
        for token in stream:
            if token.type == "variable_begin":
                yield Token(token.lineno, "data", _mark(name, token.lineno))
            text = _marked(token, name, at_line_start) if token.type == "data" else token.value
            yield Token(token.lineno, token.type, text)
            at_line_start = token.type == "block_end" and token.value.endswith("\n")


def said_of_templates(
    findings: Iterable[Finding], name: str, made: str, templates: jinja2.Environment, context: Mapping[str, Any]
) -> list[Finding]:
    """The findings of the MJML that the template `name` made; those of included files stay what they are."""
    findings = list(findings)
    if not findings:
        return []
    page = Page(name, cleaned(made))
    places = _Places(_with_marks(templates, name, context), page)
    return [_said(finding, page, places) for finding in findings]


def _said(finding: Finding, page: Page, places: "_Places") -> Finding:
    numbers = re.fullmatch(rf"{re.escape(page.name)}:(\d+):(\d+)", finding.where)
    if numbers is None:
        return finding
    line, column = int(numbers[1]), int(numbers[2])
    text = page.source.split("\n")[line - 1]
    if where := places.of(sum(len(one) + 1 for one in page.source.split("\n")[: line - 1]) + column - 1):
        return replace(finding, where=where)
    message = f"{finding.message} It says `{text.strip()[:60]}`."
    return replace(finding, where=f"line {line} of what {page.name} made", message=message)


class _Places:
    """Which template's line made which part of a page."""

    def __init__(self, marked: str, page: Page) -> None:
        self.starts, self.marks = list[int](), list[str]()
        pieces = MARK.split(cleaned(marked))  # text, mark, text, mark, …
        if "".join(pieces[::2]) == page.source:
            self.starts = list(accumulate(map(len, pieces[:-1:2])))
            self.marks = pieces[1::2]

    def of(self, at: int) -> str:
        """`file:line:column`, `file:line` inside a value, or nothing."""
        number = bisect_right(self.starts, at) - 1
        place = PLACE.fullmatch(self.marks[number]) if number >= 0 else None
        if place is None:
            return ""
        column = at - self.starts[number] + 1
        exact = place["length"] and column <= int(place["length"])
        return f"{place['file']}:{place['line']}" + (f":{column}" if exact else "")


def _with_marks(templates: jinja2.Environment, name: str, context: Mapping[str, Any]) -> str:
    try:
        return rendered(templates.overlay(extensions=[Marks]), name, context)
    except EmailError:  # a template that reads its own text may stumble over a mark
        return ""


def _marked(token: Token, name: str, at_line_start: bool) -> str:
    return "".join(
        _mark(name, token.lineno + number, len(line) if number or at_line_start else None) + line
        for number, line in enumerate(token.value.splitlines(keepends=True))
    )


def _mark(name: str, line: int, length: int | None = None) -> str:
    return f"{OPENING}{name}:{line}:{'' if length is None else length}{CLOSING}"
