"""MJML to HTML with mjml-python (mrml 6). It loads web fonts unless told not to, includes any path, and says little when it fails."""

import bisect
import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING

import mjml as mrml

from mailer.finding import EmailError
from mailer.mjml.armour import armour, unarmour
from mailer.mjml.tags import tag_findings

if TYPE_CHECKING:
    from mjml import IncludeLoader

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
POSITION = re.compile(r"(?: in (?P<what>.+?))? at position (?P<start>\d+):\d+")


def check_package() -> None:
    """PyPI's `mjml` and `mjml-python` install the same import name; only the second one is ours."""
    function = getattr(mrml, "mjml2html", None)
    if function is None or "include_loader" not in str(inspect.signature(function)):
        raise ImportError("The package `mjml` stands in the way of `mjml-python`: pip uninstall mjml, then pip "
                          "install --force-reinstall mjml-python.")  # fmt: skip


check_package()


def to_html(source: str, *, name: str, templates: Path | None = None) -> str:
    """HTML for MJML. `name` is said in errors; mj-include reads below `templates` only. Raises EmailError."""
    source = CONTROLS.sub("", source.removeprefix("\ufeff"))
    if findings := tag_findings(source, name):
        raise EmailError(findings)
    try:
        html = mrml.mjml2html(armour(source), fonts={}, include_loader=_confined(templates))
    except ValueError as error:
        raise _explained(error, source, name) from None
    return unarmour(html)


def _confined(templates: Path | None) -> "IncludeLoader":
    """mrml hands over any path (also file:///etc/passwd) and hides what we raise, so the reason is kept short."""

    def load(path: str) -> str:
        if templates is None:
            raise ValueError("nothing may be included here")
        root = templates.resolve()
        found = root / path
        if found.resolve() != found or not found.is_relative_to(root) or not found.is_file():
            raise ValueError("outside the templates folder")
        return armour(found.read_text(encoding="utf-8-sig"))

    return load


def _explained(error: ValueError, source: str, name: str) -> EmailError:
    position = POSITION.search(str(error))
    message = POSITION.sub("", str(error)).strip()
    if position is None:
        return EmailError.one("mjml", name, f"MJML: {message}.", "Look for a tag that isn't closed.")
    if position["what"] and position["what"] != "root template":
        return EmailError.one("mjml", name, f"MJML: {message} in {position['what']}.", "See the included file.")
    offset = _offset_before_armour(source, int(position["start"]))
    line, column = source.count("\n", 0, offset) + 1, offset - source.rfind("\n", 0, offset)
    excerpt = source[offset : offset + 60].split("\n")[0]
    return EmailError.one("mjml", f"{name}:{line}:{column}", f"MJML: {message} near `{excerpt}`.")


def _offset_before_armour(source: str, position: int) -> int:
    return bisect.bisect_left(range(len(source)), position, key=lambda end: len(armour(source[:end])))
