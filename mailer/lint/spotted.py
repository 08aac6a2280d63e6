"""A fault in the HTML, with words by which `sources` finds the line that wrote it."""

from typing import NamedTuple

from mailer.finding import Finding, Severity


class Spotted(NamedTuple):
    """`excerpts`: what may stand in a source as it stands in the HTML, the surest first."""

    finding: Finding
    excerpts: tuple[str, ...] = ()


def spotted(severity: Severity, code: str, message: str, hint: str, *excerpts: str) -> Spotted:
    return Spotted(Finding(severity, code, "html", message, hint), excerpts)
