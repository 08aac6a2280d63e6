"""Which strips of a plain text are headings. Signs are weighed, because nothing marks them.

A heading has at most 14 words, no full stop, and something to head. Beyond that it needs a sign (title case,
capitals, bold, a question, a colon before a paragraph) or blank lines around it.
"""

from itertools import groupby

from content.importing.strips import Strip, is_bold
from content.importing.words import plain

_MOST_WORDS = 14
_MOST_WORDS_OF_A_TITLE = 20
_MOST_WORDS_UNSIGNED = 10
_MOST_CHARACTERS = 160
_MOST_IN_A_ROW = 3
_LIST = ("bullet", "number")


def mark_headings(strips: list[Strip]) -> None:
    """Set `kind` to "heading" where a strip is one, and to "bullet" or "number" where it is an item."""
    for place in range(len(strips) - 1, -1, -1):
        strip = strips[place]
        before = strips[place - 1] if place else None
        under_title = 2 if not place and len(strips) > 1 and strips[1].kind == "break" else 1
        after = strips[place + under_title] if place + under_title < len(strips) else None
        if _is_heading(strip, before, after):
            strip.kind = "heading"
        elif strip.kind == "number" and strip.mark[-1].isdigit():  # "98.6 degrees": a text after all
            strip.kind, strip.mark, strip.lines[0] = "text", "", f"{strip.mark} {strip.lines[0]}"
    _unmark_lists(strips)


def _unmark_lists(strips: list[Strip]) -> None:
    """Many headings in a row are a list without bullets: only the last heads something, and the article's first."""
    for unmarked, group in groupby(strips, key=_is_unmarked_heading):
        row = list(group)
        if unmarked and len(row) > _MOST_IN_A_ROW:
            for strip in row[1 if row[0] is strips[0] else 0 : -1]:
                strip.kind = "text"


def _is_unmarked_heading(strip: Strip) -> bool:
    return strip.kind == "heading" and not strip.mark


def _is_heading(strip: Strip, before: Strip | None, after: Strip | None) -> bool:
    if strip.kind == "number":
        return _is_numbered_heading(strip, before, after)
    if strip.kind != "text" or after is None or after.kind in ("break", "rule"):
        return False
    most_words = _MOST_WORDS if before else _MOST_WORDS_OF_A_TITLE
    if not _can_be_title(strip, most_words) or not _stands_over(strip, after):
        return False
    heads_text = _is_sentence(after) or after.kind in _LIST
    if before is None:
        return after.gap or heads_text
    if _has_sign(strip):
        apart = strip.gap or not before.unfinished
        return apart and (after.gap or heads_text or after.kind == "heading")
    short = len(strip.lines[0].split()) <= _MOST_WORDS_UNSIGNED
    return short and strip.gap and heads_text


def _is_numbered_heading(strip: Strip, before: Strip | None, after: Strip | None) -> bool:
    """A numbered line with its own paragraph is a heading; one next to its neighbour in number is an item."""
    if after is None or not _can_be_title(strip, _MOST_WORDS) or not _stands_over(strip, after):
        return False
    if before is not None and before.kind == "number" and not _starts_anew(strip, before):
        return False
    if after.kind == "number":
        return False
    return after.gap or _has_sign(strip)


def _starts_anew(strip: Strip, before: Strip) -> bool:
    return strip.gap and strip.mark.rstrip(".)") == "1" and before.mark.rstrip(".)") != "0"


def _can_be_title(strip: Strip, most_words: int) -> bool:
    line = plain(strip.lines[0]).strip()
    if len(strip.lines) > 1 or len(line) > _MOST_CHARACTERS or not 0 < len(line.split()) <= most_words:
        return False
    if line[0].islower() or line[0] in "\"'“‘«([{<&@" or not any(map(str.isalpha, line)):
        return False
    return not line.endswith((".", ",", ";", "…", "。", "।", "!", "！"))


def _stands_over(strip: Strip, after: Strip) -> bool:
    """Whether `strip` can head what follows: a line that ends ":" leads into a list and is no heading."""
    if plain(strip.lines[0]).rstrip().endswith((":", "：")) and after.kind in _LIST:
        return False
    return not (after.kind == "text" and after.starts_small)


def _has_sign(strip: Strip) -> bool:
    line = plain(strip.lines[0]).strip()
    return is_bold(strip) or line.isupper() or line.endswith(("?", "？", "؟", ":", "：")) or _is_title_case(line)


def _is_title_case(line: str) -> bool:
    long_words = [word for word in line.split() if len(word) > 3 and word[0].isalpha()]
    return bool(long_words) and sum(word[0].isupper() for word in long_words) / len(long_words) >= 0.6


def _is_sentence(strip: Strip) -> bool:
    many = sum(len(line.split()) for line in strip.lines) > _MOST_WORDS
    return strip.kind == "text" and (many or not strip.unfinished)
