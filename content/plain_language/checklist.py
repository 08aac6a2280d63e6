"""What a lesson must have before a reviewer sees it: the items of PEMAT-P and the CDC index that a program can check, and ours.

Sources: PEMAT item texts, Patient Educ Couns 2018;101:490-496, table 1, with its advice on item 5 (active in 8 sentences of 10);
CDC Clear Communication Index, 2013. The wording is ours. What a program can't judge is in `reviewer_questions`.
"""

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.lesson_text import LessonText
from content.plain_language.check import Check
from content.plain_language.languages import base_of
from content.plain_language.lesson_prose import prose_of_lesson
from content.plain_language.measures import AIM, EASE_AIM, measure
from content.plain_language.reading import what_the_patient_reads
from content.plain_language.remark import Kind, Remark
from content.plain_language.remarks import remarks_in
from content.plain_language.reviewer_questions import reviewer_questions
from content.plain_language.sections import longest_section
from content.plain_language.sentences import sentences_of
from content.plain_language.sources import sources_lack
from content.plain_language.you import you_ratio

LONGEST_LESSON = 480  # words: content/library/README.md
LONGER = {"es": 1.1}  # Spanish says the same in a tenth more words
LONGEST_SECTION = 120  # words between two headings
LARGEST_SHARE_PASSIVE = 0.2
_HARD_NUMBER = re.compile(r"(?<![\d.,])\d+[.,]\d{1,2}(?!\d)|\b\d+/\d+\b|\d ?%|\bper ?cent\b|\bpor ciento\b")
_MARKED = re.compile(r"\*\*|^\s*[-*+] ", re.MULTILINE)


def checklist(text: LessonText, language: str) -> list[Check]:
    """The checks first, in the order of the lesson, then the reviewer's questions."""
    prose = prose_of_lesson(text.source)
    remarks = remarks_in(prose, language)
    sentences = sum(1 for _ in sentences_of(prose))
    return [
        *_parts(text, language),
        *_words(remarks, sentences, language),
        _level(text, language),
        *_shape(text, language),
        *_sources(text),
        *reviewer_questions(text),
    ]


def _parts(text: LessonText, language: str) -> Iterator[Check]:
    points, steps = text.key_points, text.action.steps
    yield _check("PEMAT 1, CDC 1", _("One goal, named"), text.title and text.goal, _("The goal is missing."), "goal")
    yield _check(
        "PEMAT 11, CDC 10", _("A summary in key points"), points, _("The key points are missing."), "key_points"
    )
    bold = all(point.startswith("**") for point in points) and bool(points)
    yield _check("CDC 3", _("Key points stand out"), bold, _("Open each key point with words in bold."), "key_points")
    yield _check(
        "PEMAT 20, CDC 5", _("One action to take"), text.action.title and steps, _("The action is missing."), "action"
    )
    yield _check("PEMAT 22, CDC 14", _("The action in steps"), steps, _("Say step by step what to do."), "action")
    direct = you_ratio("\n".join(f"- {step}" for step in steps), language)
    if direct is not None:
        yield _check(
            "PEMAT 21",
            _("The action speaks to you"),
            direct >= 0.5,
            _("Begin the steps with what to do, or say “you”."),
            "action",
        )
    known = _("Say what studies show, and what nobody knows yet.")
    yield _check("CDC 11", _("What we know and don't know"), text.known and text.unknown, known, "known")
    call = text.when_to_call
    yield _check(
        "when to call",
        _("When to call"),
        call.emergency and call.crisis and call.clinic,
        _("Say when to call whom."),
        "when_to_call",
    )
    yield _check(
        "question", _("A question to check"), text.question.answers, _("Ask one question about the goal."), "question"
    )


