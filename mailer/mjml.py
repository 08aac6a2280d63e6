"""MJML to HTML with mjml-python (mrml), and cures for its faults (measured with mjml-python 1.4.2).

mrml writes attribute values, and the title it copies into aria-label, with Rust's debug escapes: quotes,
backslashes, line ends, no-break spaces and every combining mark come out as `\\u{94d}`. So all of those go in as
numeric references, which it leaves alone. It loads web fonts unless told not to, and includes any path.
"""

import bisect
import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING

import mjml as mrml

from mailer.finding import EmailError
from mailer.mjml_tags import tag_findings

if TYPE_CHECKING:
    from mjml import IncludeLoader

START_TAG = re.compile(r"""<[A-Za-z](?:"[^"]*"|'[^']*'|[^'"<>])*>""")
QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
TITLE = re.compile(r"(<mj-title\b[^>]*>)(.*?)(?=</mj-title>)", re.DOTALL)
LINE_ENDS = re.compile(r"[ \t\r\n]*[\t\r\n][ \t\r\n]*")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
REFERENCE = re.compile(r"&#(\d{3,7});")
POSITION = re.compile(r"(?: in (?P<what>.+?))? at position (?P<start>\d+):\d+")
FIRST_PRINTABLE_BEYOND_ASCII = 0xA0  # below it HTML reads &#150; as windows-1252


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


def armour(source: str) -> str:
    """Write what mrml would corrupt as references. The result is ASCII."""
    source = START_TAG.sub(lambda tag: QUOTED.sub(lambda value: _armoured_value(value[0]), tag[0]), source)
    source = TITLE.sub(lambda m: m[1] + _armoured(m[2]), source)
    return source.encode("ascii", "xmlcharrefreplace").decode()


def unarmour(html: str) -> str:
    """Back to characters; references below U+00A0 stay, since they are markup or windows-1252."""
    return REFERENCE.sub(lambda m: m[0] if int(m[1]) < FIRST_PRINTABLE_BEYOND_ASCII else chr(int(m[1])), html)


def _armoured_value(quoted: str) -> str:
    return quoted[0] + _armoured(quoted[1:-1]) + quoted[-1]


def _armoured(value: str) -> str:
    return LINE_ENDS.sub(" ", value).replace("\\", "&#92;").replace('"', "&quot;")


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
