"""The pages people read, taken apart: headings, links, code and the blocks a shell would run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.test_architecture import BASE

DOCS = BASE / "docs"
AT_THE_TOP = ("README.md", "STYLE.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md")
FENCE = re.compile(r"^```([a-z]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = re.compile(r"<!-- (run by|not run): (.+) -->")


@dataclass(frozen=True)
class Fence:
    """A fenced block. `mark` and `said`: of the comment on the line before it, such as ("run by", "tests/….py")."""

    language: str
    text: str
    line: int
    mark: str = ""
    said: str = ""


def every_page() -> list[Path]:
    found = [BASE / name for name in AT_THE_TOP if (BASE / name).exists()]
    return [*found, *sorted(DOCS.rglob("*.md"))]


def pages_with_commands() -> list[Path]:
    """What people type from. Decisions and the changelog tell what was, so what they name may be gone."""
    return [BASE / "README.md", *sorted(DOCS.glob("*.md"))]


def where(page: Path) -> str:
    return str(page.relative_to(BASE))


@cache
def text_of(page: Path) -> str:
    return page.read_text()


def fences(page: Path) -> Iterator[Fence]:
    text = text_of(page)
    for found in FENCE.finditer(text):
        before = text[: found.start()].rstrip("\n").rpartition("\n")[2]
        mark = MARK.fullmatch(before)
        line = text.count("\n", 0, found.start()) + 1
        yield Fence(found[1], found[2], line, *(mark.groups() if mark else ()))


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return FENCE.sub("", text_of(page))


def code_spans(page: Path) -> list[str]:
    return re.findall(r"(?<!`)`([^`\n]+)`(?!`)", prose(page))


def rows(page: Path) -> list[list[str]]:
    """The cells of every table row, but for the lines under headings."""
    lines = [line.strip() for line in prose(page).split("\n") if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines if set(line) - set("|-: ")]


def anchors(page: Path) -> set[str]:
    """As GitHub and GitLab make them: small letters, no signs, hyphens for spaces; a second one of a name gets -1."""
    found: dict[str, int] = {}
    names = set()
    for heading in re.findall(r"^#{1,6} +(.+?) *$", prose(page), re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        name = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        count = found.get(name, 0)
        names.add(f"{name}-{count}" if count else name)
        found[name] = count + 1
    return names


def links(page: Path) -> list[str]:
    """Where its links and pictures lead, but for those with a scheme."""
    text = re.sub(r"`[^`\n]*`", "", prose(page))
    found = [
        *re.findall(r"\]\(<?([^)\s>]+)>?(?: \"[^\"]*\")?\)", text),
        *re.findall(r"(?:src|href)=\"([^\"]+)\"", text),
    ]
    return [one for one in found if not re.match(r"[a-z]+:", one)]
