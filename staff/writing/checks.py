"""What the editor says of a draft: its figures, its findings with the words they mean, and what is still missing before a review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from content.drafts import Draft
from content.lesson_parts import LISTS, PARTS
from content.lesson_text import LessonText
from content.plain_language import measures
from content.plain_language.check import Check
from content.plain_language.checklist import checklist
from content.plain_language.lesson_prose import prose_of_lesson
from content.plain_language.reading import what_the_patient_reads
from content.plain_language.remark import Remark
from content.plain_language.remarks import remarks_in, remarks_on
from content.plain_language.you import in_ten, you_ratio
from staff.writing.place import Place

NOT_READ = frozenset({"sources", "right"})
LISTED_ONCE = 40  # findings in the list; all are underlined
FIELD_OF = {"body": "text", "action": "action_title", "when_to_call": "emergency", "question": "ask"}
WORDS = {
    "long": _("Long"), "very long": _("Long"), "paragraph": _("Paragraph"), "passive": _("Passive"), "hard": _("Hard"), "undefined": _("Unexplained"),
}  # fmt: skip


def checks(draft: Draft, place: Place) -> dict[str, Any]:
    """`remarks` by field, for the underlines; `checks` is the HTML of the cards beside the text."""
    text, found = draft.text, remarks_by_field(draft)
    context = {
        "meter": meter(text, place),
        "found": [listed(name, one) for name, ones in found.items() for one in ones][:LISTED_ONCE],
        **before_you_ask(checklist(text, draft.language)),
        "remarks": found,
    }
    drawn = render_to_string("staff/write_checks.html", context, using="jinja2")  # escaped there
    return {"remarks": found, "checks": mark_safe(drawn)}


def meter(text: LessonText, place: Place) -> dict[str, Any]:
    """The figures of this draft, and SMOG of its series with this draft in it."""
    language, read = place.language, what_the_patient_reads(text)
    figures, ratio = measures.measure(read, language), you_ratio(read, language)
    others = (
        step.lesson.latest(language) for step in place.step.series.way() if step.lesson_id != place.step.lesson_id
    )
    whole = measures.measure_all([text, *(one.text for one in others if one)], language)
    return {
        "words": text.words, "minutes": text.minutes, "grade": figures.grade, "aim": measures.AIM, "highest": measures.HIGHEST_GRADE,
        "without_terms": measures.measure_without_terms(read, language).grade, "smog": whole.smog, "smog_aim": measures.SMOG_AIM,
        "ease": figures.perspicuity, "band": figures.band, "ease_aim": measures.EASE_AIM,
        "you": in_ten(ratio) if ratio is not None else "", "at": place_on_bar(figures.grade),
    }  # fmt: skip


def place_on_bar(grade: float | None) -> float:
    """In percent of a bar from grade 3 to 12."""
    return 0 if grade is None else round(min(max((grade - 3) / 9 * 100, 0), 100), 1)


def remarks_by_field(draft: Draft) -> dict[str, list[dict[str, Any]]]:
    """Each with its place in the field as it is typed. A term that some other part explains isn't unexplained."""
    source = draft.text.source
    whole = remarks_in(prose_of_lesson(source), draft.language)
    unexplained = {source[one.start : one.end].casefold() for one in whole if one.kind == "undefined"}
    found: dict[str, list[dict[str, Any]]] = {}
    parts = draft.parts
    for name in PARTS:
        if name not in NOT_READ and parts[name]:
            told = [shown(one, parts[name]) for one in in_field(name, parts[name], draft.language)]
            found[name] = [one for one in told if one["kind"] != "undefined" or one["words"].casefold() in unexplained]
    return {name: ones for name, ones in found.items() if ones}


def in_field(name: str, text: str, language: str) -> Iterator[Remark]:
    """Entries of a list are read one by one: together they would look like one long paragraph."""
    if name not in LISTS:
        yield from remarks_on(text, language)
        return
    at = 0
    for line in text.split("\n"):
        for one in remarks_on(line, language):
            yield Remark(one.kind, one.start + at, one.end + at, one.said, one.better)
        at += len(line) + 1


def shown(one: Remark, text: str) -> dict[str, Any]:
    return {
        "kind": one.kind.split()[-1], "start": utf16(text, one.start), "end": utf16(text, one.end), "said": one.said,
        "better": one.better, "words": text[one.start : one.end], "label": str(WORDS[one.kind]),
    }  # fmt: skip


def utf16(text: str, place: int) -> int:
    """The place as browsers count it: an emoji is two (ECMAScript strings are UTF-16)."""
    return len(text[:place].encode("utf-16-le")) // 2


def listed(name: str, one: Mapping[str, Any]) -> dict[str, Any]:
    return {"field": name, **one}


def before_you_ask(found: list[Check]) -> dict[str, Any]:
    """What can be checked, what isn't met first; and the questions only a reviewer can answer."""
    checked = [one for one in found if one.met is not None]
    return {
        "unmet": [{"asks": one.asks, "why": one.why, "code": one.code, "field": FIELD_OF.get(one.field, one.field)} for one in checked if not one.met],
        "met": [one.asks for one in checked if one.met],
        "of": len(checked),
        "questions": [one.asks for one in found if one.met is None],
    }  # fmt: skip
