"""A split with the steps that led to it, as it is kept in `Article.split`.

JSON: {"format": 1, "version", "sections", "blocks", "references", "lessons", "left_out", "did", "before"}. `before` are the
lessons and left out blocks of earlier splits, oldest first, each with the step that was taken from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clinic.refusal import Refusal
from content.importing.outline import Section
from content.importing.split import Split, SplitBlock, SplitLesson

FORMAT = 1
TAKEN_BACK = gettext_noop("Taken back: {step}")  # kept in English, as every step is
MOST_STEPS = 30  # that can be taken back


@dataclass(frozen=True)
class Step:
    """`was` is the split before the step, `did` says the step in words."""

    was: Split
    did: str


@dataclass(frozen=True)
class SplitHistory:
    """`version` grows with every step, also when one is taken back."""

    split: Split
    version: int = 1
    before: tuple[Step, ...] = ()
    did: str = ""

    def then(self, split: Split, did: str) -> SplitHistory:
        steps = (*self.before, Step(self.split, did))[-MOST_STEPS:]
        return SplitHistory(split, self.version + 1, steps, did)

    def taken_back(self) -> SplitHistory:
        """As it was before the last step. Raises Refusal when there is none left."""
        if not self.before:
            raise Refusal(_("There is no step left to take back."))
        last = self.before[-1]
        return SplitHistory(last.was, self.version + 1, self.before[:-1], TAKEN_BACK.format(step=last.did))

    def as_json(self) -> dict[str, Any]:
        split = self.split
        return {
            "format": FORMAT,
            "version": self.version,
            "sections": [{"title": one.title, "level": one.level, "flags": list(one.flags)} for one in split.sections],
            "blocks": [asdict(block) for block in split.blocks],
            "references": list(split.references),
            **_cut(split),
            "did": self.did,
            "before": [{**_cut(step.was), "did": step.did} for step in self.before],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> SplitHistory:
        sections = tuple(Section(one["level"], one["title"], flags=tuple(one["flags"])) for one in kept["sections"])
        whole = Split(
            sections, tuple(SplitBlock(**one) for one in kept["blocks"]), *_uncut(kept), tuple(kept["references"])
        )
        before = tuple(Step(_with(whole, one), one["did"]) for one in kept["before"])
        return cls(whole, kept["version"], before, kept["did"])


def _cut(split: Split) -> dict[str, Any]:
    lessons = [{"title": one.title, "blocks": list(one.blocks), "day": one.day} for one in split.lessons]
    return {"lessons": lessons, "left_out": {str(number): why for number, why in split.left_out.items()}}


def _uncut(kept: Mapping[str, Any]) -> tuple[tuple[SplitLesson, ...], dict[int, str]]:
    lessons = tuple(SplitLesson(one["title"], tuple(one["blocks"]), one["day"]) for one in kept["lessons"])
    return lessons, {int(number): why for number, why in kept["left_out"].items()}


def _with(whole: Split, kept: Mapping[str, Any]) -> Split:
    lessons, left_out = _uncut(kept)
    return replace(whole, lessons=lessons, left_out=left_out)
