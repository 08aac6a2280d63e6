"""A split becomes draft lessons: the same figures and the same Markdown as those of the first split."""

from itertools import groupby

from content.importing.parts import Piece
from content.importing.split import Split, SplitLesson
from content.importing.splitting import DraftLesson, draft_lesson


def drafts_of(split: Split) -> list[DraftLesson]:
    """One draft a lesson, in order."""
    references = list(split.references)
    return [
        draft_lesson(position, lesson.title, _pieces(split, lesson), references)
        for position, lesson in enumerate(split.lessons, 1)
    ]


def _pieces(split: Split, lesson: SplitLesson) -> list[Piece]:
    """The lesson's blocks by section. A heading goes with the first block under it, and brings those above it that have none."""
    pieces: list[Piece] = []
    for place, numbers in groupby(lesson.blocks, key=lambda number: split.block(number).section):
        blocks = [split.block(number) for number in numbers]
        first = split.opens_section(blocks[0].number)
        if first:
            pieces += [Piece(split.sections[above], (), 0, first=True) for above in _headings_above(split, place)]
        content = tuple(block.as_read for block in blocks)
        pieces.append(Piece(split.sections[place], content, sum(block.words for block in blocks), first))
    return pieces


def _headings_above(split: Split, place: int) -> list[int]:
    """Sections without a block of their own, right above this one."""
    above = place
    while above and above - 1 not in split.sections_with_blocks and split.sections[above - 1].in_lessons:
        above -= 1
    return list(range(above, place))
