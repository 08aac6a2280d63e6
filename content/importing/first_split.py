"""The split an article gets before anybody has touched it: the lessons that `import_article` makes."""

from collections.abc import Iterable, Iterator

from content.importing.blocks import Bullet, Picture, Taught
from content.importing.days import days
from content.importing.flags import NOT_TAUGHT
from content.importing.outline import Outline, Section
from content.importing.parts import cut_content, parts_of, runs
from content.importing.split import Split, SplitBlock, SplitLesson
from content.importing.splitting import lessons_of


def first_split(outline: Outline) -> Split:
    """Lessons by goal and budget; what is flagged as advertising, boilerplate or sources is left out, with that reason."""
    blocks = tuple(_blocks(outline.sections))
    taught = iter([block.number for block in blocks if outline.sections[block.section].in_lessons])
    counts = [sum(len(piece.content) for piece in part) for part in parts_of(_taught(outline.sections))]
    titles = [lesson.title for lesson in lessons_of(outline)]
    lessons = [
        SplitLesson(title, tuple(next(taught) for _ in range(count)), day)
        for title, count, day in zip(titles, counts, days(len(counts)), strict=True)
    ]
    return Split(
        sections=tuple(Section(one.level, one.title, flags=one.flags) for one in outline.sections),
        blocks=blocks,
        lessons=tuple(lessons),
        left_out={block.number: why for block in blocks if (why := _why(outline.sections[block.section]))},
        references=tuple(outline.references),
    )


def _taught(sections: Iterable[Section]) -> list[Section]:
    return [section for section in sections if section.in_lessons]


def _why(section: Section) -> str:
    return ", ".join(flag for flag in section.flags if flag in NOT_TAUGHT)


def _blocks(sections: Iterable[Section]) -> Iterator[SplitBlock]:
    number = 0
    for place, section in enumerate(sections):
        for run in runs(cut_content(section)):
            unit = number + 1
            for block in run:
                number += 1
                yield _block(block, number, unit, place)


def _block(block: Taught, number: int, unit: int, section: int) -> SplitBlock:
    if isinstance(block, Bullet):
        return SplitBlock(number, unit, section, "item", block.line, block.text, block.number, block.depth)
    if isinstance(block, Picture):
        return SplitBlock(number, unit, section, "picture", block.line, block.alt, picture=block.name)
    return SplitBlock(number, unit, section, "code" if block.code else "paragraph", block.line, block.text)
