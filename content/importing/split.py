"""An article cut into lessons: every block of it is in exactly one lesson, or left out with the reason.

A `Split` that breaks this can't be made. content/importing/split_steps.py holds what people do to one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby, pairwise

from content.importing.blocks import Bullet, Paragraph, Picture, Taught
from content.importing.outline import Section
from content.importing.words import words_of


@dataclass(frozen=True)
class SplitBlock:
    """A paragraph, list item or picture. `number` counts from 1 in the article's order, `section` from 0.

    Blocks of one `unit` (the number of its first block) are never parted: a list with the line that leads into it, the
    rows of a table. `kind`: paragraph, code, item or picture, whose `text` says what it shows and `picture` is its name.
    """

    number: int
    unit: int
    section: int
    kind: str
    line: int
    text: str
    item: int | None = None
    depth: int = 1
    picture: str = ""

    @cached_property
    def words(self) -> int:
        return len(words_of(self.text))

    @property
    def as_read(self) -> Taught:
        """As the reader of the article made it."""
        if self.kind == "item":
            return Bullet(self.line, self.text, number=self.item, depth=self.depth)
        if self.kind == "picture":
            return Picture(self.line, self.picture, self.text)
        return Paragraph(self.line, self.text, code=self.kind == "code")


@dataclass(frozen=True)
class SplitLesson:
    """`blocks` in the order they are taught. `day` counts from the visit."""

    title: str
    blocks: tuple[int, ...]
    day: int


@dataclass(frozen=True)
class Split:
    """`sections` come without their content, which is `blocks`; `left_out` gives the reason for each block that no lesson has.

    Raises ValueError when a block is lost, is there twice or was parted from its unit, and when days don't ascend.
    """

    sections: tuple[Section, ...]
    blocks: tuple[SplitBlock, ...]
    lessons: tuple[SplitLesson, ...]
    left_out: Mapping[int, str] = field(default_factory=dict)
    references: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        placed = [number for lesson in self.lessons for number in lesson.blocks]
        if sorted([*placed, *self.left_out]) != [block.number for block in self.blocks]:
            raise ValueError("A split holds every block of its article once, in a lesson or left out.")
        if not all(lesson.blocks for lesson in self.lessons):
            raise ValueError("A lesson holds at least one block.")
        if any(after.day <= before.day for before, after in pairwise(self.lessons)):
            raise ValueError("The days of a split ascend.")
        places = [*(lesson.blocks for lesson in self.lessons), sorted(self.left_out)]
        if any(self.unit(part[0]) != part for place in places for part in self.parts(place)):
            raise ValueError("A list or a table is never cut.")

    def block(self, number: int) -> SplitBlock:
        return self.blocks[number - 1]

    def unit(self, number: int) -> tuple[int, ...]:
        """The numbers of the blocks that stay together with this one, itself among them."""
        return self._units[self.block(number).unit]

    @cached_property
    def _units(self) -> dict[int, tuple[int, ...]]:
        return {self.block(part[0]).unit: part for part in self.parts(range(1, len(self.blocks) + 1))}

    def parts(self, numbers: Iterable[int]) -> list[tuple[int, ...]]:
        """Neighbours of one unit together, in the order the numbers come: what a lesson's card shows as one line."""
        return [tuple(part) for _, part in groupby(numbers, key=lambda number: self.block(number).unit)]

    @property
    def parts_left_out(self) -> list[tuple[int, ...]]:
        return self.parts(sorted(self.left_out))

    def lesson_of(self, number: int) -> int | None:
        """The place of the lesson that has this block, from 1; None where it is left out."""
        return self._places.get(number)

    @cached_property
    def _places(self) -> dict[int, int]:
        return {number: place for place, lesson in enumerate(self.lessons, 1) for number in lesson.blocks}

    @cached_property
    def sections_with_blocks(self) -> frozenset[int]:
        return frozenset(block.section for block in self.blocks)

    def opens_section(self, number: int) -> bool:
        """Whether this block is the first of its section, so that the heading goes with it."""
        return number == 1 or self.block(number - 1).section != self.block(number).section

    def words(self, lesson: SplitLesson) -> int:
        """The article's words in it, without headings."""
        return sum(self.block(number).words for number in lesson.blocks)
