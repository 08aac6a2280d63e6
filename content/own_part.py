"""The parts of a lesson that a clinic writes itself: `::: how-we-do-it-here NAME`, its text, `:::`.

They are words of the lesson like any other: filling one in makes a new revision, and a signature binds it.
"""

import re
from dataclasses import dataclass

from content.markdown import OWN_PART

_BLOCK = re.compile(
    rf"^:::+ *{OWN_PART} +(?P<name>[a-z0-9-]+)[ \t]*\n(?P<text>.*?)^:::+[ \t]*$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class OwnPart:
    """`text` is Markdown, empty until the clinic has written it."""

    name: str
    text: str

    @property
    def label(self) -> str:
        return self.name.replace("-", " ").capitalize()


def own_parts(source: str) -> list[OwnPart]:
    """The parts of a lesson file, in order."""
    return [OwnPart(found["name"], found["text"].strip()) for found in _BLOCK.finditer(source.replace("\r\n", "\n"))]


def with_own_part(source: str, name: str, text: str) -> str:
    """The lesson file with this part's text replaced. A line that would end the part early is indented. Raises KeyError."""
    if name not in {part.name for part in own_parts(source)}:
        raise KeyError(name)
    lines = (f" {line}" if line.startswith(":::") else line for line in text.replace("\r\n", "\n").strip().split("\n"))
    body = "\n".join(lines)

    def filled(found: re.Match[str]) -> str:
        if found["name"] != name:
            return found[0]
        return f"::: {OWN_PART} {name}\n{body}\n:::" if body else f"::: {OWN_PART} {name}\n:::"

    return _BLOCK.sub(filled, source.replace("\r\n", "\n"))
