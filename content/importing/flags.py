"""What an editor is told about a section. Advertising, boilerplate and source lists stay out of the lessons.

The phrases are those of clinics' blog pages; a flag is a proposal, and the editor may take it back.
"""

import re

from django.utils.translation import gettext_noop

PROMOTIONAL, BOILERPLATE = gettext_noop("promotional"), gettext_noop("boilerplate")
SOURCES, LONG_PARAGRAPH = gettext_noop("sources"), gettext_noop("long paragraph")
FLAGS = frozenset({PROMOTIONAL, BOILERPLATE, SOURCES, LONG_PARAGRAPH})
NOT_TAUGHT = frozenset({PROMOTIONAL, BOILERPLATE, SOURCES})
_LONG_PARAGRAPH = 350  # words: more than a lesson
_SHORT = 120  # words: boilerplate is never longer
_SALES_PHRASES = tuple(
    re.compile(phrase, re.IGNORECASE)
    for phrase in (
        r"\bboard[- ]certified\b",
        r"\b(our|his|her|their) (team|clinic|practice|specialists?|experts?)\b",
        r"\bhere to help\b",
        r"\b(schedule|book|request)\b.{0,30}\b(appointment|consultation|visit)\b",
        r"\b(call|contact|visit) (us|our)\b",
        r"\bpersonali[sz]ed (treatment )?(plans?|care)\b",
        r"\bcommit(ted|ment) to\b",
        r"\b(extensive|years of) experience\b",
        r"\b(award-winning|state-of-the-art|cutting-edge|world-class|compassionate care)\b",
        r"\baccepting new patients\b",
    )
)
_SALES_TITLE = re.compile(
    r"(about|meet) (us|the (author|doctor|clinic|practice|team)|our .+|dr\.? .+|.+\b(md|m\.d\.|do|d\.o\.|phd))"
    r"|contact us|(book|schedule|request|make) an? appointment|our (team|services|clinic)",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"\bnot (intended )?(as |to be )?(a )?(substitute|replacement) for\b.{0,40}\b(advice|care)\b"
    r"|\bfor (informational|educational|general information)\b.{0,30}\bpurposes\b|\ball rights reserved\b",
    re.IGNORECASE,
)
_SELF_DESCRIPTION = re.compile(
    r"this (blog( post)?|post|article|web ?page|page|website|handout) (provides|offers|gives|is|was|has been)\b",
    re.IGNORECASE,
)
_DISCLAIMER_TITLE = re.compile(r"(medical )?disclaimer|copyright( notice)?", re.IGNORECASE)
_SOURCES_TITLE = re.compile(r"references|sources|bibliography|works cited|citations", re.IGNORECASE)


def flags_of(title: str, texts: list[str], *, opening: bool) -> tuple[str, ...]:
    """The flags of a section with these paragraphs and list items. `opening`: it is the first with words."""
    title, text = title.strip(":* "), " ".join(texts)
    found = {
        PROMOTIONAL: _promotional(title, text),
        BOILERPLATE: _boilerplate(title, text, opening),
        SOURCES: bool(_SOURCES_TITLE.fullmatch(title)),
        LONG_PARAGRAPH: any(len(paragraph.split()) > _LONG_PARAGRAPH for paragraph in texts),
    }
    return tuple(flag for flag, is_so in found.items() if is_so)


def _promotional(title: str, text: str) -> bool:
    phrases = sum(bool(phrase.search(text)) for phrase in _SALES_PHRASES) if text else 0
    return phrases >= 3 or (phrases >= 1 and bool(_SALES_TITLE.fullmatch(title)))


def _boilerplate(title: str, text: str, opening: bool) -> bool:
    if _DISCLAIMER_TITLE.fullmatch(title):
        return True
    if len(text.split()) > _SHORT:
        return False
    describes_itself = not title and not opening and bool(_SELF_DESCRIPTION.match(text))
    return describes_itself or bool(_DISCLAIMER.search(text)) and not opening
