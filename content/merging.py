"""Two people changed the same text: both changes are kept. A three-way merge by lines, as version control does it (diff3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Merged:
    """`both`: somewhere both wrote at the same place, and both stand there now, theirs first."""

    text: str
    both: bool


def merged(base: str, mine: str, theirs: str) -> Merged:
    """`mine` and `theirs` come from `base`. No line that either wrote is lost."""
    if mine == theirs or theirs == base:
        return Merged(mine, both=False)
    if mine == base:
        return Merged(theirs, both=False)
    if "\n" not in f"{base}{mine}{theirs}":
        return Merged(f"{theirs}\n{mine}", both=True)
    lines: list[str] = []
    both = False
    for old, own, other in _pieces(base.split("\n"), mine.split("\n"), theirs.split("\n")):
        if own in (old, other):
            lines += other
        elif other == old:
            lines += own
        else:
            lines += [*other, *own]
            both = True
    return Merged("\n".join(lines), both)


def merged_fields(
    base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]
) -> tuple[dict[str, str], set[str]]:
    """Each field merged by itself, and the names of those that hold both people's words now."""
    found = {name: merged(base.get(name, ""), mine.get(name, ""), theirs.get(name, "")) for name in {**mine, **theirs}}
    return {name: one.text for name, one in found.items()}, {name for name, one in found.items() if one.both}


def _pieces(base: list[str], mine: list[str], theirs: list[str]) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """The three texts cut at lines that all three share: (base, mine, theirs) between two such cuts, and the shared lines."""
    own, other = _kept(base, mine), _kept(base, theirs)
    start, at_mine, at_theirs = 0, 0, 0
    for line in range(len(base)):
        if line not in own or line not in other:
            continue
        yield base[start:line], mine[at_mine : own[line]], theirs[at_theirs : other[line]]
        yield [base[line]], [base[line]], [base[line]]
        start, at_mine, at_theirs = line + 1, own[line] + 1, other[line] + 1
    yield base[start:], mine[at_mine:], theirs[at_theirs:]


def _kept(base: list[str], changed: list[str]) -> dict[int, int]:
    """Where each unchanged line of `base` stands in `changed`."""
    blocks = SequenceMatcher(None, base, changed, autojunk=False).get_matching_blocks()
    return {block.a + n: block.b + n for block in blocks for n in range(block.size)}
