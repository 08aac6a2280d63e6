"""The words between a block's start and end: as the page shows them, and as a lesson writes them.

A lesson keeps bold (**) and links ([words](address)); all else that is inside a line is words alone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

_SPACES = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r" ?\n ?")
_STARS = re.compile(r"\*\*")
_BREAKS_LINKS = re.compile(r"[\[\]\\`\n]|\*\*")


@dataclass(frozen=True)
class Piece:
    """A stretch of text that looks the same throughout. `link` is a public address or empty.

    `before` and `after` are signs the page says otherwise: the ^ of a raised number, the brackets of a note.
    """

    text: str
    bold: bool = False
    link: str = ""
    before: str = ""
    after: str = ""


def collapsed(pieces: Iterable[Piece]) -> list[Piece]:
    """Each run of white space, also across pieces, becomes one space or one line end."""
    kept, ended_in = [], "\n"
    for piece in pieces:
        text = _LINE_ENDS.sub("\n", _SPACES.sub(" ", piece.text))
        text = text[1:] if ended_in.isspace() and text.startswith(" ") else text
        if text:
            ended_in = text[-1]
            kept.append(replace(piece, text=text))
    return kept


def written(pieces: list[Piece]) -> str:
    """The pieces as a lesson writes them, with the same letters in the same order and addresses besides."""
    with_bold = not any("**" in piece.text for piece in pieces)
    parts: list[str] = []
    for link, linked in groupby(pieces, key=lambda piece: piece.link):
        group = list(linked)
        plain = "".join(map(_plain, group))
        is_picture = bool(parts) and parts[-1].endswith("!")  # ![words](address) would be one
        if link and plain.strip() and not is_picture and not _BREAKS_LINKS.search(plain.strip()):
            parts.append(_marked(plain, "[", f"]({link})"))
        else:
            parts += _emphasised(group) if with_bold else [plain]
    text = "".join(parts).strip()
    return _with_sound_bold(text) if with_bold else text


def _plain(piece: Piece) -> str:
    return piece.before + piece.text + piece.after


def _emphasised(pieces: Iterable[Piece]) -> Iterable[str]:
    for bold, same in groupby(pieces, key=lambda piece: piece.bold):
        text = "".join(map(_plain, same))
        yield _marked(text, "**", "**") if bold and text.strip() and "\n" not in text.strip() else text


def _marked(text: str, opening: str, closing: str) -> str:
    """`text` between marks, the white space at its ends outside them."""
    bare = text.strip()
    start = text.index(bare)
    return f"{text[:start]}{opening}{bare}{closing}{text[start + len(bare) :]}"


def _with_sound_bold(text: str) -> str:
    """Without any bold where Markdown would show a pair of stars (CommonMark 0.31, 6.2: what flanks what)."""
    opened = False
    for found in _STARS.finditer(text):
        before, after = text[max(0, found.start() - 1) : found.start()], text[found.end() : found.end() + 1]
        sound = _flanks(after, before) if opened else _flanks(before, after)
        if not sound:
            return text.replace("**", "")
        opened = not opened
    return text


def _flanks(outside: str, inside: str) -> bool:
    """Whether a mark between these two characters may stand at the edge of the bold text that holds `inside`."""
    if not inside or inside.isspace():
        return False
    return inside.isalnum() or not outside or outside.isspace() or not outside.isalnum()
