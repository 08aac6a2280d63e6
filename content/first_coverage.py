"""coverage.md of a draft series: one row for each paragraph and list item of the article, in the format of content/coverage.py.

Nothing has been rewritten yet, so a row is kept or dropped; authors and reviewers change the rows as they work.
"""

from __future__ import annotations

from itertools import groupby

from django.utils.translation import gettext_noop

from content.coverage import cell
from content.importing.split import Split, SplitBlock

STILL_SO = gettext_noop("as in the article, still to be put into plain words")
KEPT = f"Kept: {STILL_SO}."
NO_HEADING = gettext_noop("Without a heading")
HEAD = ("| L | claim | where | the lesson says | what we did and why |", "|--:|---|---|---|---|")


def first_coverage(title: str, author: str, split: Split) -> str:
    """`title` and `author` are the article's; L in the tables is its line."""
    by = f" ({author})" if author else ""
    lines = [
        f"# {one_line(title)}: where the article went",
        "",
        f'Source: the article "{one_line(title)}"{by}. L = its line.',
    ]
    for place, blocks in groupby(split.blocks, key=lambda block: block.section):
        rows = [row(split, block) for block in blocks if says_something(block)]
        if rows:
            lines += ["", f"### {one_line(split.sections[place].title) or NO_HEADING}", *HEAD, *rows]
    return "\n".join([*lines, ""])


def row(split: Split, block: SplitBlock) -> str:
    lesson = split.lesson_of(block.number)
    why = KEPT if lesson else dropped(split.left_out[block.number])
    cells = (str(block.line), cell(block.text.replace("**", "")), str(lesson or "–"), "", cell(why))
    return f"| {' | '.join(cells)} |"


def dropped(why: str) -> str:
    return f"Dropped: {why.rstrip('.')}."


def says_something(block: SplitBlock) -> bool:
    """Whether it has words of its own: a picture hasn't."""
    return block.kind != "picture" and any(map(str.isalpha, block.text))


def one_line(text: str) -> str:
    return " ".join(text.replace("**", "").split())
