"""The promise of an import: every word of the article is in a section or in the list of what was dropped."""

import re
from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from content.importing.outline import Outline
from content.importing.refusal import ArticleRefused
from content.importing.words import pieces_of

_MARK = re.compile(r"[\W_]*|\d[\d.]*[.)]|o")
_ADDRESS = re.compile(r"\]\([^()]*\)|\{[#.:][^{}]*\}")
_SHOWN = 5
LOST = gettext_noop(
    "The import would have lost words ({words}), so nothing was imported: save the article as plain .txt, try again, and report this as a fault."
)
TWICE = gettext_noop(
    "The import would have words twice ({words}), so nothing was imported: save the article as plain .txt, try again, and report this as a fault."
)


def check_nothing_lost(source: str, outline: Outline) -> None:
    """Raises ArticleRefused unless source and outline hold the same words and marks, each as often.

    Marks must be marks, and what was mended or written otherwise has the same letters as before: no word leaves by
    those doors.
    """
    expected, found = pieces_of(source), _pieces_in(outline)
    for mend in [*outline.mended, *outline.written]:
        expected.update(pieces_of(mend.after))
        found.update(pieces_of(mend.before))
    lost = (expected - found) + _words_among_marks(outline) + _words_mended_away(outline)
    added = found - expected
    if lost or added:
        shown = ", ".join(f'"{piece[:30]}"' for piece in list(lost or added)[:_SHOWN])
        why = LOST if lost else TWICE
        raise ArticleRefused(_(why).format(words=shown))


def _pieces_in(outline: Outline) -> Counter[str]:
    texts = [drop.text for drop in outline.dropped] + outline.references
    for section in outline.sections:
        texts += ["" if section.lifted else section.title, section.marks]
        texts += [text for block in section.content for text in (block.text, block.marks)]
    return pieces_of("\n".join(texts))


def _words_among_marks(outline: Outline) -> Counter[str]:
    marks = [section.marks for section in outline.sections]
    marks += [block.marks for section in outline.sections for block in section.content]
    return Counter(mark for mark in " ".join(marks).split() if not _MARK.fullmatch(mark))


def _words_mended_away(outline: Outline) -> Counter[str]:
    mended = [mend for mend in outline.mended if _letters(_ADDRESS.sub("", mend.before)) != _letters(mend.after)]
    written = [
        mend
        for mend in outline.written
        if _letters(_ADDRESS.sub("", mend.before)) != _letters(_ADDRESS.sub("", mend.after))
    ]
    return Counter(mend.before for mend in mended + written)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
