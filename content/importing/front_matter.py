"""The header of a Markdown file, between two lines --- (YAML) or +++ (TOML): its title and author."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from content.importing.blocks import Dropped

_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
_KEY = re.compile(r"(title|author)\s*[:=](.*)", re.IGNORECASE)
_MOST_LINES = 200


@dataclass(frozen=True)
class FrontMatter:
    """`body` is the text with the header's lines blanked, so that line numbers stay."""

    body: str
    dropped: list[Dropped]
    title: str = ""
    author: str = ""


def part(text: str) -> FrontMatter:
    """Split the header from the text; without one, all of `text` is the body."""
    lines = text.split("\n")
    ends = _FENCES.get(lines[0].rstrip(), ())
    last = next((n for n, line in enumerate(lines[1:_MOST_LINES], 1) if line.rstrip() in ends), 0)
    header = lines[1:last]
    if not any(re.match(r"[\w-]+\s*[:=]", line) for line in header):
        return FrontMatter(text, [])
    keys = {found[1].lower(): found[2].strip() for line in header if (found := _KEY.fullmatch(line))}
    dropped = [
        Dropped(n, line, gettext_noop("front matter")) for n, line in enumerate(lines[: last + 1], 1) if line.strip()
    ]
    body = "\n".join([""] * (last + 1) + lines[last + 1 :])
    return FrontMatter(body, dropped, _value(keys, "title"), _value(keys, "author"))


def _value(keys: dict[str, str], key: str) -> str:
    """A value on one line, without its quotes: YAML's block, list and alias signs name no title."""
    value = keys.get(key, "")
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1].strip() if quoted else "" if value[:1] in "|>[{&*" else value
