"""What one mj-include brings in, or why it brings in nothing."""

import re
from dataclasses import dataclass

from mailer.mjml.attributes import Fault
from mailer.mjml.includes import Includes, Refused
from mailer.mjml.page import Page
from mailer.mjml.pieces import Piece

KINDS = {"mjml", "html", "css"}
CSS_SAID = re.compile(r"""/\*.*?\*/|"[^"\n]*"|'[^'\n]*'""", re.DOTALL)
"""Comments and strings, in which braces mean nothing."""


@dataclass(frozen=True)
class Included:
    page: Page
    kind: str
    faults: tuple[Fault, ...] = ()


def included(
    piece: Piece, around: str, includes: Includes, *, inside_included: bool, name: str
) -> Included | Fault | None:
    """`name`: the file that the mj-include stands in. Nothing for a tag whose attributes have a finding already."""
    given = {attribute.name: attribute for attribute in piece.attributes}
    kind = given["type"].value if "type" in given else "mjml"
    if "path" not in given or not around or kind not in KINDS:
        return None
    path = given["path"]
    if inside_included:
        itself = path.value.removeprefix("./") == name.removeprefix("./")
        says = f"{name} includes itself." if itself else "An included file can't include another: mrml doesn't read it."
        return Fault(piece.at, says, "Name every file in the template itself.")
    try:
        page = Page(path.value, includes.read(path.value))
    except Refused as refusal:
        hint = "Name a file below the templates folder by its plain path."
        return Fault(path.value_at, f'<mj-include path="{path.value}">: {refusal}', hint)
    if kind == "css" and around != "mj-head":
        return Fault(piece.at, f"A style sheet can't be included in <{around}>.", "Put it into mj-head.")
    if kind == "html" and around in ("mjml", "mj-head", "mj-attributes"):
        return Fault(piece.at, f"HTML can't be included in <{around}>.", "Write it in mj-raw.")
    return Included(page, kind, tuple(_css_faults(page.source)) if kind == "css" else ())


def _css_faults(css: str) -> list[Fault]:
    plain = CSS_SAID.sub(lambda said: " " * len(said[0]), css)
    faults = []
    if (tag := plain.find("<")) >= 0:
        faults.append(Fault(tag, "A style sheet holds no tags.", "Leave out <style> and everything like it."))
    if plain.count("{") != plain.count("}"):
        at = max(plain.rfind("{"), plain.rfind("}"))
        faults.append(Fault(at, "The braces of the style sheet don't match.", "Give each { its }."))
    return faults
