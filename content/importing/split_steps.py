"""What people do to a split, one function a step. Each gives a new split; the words of the article stay the same.

Lessons count from 1. A step that can't be taken raises Refusal, with a sentence that says why.
Days belong to places: when lessons merge, move or go, the rhythm stays as it was set.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from clinic.refusal import Refusal
from content.importing.days import days
from content.importing.split import Split, SplitLesson
from content.importing.splitting import plain_title
from content.series_folder import LAST_DAY

LONGEST_TITLE = 150  # characters
LONGEST_WHY = 200
Draft = tuple[str, tuple[int, ...]]  # a lesson's title and blocks, before its day is known


def merge(split: Split, lesson: int) -> Split:
    """This lesson and the next become one, with the title of this one."""
    drafts = _drafts(split)
    title, blocks = drafts[_place(split, lesson)]
    if lesson == len(drafts):
        raise Refusal(
            _("Lesson {number} is the last one: there is no next lesson to merge it with.").format(number=lesson)
        )
    return _laid(split, [*drafts[: lesson - 1], (title, blocks + drafts[lesson][1]), *drafts[lesson + 1 :]])


def split_before(split: Split, block: int) -> Split:
    """The lesson ends before this block, and a new one begins with it. A list or a table stays whole."""
    place, drafts = _in_lesson(split, block) - 1, _drafts(split)
    title, blocks = drafts[place]
    at = blocks.index(split.unit(block)[0])
    if not at:
        raise Refusal(
            _("Lesson {number} begins with this part already: choose a later one to split at.").format(number=place + 1)
        )
    rest = blocks[at:]
    new = (_new_title(split, rest[0]), rest)
    return _laid(split, [*drafts[:place], (title, blocks[:at]), new, *drafts[place + 1 :]])


def move_lesson(split: Split, lesson: int, by: int) -> Split:
    """Change places with the lesson before (`by` -1) or after (`by` 1)."""
    drafts, place = _drafts(split), _place(split, lesson)
    if not 0 <= place + by < len(drafts):
        sentence = (
            _("Lesson {number} is the first one already.") if by < 0 else _("Lesson {number} is the last one already.")
        )
        raise Refusal(sentence.format(number=lesson))
    drafts[place], drafts[place + by] = drafts[place + by], drafts[place]
    return _laid(split, drafts)


def move_block(split: Split, block: int, by: int) -> Split:
    """To the end of the lesson before (`by` -1), or the start of the one after (`by` 1). An emptied lesson goes."""
    place, drafts, unit = _in_lesson(split, block) - 1, _drafts(split), split.unit(block)
    if not 0 <= place + by < len(drafts):
        raise Refusal(
            _("There is no lesson before this part's own.")
            if by < 0
            else _("There is no lesson after this part's own.")
        )
    drafts[place] = _without(drafts[place], unit)
    title, blocks = drafts[place + by]
    drafts[place + by] = (title, blocks + unit if by < 0 else unit + blocks)
    return _laid(split, drafts)


def leave_out(split: Split, block: int, why: str) -> Split:
    """No lesson teaches this block and those that stay together with it."""
    place, unit = _in_lesson(split, block) - 1, split.unit(block)
    drafts = _drafts(split)
    drafts[place] = _without(drafts[place], unit)
    return _laid(split, drafts, {**split.left_out, **dict.fromkeys(unit, _reason(why))})


def leave_out_lesson(split: Split, lesson: int, why: str) -> Split:
    """No lesson teaches any block of this one."""
    drafts = _drafts(split)
    blocks = drafts.pop(_place(split, lesson))[1]
    return _laid(split, drafts, {**split.left_out, **dict.fromkeys(blocks, _reason(why))})


def take_back(split: Split, block: int) -> Split:
    """What was left out goes to the lesson that has the nearest words before it, else after it, else into a new one."""
    if block not in split.left_out:
        raise Refusal(_("This part is in a lesson already."))
    return _taken_in(split, split.unit(block))


def take_back_section(split: Split, section: int) -> Split:
    """Every block of this section (from 0) that is left out."""
    blocks = tuple(number for number in sorted(split.left_out) if split.block(number).section == section)
    if not blocks:
        raise Refusal(_("Nothing of this section is left out."))
    return _taken_in(split, blocks)


def rename(split: Split, lesson: int, title: str) -> Split:
    """The title of a lesson, on one line."""
    drafts, place, title = _drafts(split), _place(split, lesson), " ".join(title.split())
    if not title:
        raise Refusal(_("Lesson {number} needs a title: it is what patients read first.").format(number=lesson))
    if len(title) > LONGEST_TITLE:
        sentence = _("A title has at most {most} characters, that of lesson {number} has {n}.")
        raise Refusal(sentence.format(most=LONGEST_TITLE, number=lesson, n=len(title)))
    drafts[place] = (title, drafts[place][1])
    return _laid(split, drafts)


def set_day(split: Split, lesson: int, day: int) -> Split:
    """The day a lesson comes, counted from the visit. Those after it keep their distance."""
    place = _place(split, lesson)
    before = split.lessons[place - 1].day if place else -1
    later = day - split.lessons[place].day
    last = split.lessons[-1].day + later
    if day <= before:
        sentence = _("Lesson {number} can come on day {day} at the earliest: give it a later day.")
        raise Refusal(sentence.format(number=lesson, day=before + 1))
    if last > LAST_DAY:
        sentence = _("A series ends on day {last_day} at the latest, and this one would on day {day}.")
        raise Refusal(sentence.format(last_day=LAST_DAY, day=last))
    lessons = [
        replace(one, day=one.day + later if at >= place else one.day) for at, one in enumerate(split.lessons)
    ]  # fmt: skip
    return replace(split, lessons=tuple(lessons))


def say_why(split: Split, block: int, why: str) -> Split:
    """Another reason for what is left out."""
    if block not in split.left_out:
        raise Refusal(_("This part is in a lesson: it needs no reason."))
    return replace(split, left_out={**split.left_out, **dict.fromkeys(split.unit(block), _reason(why))})


def _laid(split: Split, drafts: Iterable[Draft], left_out: Mapping[int, str] | None = None) -> Split:
    kept = [draft for draft in drafts if draft[1]]
    on = days(len(kept), [lesson.day for lesson in split.lessons])
    lessons = tuple(SplitLesson(title, blocks, day) for (title, blocks), day in zip(kept, on, strict=True))
    return replace(split, lessons=lessons, left_out=split.left_out if left_out is None else left_out)


def _drafts(split: Split) -> list[Draft]:
    return [(lesson.title, lesson.blocks) for lesson in split.lessons]


def _place(split: Split, lesson: int) -> int:
    if not 1 <= lesson <= len(split.lessons):
        sentence = _("There is no lesson {number}: choose one of the {n} there are.")
        raise Refusal(sentence.format(number=lesson, n=len(split.lessons)))
    return lesson - 1


def _in_lesson(split: Split, block: int) -> int:
    if not 1 <= block <= len(split.blocks):
        raise Refusal(_("There is no such part in the article: choose one of a lesson."))
    lesson = split.lesson_of(block)
    if lesson is None:
        raise Refusal(_("This part is left out: take it in first."))
    return lesson


def _without(draft: Draft, unit: Sequence[int]) -> Draft:
    title, blocks = draft
    return title, tuple(number for number in blocks if number not in unit)


def _taken_in(split: Split, blocks: tuple[int, ...]) -> Split:
    drafts = _drafts(split)
    left = {number: why for number, why in split.left_out.items() if number not in blocks}
    taught = [number for draft in drafts for number in draft[1]]
    before, after = [one for one in taught if one < blocks[0]], [one for one in taught if one > blocks[-1]]
    if not taught:
        return _laid(split, [(_new_title(split, blocks[0]), blocks)], left)
    near = max(before) if before else min(after)
    place = (split.lesson_of(near) or 1) - 1
    title, numbers = drafts[place]
    at = numbers.index(near) + (1 if before else 0)
    drafts[place] = (title, numbers[:at] + blocks + numbers[at:])
    return _laid(split, drafts, left)


def _new_title(split: Split, block: int) -> str:
    """After the block's section, with a number where a lesson is called so already."""
    heading = plain_title(split.sections[split.block(block).section].title)[:LONGEST_TITLE] or "Lesson"
    taken = {lesson.title for lesson in split.lessons}
    numbered = (f"{heading} ({number})" for number in range(2, len(taken) + 3))
    return next(title for title in (heading, *numbered) if title not in taken)


def _reason(why: str) -> str:
    why = " ".join(why.split())
    if not why:
        raise Refusal(_("Say why this part is left out: reviewers read it in the coverage map."))
    if len(why) > LONGEST_WHY:
        raise Refusal(_("Say the reason in {most} characters: it has {n}.").format(most=LONGEST_WHY, n=len(why)))
    return why
