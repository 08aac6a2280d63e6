"""Pictures in a lesson: `![what it shows](media/NAME "caption")` on a line of its own becomes a figure.

NAME is one of the clinic's own pictures. Any other image stays its description: nothing is ever loaded from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Protocol

from django.utils.translation import gettext as _
from markdown_it.token import Token

from clinic.picture_files import is_name
from content.toml_section import LessonFault

FOLDER = "media/"
PUNCTUATION = re.compile(r"[\\`*_\[\]<>&!~|]")  # what Markdown would read as markup; a backslash makes it plain
WIDEST = 520  # pixels: the letter's column; a wider picture is shown smaller, and sharp


@dataclass(frozen=True)
class Figure:
    """One picture in a text. `line` counts from 1."""

    name: str
    alt: str
    caption: str
    line: int


class ShowsPictures(Protocol):
    """A lesson or a newsletter."""

    @property
    def figures(self) -> tuple[Figure, ...]: ...


@dataclass(frozen=True)
class ShownPicture:
    """Where a picture is fetched from, and how large it is shown, in pixels."""

    url: str
    width: int
    height: int

    @classmethod
    def within(cls, url: str, width: int, height: int, *, widest: int = WIDEST, tallest: int = 10_000) -> ShownPicture:
        """As large as it is, or smaller in proportion."""
        scale = min(1, widest / width, tallest / height)
        return cls(url, max(1, round(width * scale)), max(1, round(height * scale)))


def as_markdown(name: str, alt: str) -> str:
    """The line that shows it in a lesson. Braces stay: a merge field in a description is one."""
    return f"![{PUNCTUATION.sub(_escaped, alt)}]({FOLDER}{name})"


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


def figures_in(tokens: Sequence[Token]) -> Iterator[Figure]:
    return (figure for token in tokens if (figure := figure_of(token)))


def figure_of(token: Token) -> Figure | None:
    """What this inline token shows, if it is one picture named like ours and nothing else."""
    if token.type != "inline" or token.children is None or len(token.children) != 1:
        return None
    (image,) = token.children
    source = address(image)
    if not source.startswith(FOLDER) or not is_name(source.removeprefix(FOLDER)):
        return None
    alt = " ".join("".join(child.content or " " for child in image.children or []).split())
    caption = " ".join(str(image.attrs.get("title", "")).split())
    return Figure(source.removeprefix(FOLDER), alt, caption, (token.map or [0])[0] + 1)


def address(token: Token) -> str:
    return str(token.attrs.get("src", "")) if token.type == "image" else ""


def with_figures(
    tokens: Sequence[Token], shown: Mapping[str, ShownPicture], words: Mapping[str, str]
) -> Iterator[Token]:
    """The same tokens with one "figure" in the place of each paragraph that shows one of `shown`.

    `words` needs "picture", what the plain text says instead: "[Picture: %(alt)s]".
    """
    place = 0
    while place < len(tokens):
        figure = figure_of(tokens[place + 1]) if tokens[place].type == "paragraph_open" else None
        if figure and figure.name in shown:
            yield figure_token(figure, shown[figure.name], words)
            place += 3
        else:
            yield tokens[place]
            place += 1


def figure_token(figure: Figure, picture: ShownPicture, words: Mapping[str, str]) -> Token:
    lines = [words["picture"] % {"alt": figure.alt}, *([figure.caption] if figure.caption else [])]
    size = f'width="{picture.width}" height="{picture.height}"'
    image = f'<img src="{escape(picture.url)}" alt="{escape(figure.alt)}" {size}>'
    caption = f'<p class="caption">{escape(figure.caption)}</p>\n' if figure.caption else ""
    html = f'<p class="picture">{image}</p>\n{caption}'
    return Token("figure", "", 0, block=True, content="\n".join(lines), meta={"html": html})


def picture_faults(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """What is wrong with a picture of ours, and on which line, from 1: its name, its place, or that nothing describes it."""
    for token in tokens:
        line = (token.map or [0])[0] + 1
        for source in (one for one in map(address, token.children or []) if one.startswith(FOLDER)):
            figure = figure_of(token)
            if not is_name(source.removeprefix(FOLDER)):
                yield line, _("{name} isn't a picture's name, take it from the Pictures page").format(name=source)
            elif figure is None:
                yield line, _("put the picture on a line of its own, between empty lines")
            elif not figure.alt:
                yield line, _("say what the picture shows: ![what it shows]({name})").format(name=source)


def check_pictures(tokens: Sequence[Token], name: str, first_line: int) -> None:
    """Every picture of ours is well named, described, and alone on its line. Raises LessonFault with file and line."""
    for line, fault in picture_faults(tokens):
        raise LessonFault(f"{name}:{first_line + line - 1}: {fault}")