def _words(remarks: Sequence[Remark], sentences: int, language: str) -> Iterator[Check]:
    def found(*kinds: Kind) -> list[Remark]:
        return [remark for remark in remarks if remark.kind in kinds]

    if base_of(language) in ("en", "es"):
        hard = len(found("hard"))
        why = ngettext("{n} hard word.", "{n} hard words.", hard).format(n=hard)
        yield _check("PEMAT 3", _("Everyday words"), not hard, why, "body")
        terms = len(found("undefined"))
        why = ngettext("{n} term isn't explained.", "{n} terms aren't explained.", terms).format(n=terms)
        yield _check("PEMAT 4", _("Medical terms explained"), not terms, why, "body")
        passive = found("passive")
        why = ngettext(
            "{n} sentence of {all} in the passive voice.", "{n} sentences of {all} in the passive voice.", len(passive)
        ).format(n=len(passive), all=sentences)
        yield _check("PEMAT 5", _("Active voice"), len(passive) <= LARGEST_SHARE_PASSIVE * sentences, why, "body")
    long = len(found("long", "very long"))
    why = ngettext("{n} long sentence.", "{n} long sentences.", long).format(n=long)
    yield _check("sentences", _("Sentences of 20 words or fewer"), not long, why, "body")
    paragraphs = len(found("paragraph"))
    why = ngettext("{n} long paragraph.", "{n} long paragraphs.", paragraphs).format(n=paragraphs)
    yield _check("paragraphs", _("Paragraphs of 3 sentences or fewer"), not paragraphs, why, "body")


def _level(text: LessonText, language: str) -> Check:
    measures = measure(what_the_patient_reads(text), language)
    if measures.grade is not None:
        asks, met = _("Grade {grade} or lower").format(grade=f"{AIM:g}"), measures.grade <= AIM
        why = _("It reads at grade {grade}.").format(grade=f"{measures.grade:g}")
    elif measures.perspicuity is not None:
        asks, met = _("At least “bastante fácil”"), measures.perspicuity >= EASE_AIM
        why = _("It reads as “{band}” ({ease}, aim {aim}).").format(
            band=measures.band, ease=f"{measures.perspicuity:g}", aim=f"{EASE_AIM:g}"
        )
    else:
        return Check(
            "reading level",
            _("Easy to read"),
            None,
            _("No formula for this language: read it aloud to somebody."),
            "body",
        )
    return _check("reading level", asks, met, why, "body")


def _shape(text: LessonText, language: str) -> Iterator[Check]:
    longest = round(LONGEST_LESSON * LONGER.get(base_of(language), 1))
    why = ngettext("It has {n} word.", "It has {n} words.", text.words).format(n=text.words)
    yield _check("length", _("At most {n} words").format(n=longest), text.words <= longest, why, "body")
    shown = what_the_patient_reads(text)
    numbers = sorted({found[0] for found in _HARD_NUMBER.finditer(shown)})
    why = _("Say “1 in 10” instead of {numbers}.").format(numbers=", ".join(f"“{number}”" for number in numbers))
    yield _check("PEMAT 6", _("Whole numbers, no percent or fractions"), not numbers, why, "body")
    longest = longest_section(text.body)
    why = ngettext(
        "{n} word without a heading; {most} is the limit.", "{n} words without a heading; {most} is the limit.", longest
    ).format(n=longest, most=LONGEST_SECTION)
    yield _check("PEMAT 8, PEMAT 9, CDC 9", _("Short sections with headings"), longest <= LONGEST_SECTION, why, "body")
    marked = _MARKED.search("\n".join((text.body, *text.key_points)))
    yield _check(
        "PEMAT 12, CDC 8", _("Lists or bold words"), marked, _("Make a list, or set the key words in bold."), "body"
    )
    if text.figures:
        bare = sum(not figure.alt for figure in text.figures)
        why = ngettext("{n} picture without a description.", "{n} pictures without a description.", bare).format(n=bare)
        yield _check("PEMAT 17", _("Pictures with words"), not bare, why, "body")


def _sources(text: LessonText) -> Iterator[Check]:
    yield _check("sources", _("Every claim has a source"), text.sources, _("Name at least one source."), "sources")
    lacks = list(sources_lack(text.sources))
    why = " ".join(lack.said for lack in lacks)
    yield _check("sources to find", _("Sources can be found"), not lacks, why, "sources")


def _check(code: str, asks: str, met: object, why_not: str, field: str) -> Check:
    return Check(code, asks, bool(met), "" if met else why_not, field)
