"""The Markdown of a draft lesson. An article's words stay words: a line that would start a heading or a list by
accident is escaped, and HTML and braces are passed on as typed.
"""

import re
from collections.abc import Iterable

from content.figures import as_markdown
from content.importing.blocks import Bullet, Picture, Taught

_LINE_STARTS = re.compile(
    r"^( {0,3})(?=#{1,6}(?:\s|$)|>|[-+*](?:\s|$)|=+\s*$|-+\s*$|`{3}|~{3}|:{3}|\+{3}|\[[^\[\]]*\]:)",
    re.MULTILINE,
)
_NUMBER_STARTS = re.compile(r"^( {0,3}\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
_LABEL = re.compile(r"\[([^\[\]]+)\]")
_TICKS = re.compile(r"`+")


def markdown_of(content: Iterable[Taught]) -> str:
    """Paragraphs and lists as Markdown, items of one list and pictures on lines of their own."""
    parts: list[str] = []
    depth = 0
    for block in content:
        if isinstance(block, Bullet):
            new_list = depth == 0
            depth = min(block.depth, depth + 1)
            parts.append(("\n\n" if new_list else "\n") + _item(block, depth))
        elif isinstance(block, Picture):
            depth = 0
            parts.append("\n\n" + as_markdown(block.name, block.alt))
        else:
            depth = 0
            parts.append("\n\n" + (_fenced(block.text) if block.code else escaped(block.text)))
    return "".join(parts).strip("\n")


def escaped(text: str) -> str:
    """`text` so that Markdown reads each line as plain words, with bold and links as they are."""
    return _NUMBER_STARTS.sub(r"\1\\\2", _LINE_STARTS.sub(r"\1\\", text))


def used_references(body: str, references: list[str]) -> list[str]:
    """Those of `references` ("[label]: address") whose label stands in `body`."""
    labels = {" ".join(label.lower().split()) for label in _LABEL.findall(body)}
    return [line for line in references if " ".join(line[1:].partition("]:")[0].lower().split()) in labels]


def _item(bullet: Bullet, depth: int) -> str:
    mark = f"{bullet.number}. " if bullet.number is not None else "- "
    margin = "    " * (depth - 1)
    hanging = "\n" + margin + " " * len(mark)
    return margin + mark + escaped(bullet.text).replace("\n", hanging).replace(hanging + "\n", "\n\n")


def _fenced(code: str) -> str:
    fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(code)), default=0))
    return f"{fence}\n{code}\n{fence}"
