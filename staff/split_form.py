"""What the page of a split posts: titles, days and reasons as they are typed, and the one step that was pressed.

`step` is a word and perhaps a number: "merge 2" a lesson, "take 12" a block, "take_section 3". The steps on a part of the
article ("split", "earlier", "later", "out") are about the one chosen in `block`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clinic.refusal import Refusal
from content.importing.split import Split
from content.importing.split_history import TAKEN_BACK, SplitHistory
from content.importing.split_steps import (
    leave_out,
    leave_out_lesson,
    merge,
    move_block,
    move_lesson,
    rename,
    say_why,
    set_day,
    split_before,
    take_back,
    take_back_section,
)
from staff.kept_words import places_of, said_again
from staff.split_words import reason_in_words

WHY = gettext_noop("not needed in these lessons")  # until somebody gives a better reason
SAVED = gettext_noop("Titles, days and reasons saved")
ON_A_LESSON: dict[str, tuple[Callable[[Split, int], Split], str]] = {
    "merge": (merge, gettext_noop("Lesson {number} merged with the next")),
    "up": (lambda split, lesson: move_lesson(split, lesson, -1), gettext_noop("Lesson {number} moved up")),
    "down": (lambda split, lesson: move_lesson(split, lesson, 1), gettext_noop("Lesson {number} moved down")),
    "leave": (lambda split, lesson: leave_out_lesson(split, lesson, WHY), gettext_noop("Lesson {number} left out")),
}
ON_WHAT_IS_LEFT: dict[str, tuple[Callable[[Split, int], Split], str]] = {
    "take": (take_back, gettext_noop("A part of the article taken in")),
    "take_section": (take_back_section, gettext_noop("A section of the article taken in")),
}
ON_A_PART: dict[str, tuple[Callable[[Split, int], Split], str]] = {
    "split": (split_before, gettext_noop("Lesson {number} split in two")),
    "earlier": (
        lambda split, block: move_block(split, block, -1),
        gettext_noop("A part of lesson {number} moved to the lesson before"),
    ),
    "later": (
        lambda split, block: move_block(split, block, 1),
        gettext_noop("A part of lesson {number} moved to the lesson after"),
    ),
    "out": (lambda split, block: leave_out(split, block, WHY), gettext_noop("A part of lesson {number} left out")),
}


def did_in_words(did: str) -> str:
    """The step that a history keeps, in the language of the page."""
    steps = {**ON_A_LESSON, **ON_WHAT_IS_LEFT, **ON_A_PART}.values()
    templates = [template for _step, template in steps]
    if found := places_of(TAKEN_BACK).fullmatch(did):
        return _(TAKEN_BACK).format(step=did_in_words(found["step"]))
    return said_again(did, templates)


@dataclass
class Posted:
    """`taken` is called with the history as it stands; what it then couldn't do is in `refused`, all else is done."""

    post: Mapping[str, str]
    refused: list[str] = field(default_factory=list)

    @property
    def seen(self) -> int:
        return number_in(self.post.get("version", "")) or 0

    @property
    def word(self) -> str:
        return self.post.get("step", "").partition(" ")[0]

    @property
    def number(self) -> int:
        return number_in(self.post.get("step", "").partition(" ")[2]) or 0

    @property
    def block(self) -> int:
        return number_in(self.post.get("block", "")) or 0

    def taken(self, history: SplitHistory) -> SplitHistory:
        """Everything typed is kept first, so that no step can lose it."""
        if self.word == "undo":
            return self.undone(history)
        typed = self.typed(history.split)
        if typed != history.split:
            history = history.then(typed, SAVED)
        split, did = self.pressed(typed)
        return history.then(split, did) if did else history

    def undone(self, history: SplitHistory) -> SplitHistory:
        """Titles typed meanwhile go to the lessons that hold the same first words then."""
        try:
            back = history.taken_back()
        except Refusal as refusal:
            self.refused.append(str(refusal))
            return history
        split = back.split
        for lesson, was in enumerate(history.split.lessons, 1):
            title, place = self.post.get(f"title_{lesson}", was.title), split.lesson_of(was.blocks[0])
            if place and " ".join(title.split()) != was.title:
                split = self.tried(split, rename, place, title)
        return replace(back, split=split)

    def typed(self, split: Split) -> Split:
        for lesson, was in enumerate(split.lessons, 1):
            title = self.post.get(f"title_{lesson}", was.title)
            if " ".join(title.split()) != was.title:
                split = self.tried(split, rename, lesson, title)
        for lesson, day in enumerate([one.day for one in split.lessons], 1):
            split = self.with_day(split, lesson, day)
        for block, why in sorted(split.left_out.items()):
            reason = self.post.get(f"why_{block}", why)
            if " ".join(reason.split()) not in (why, reason_in_words(why)):
                split = self.tried(split, say_why, block, reason)
        return split

    def with_day(self, split: Split, lesson: int, was: int) -> Split:
        text = self.post.get(f"day_{lesson}", str(was)).strip()
        day = number_in(text)
        if day is None:
            sentence = _("{text} is no day: write how many days after the visit lesson {number} comes.")
            self.refused.append(sentence.format(text=repr(text), number=lesson))
            return split
        return split if day == was else self.tried(split, set_day, lesson, day)

    def pressed(self, split: Split) -> tuple[Split, str]:
        """The split after the step, and the step in words: none when nothing was done."""
        try:
            if named := {**ON_A_LESSON, **ON_WHAT_IS_LEFT}.get(self.word):
                step, did = named
                return step(split, self.number), did.format(number=self.number)
            if self.word in ON_A_PART:
                if not self.block:
                    raise Refusal(_("Choose a part of a lesson first, then press the button again."))
                step, did = ON_A_PART[self.word]
                return step(split, self.block), did.format(number=split.lesson_of(self.block))
        except Refusal as refusal:
            self.refused.append(str(refusal))
        return split, ""

    def tried(self, split: Split, step: Callable[..., Split], *how: object) -> Split:
        try:
            return step(split, *how)
        except Refusal as refusal:
            self.refused.append(str(refusal))
            return split

    def lost(self, split: Split) -> list[str]:
        """Titles and reasons that were typed and that `split` doesn't hold, to be shown again."""
        shown = {said for why in split.left_out.values() for said in (why, reason_in_words(why))}
        known = {lesson.title for lesson in split.lessons} | shown
        typed = (text for name, text in self.post.items() if name.startswith(("title_", "why_")))
        return [text for text in dict.fromkeys(" ".join(one.split()) for one in typed) if text and text not in known]


def number_in(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else None
