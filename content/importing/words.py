"""What counts as a word, and what counts as a mark: one answer for outline, lessons and the loss check."""

import re
from collections import Counter

_PIECES = re.compile(r"[|>•▪◦‣]|[^\s|>•▪◦‣]+")
_RULE = re.compile(r"[-=_*~+|:.#>\s]+")


def words_of(text: str) -> list[str]:
    """The whitespace tokens of `text` without bold marks. A lone | stands between two cells: no word."""
    return [word for word in plain(text).split() if word != "|"]


def plain(text: str) -> str:
    """`text` without bold marks."""
    return text.replace("**", "")


def pieces_of(text: str) -> Counter[str]:
    """Whitespace tokens without bold marks, how often each; marks that may stand glued to a word come apart."""
    return Counter(_PIECES.findall(plain(text)))


def marks_between(source: str, text: str) -> str:
    """The pieces of `source` that `text` leaves out, such as the "##" before a heading's words."""
    return " ".join((pieces_of(source) - pieces_of(text)).elements())


def is_rule(line: str) -> bool:
    """Whether a line only draws: "---", "|---|---|", "* * *", or a list mark with nothing after it."""
    return bool(_RULE.fullmatch(line))


def is_break(line: str) -> bool:
    """Whether a line divides a text: three or more of one of - _ * = ~."""
    drawn = "".join(line.split())
    return len(drawn) >= 3 and drawn[0] in "-_*=~" and len(set(drawn)) == 1
