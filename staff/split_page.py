"""What the page of a split shows: the article by its sections, the lessons as cards, and the lines that were no part of it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from campaigns.series.drafting import envelope_of
from content.importing.flags import SOURCES
from content.importing.parts import MOST_WORDS
from content.importing.split import Split, SplitBlock
from content.importing.split_drafts import drafts_of
from content.importing.split_history import SplitHistory
from content.importing.splitting import DraftLesson
from content.models import Article
from staff.split_form import did_in_words
from staff.split_words import reason_in_words, why_dropped
from staff.wording import counted

FIRST_WORDS = 14


def page_of(row: Article, history: SplitHistory, chosen: int | None) -> dict[str, Any]:
    """`chosen`: the number of the block whose part is marked, if any."""
    split = history.split
    drafts = drafts_of(split)
    return {
        "article": {
            "id": row.pk,
            "title": row.title,
            "author": row.author,
            "file": row.file_name,
            "language": row.language,
        },
        "version": history.version,
        "did": did_in_words(history.did),
        "undo": did_in_words(history.before[-1].did) if history.before else "",
        "sections": sections(split),
        "lessons": [lesson(split, draft, row.language) for draft in drafts],
        "facts": facts(split, drafts),
        "dropped": [{**one, "why": why_dropped(one["why"])} for one in row.dropped],
        "chosen": split.block(chosen).unit if chosen and chosen <= len(split.blocks) else None,
        "budget": MOST_WORDS,
    }


def facts(split: Split, drafts: list[DraftLesson]) -> str:
    if not drafts:
        return _("No lessons: every part is left out.")
    left_out = len(split.parts_left_out)
    whole = _("{lessons}, {words} words, the last on day {day}.").format(
        lessons=counted(len(drafts), "lesson", "lessons"),
        words=f"{sum(draft.words for draft in drafts):,}",
        day=split.lessons[-1].day,
    )
    rest = ngettext("{n} part left out.", "{n} parts left out.", left_out).format(n=f"{left_out:,}")
    return f"{whole} {rest}"


def sections(split: Split) -> list[dict[str, Any]]:
    blocks = {place: list(found) for place, found in groupby(split.blocks, key=lambda block: block.section)}
    return [
        {
            "place": place,
            "title": section.title,
            "level": min(section.level, 4),
            "flags": section.flags,
            "words": sum(block.words for block in blocks.get(place, ())),
            "whole": looks(flagged_reason(split, blocks.get(place, []))) if not section.in_lessons else "",
            "parts": [article_part(split, part, section.flags) for part in parts_of(split, blocks.get(place, []))],
        }
        for place, section in enumerate(split.sections)
    ]


def flagged_reason(split: Split, blocks: list[SplitBlock]) -> str:
    """The reason, where nobody has touched what was left out for its flag."""
    reasons = {split.left_out.get(block.number, "") for block in blocks}
    reason = reasons.pop() if len(reasons) == 1 else ""
    return reason if reason and blocks and reason in flag_reasons(split, blocks[0]) else ""


def looks(flags: str) -> str:
    """Why a section was left out for its flags, as a sentence; empty without any."""
    like = pgettext("looks", "like a list of sources") if flags == SOURCES else reason_in_words(flags)
    return _("Left out because it looks {like}.").format(like=like) if flags else ""


def flag_reasons(split: Split, block: SplitBlock) -> tuple[str, ...]:
    flags = split.sections[block.section].flags
    return (*flags, ", ".join(flags))


def parts_of(split: Split, blocks: list[SplitBlock]) -> list[tuple[int, ...]]:
    return split.parts(block.number for block in blocks)


def article_part(split: Split, part: tuple[int, ...], flags: tuple[str, ...]) -> dict[str, Any]:
    return {
        "unit": part[0],
        "lesson": split.lesson_of(part[0]),
        "why": reason_in_words(split.left_out.get(part[0], "")),
        "blocks": [{"kind": split.block(number).kind, "text": shown(split.block(number))} for number in part],
    }


def lesson(split: Split, draft: DraftLesson, language: str) -> dict[str, Any]:
    place, count = draft.position, len(split.lessons)
    one = split.lessons[place - 1]
    return {
        "number": place,
        "title": one.title,
        "day": one.day,
        "words": draft.words,
        "minutes": draft.minutes,
        "grade": draft.grade,
        "over": max(0, draft.words - MOST_WORDS),
        "first": place == 1,
        "last": place == count,
        "parts": [lesson_part(split, part) for part in split.parts(one.blocks)],
        **envelope_of(place, count, draft.minutes, language),
    }


def lesson_part(split: Split, part: tuple[int, ...]) -> dict[str, Any]:
    blocks = [split.block(number) for number in part]
    words = shown(blocks[0]).split()
    opens = split.opens_section(part[0])
    return {
        "unit": part[0],
        "heading": split.sections[blocks[0].section].title if opens else "",
        "begins": begins(words, FIRST_WORDS),
        "words": sum(block.words for block in blocks),
        "more": len(blocks) - 1,
    }


def begins(words: list[str], most: int) -> str:
    """The first words of a text, with an ellipsis where it goes on."""
    return " ".join(words[:most]).rstrip(".,;:") + "…" if len(words) > most else " ".join(words)


def shown(block: SplitBlock) -> str:
    """Its words without bold marks; for a picture, what it shows."""
    if block.kind == "picture":
        return _("Picture: {shows}").format(shows=block.text) if block.text else _("Picture without a description")
    return block.text.replace("**", "")
