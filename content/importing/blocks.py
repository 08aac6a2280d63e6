"""What every reader turns an article into: blocks in reading order, each with its line, counted from 1.

`marks` holds the signs a reader took off ("##", "-", "2."), so that no word can go with them unseen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from clinic.pictures import CleanPicture


@dataclass(frozen=True)
class Heading:
    """`level` 1 to 6, or None where the format has no levels and the outline finds one."""

    line: int
    text: str
    level: int | None = None
    marks: str = ""


@dataclass(frozen=True)
class Paragraph:
    """`code` keeps its line ends and spaces. A row of a table is a paragraph with | between its cells."""

    line: int
    text: str
    marks: str = ""
    code: bool = False


@dataclass(frozen=True)
class Bullet:
    """An item of a list; `number` if it is a numbered one, `depth` 1 for the outermost list."""

    line: int
    text: str
    marks: str = "-"
    number: int | None = None
    depth: int = 1


@dataclass(frozen=True)
class Picture:
    """A picture the file holds; `name` is what lessons call it, `alt` what the article says it shows, or empty."""

    line: int
    name: str
    alt: str
    marks: str = ""

    @property
    def text(self) -> str:
        """The words it stands for."""
        return self.alt


@dataclass(frozen=True)
class Break:
    """A line that divides, such as ---."""

    line: int
    text: str


@dataclass(frozen=True)
class Reference:
    """Where a link of the form [words][label] leads: `[label]: address`."""

    line: int
    text: str


@dataclass(frozen=True)
class Dropped:
    """What isn't carried over, and why: shown to the editor."""

    line: int
    text: str
    why: str


@dataclass(frozen=True)
class Mended:
    """Words that were rewritten: one broken by a hyphen at a line's end, or a heading's link."""

    line: int
    before: str
    after: str


Taught = Paragraph | Bullet | Picture
Block = Heading | Taught | Break | Reference | Dropped


@dataclass(frozen=True)
class Reading:
    """One article as its reader understood it.

    `title` and `author` are known from a line that is among the dropped ones; `source` is all that the
    loss check must find again. `written` are blocks that hold more than the file shows, such as a link's address, each
    before and after: the letters are the same. `pictures` are those of its `Picture` blocks, by name.
    """

    blocks: list[Block]
    mended: list[Mended] = field(default_factory=list)
    title: str = ""
    author: str = ""
    source: str = ""
    written: list[Mended] = field(default_factory=list)
    pictures: Mapping[str, CleanPicture] = field(default_factory=dict)
