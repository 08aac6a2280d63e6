"""What the plain-language meter says of a lesson and of a series, as findings. None of it stops a send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from content.lesson_text import LessonText
from content.plain_language import measures
from content.plain_language.checklist import checklist
from content.plain_language.lesson_prose import prose_of_lesson
from content.plain_language.reading import what_the_patient_reads
from content.plain_language.remark import Remark
from content.plain_language.remarks import remarks_in
from content.plain_language.sources import sources_lack
from mailer.finding import Finding, Severity

SHOWN = 60  # characters of a long sentence
_SAID_ELSEWHERE = {
    "PEMAT 1, CDC 1", "PEMAT 11, CDC 10", "PEMAT 20, CDC 5", "PEMAT 22, CDC 14", "when to call", "question",  # unfinished
    "PEMAT 3", "PEMAT 4", "PEMAT 5", "sentences", "paragraphs", "reading level", "sources to find",  # each with its words
}  # fmt: skip


def lesson_findings(text: LessonText, language: str, file: str) -> Iterator[Finding]:
    """Of one lesson; `file` is what its lines are counted in."""
    yield from _level_findings(text, language, file)
    for remark in remarks_in(prose_of_lesson(text.source), language):
        yield _finding(remark, text.source, file)
    for lack in sources_lack(text.sources):
        where = _line(file, text.source, max(0, text.source.find(text.sources[lack.number - 1])))
        yield Finding(
            "note", "source", where, f"{lack.said} “{lack.name}”", _("Complete it, so a reviewer can find it.")
        )
    if not text.lacking:
        for check in checklist(text, language):
            if check.met is False and check.code not in _SAID_ELSEWHERE:
                yield Finding(
                    "note",
                    "checklist",
                    file,
                    _("{asks} ({code}): not yet.").format(asks=check.asks, code=check.code),
                    check.why,
                )


def series_findings(texts: Iterable[LessonText], language: str, name: str) -> Iterator[Finding]:
    """SMOG, which is judged on a whole series; in English only."""
    smog = measures.measure_all(texts, language).smog
    if smog is not None and smog > measures.SMOG_AIM:
        message = _("The lessons together have a SMOG grade of {grade}; {aim} is the aim, {most} the limit.").format(
            grade=f"{smog:g}", aim=f"{measures.SMOG_AIM:g}", most=f"{measures.HIGHEST_SMOG:g}"
        )
        yield Finding(
            "warning" if smog > measures.HIGHEST_SMOG else "note",
            "smog",
            name,
            message,
            _("Use fewer words of three syllables or more."),
        )


def _level_findings(text: LessonText, language: str, file: str) -> Iterator[Finding]:
    read = what_the_patient_reads(text)
    figures = measures.measure(read, language)
    hint = _("Use shorter sentences and shorter words.")
    if figures.grade is not None and figures.grade > measures.AIM:
        bare = measures.measure_without_terms(read, language).grade
        message = _(
            "This lesson reads at grade {grade}, without its medical terms {bare}; {aim} is the aim, {most} the limit."
        ).format(
            grade=f"{figures.grade:g}", bare=f"{bare:g}", aim=f"{measures.AIM:g}", most=f"{measures.HIGHEST_GRADE:g}"
        )
        yield Finding("warning" if figures.grade > measures.HIGHEST_GRADE else "note", "grade", file, message, hint)
    if figures.words and figures.perspicuity is not None and figures.perspicuity < measures.EASE_AIM:
        message = _("This lesson reads as “{band}” ({ease}); “bastante fácil” ({aim}) is the aim.").format(
            band=figures.band, ease=f"{figures.perspicuity:g}", aim=f"{measures.EASE_AIM:g}"
        )
        yield Finding("warning" if figures.perspicuity < measures.LOWEST_EASE else "note", "ease", file, message, hint)


def _finding(remark: Remark, source: str, file: str) -> Finding:
    severity: Severity = "warning" if remark.kind == "very long" else "note"
    where = _line(file, source, remark.start)
    if remark.kind in ("long", "very long", "paragraph"):
        words = " ".join(source[remark.start : remark.end].split())
        shown = words if len(words) <= SHOWN else words[:SHOWN].rsplit(" ", 1)[0] + " …"
        return Finding(severity, remark.kind.replace(" ", "-"), where, f"“{shown}”: {remark.said}")
    first, _stop, hint = remark.said.partition(": " if remark.kind == "hard" else ". ")
    if remark.kind == "hard":
        return Finding(
            severity, "hard-word", where, _("{words} is a hard word.").format(words=first), hint[0].upper() + hint[1:]
        )
    return Finding(severity, remark.kind, where, f"{first}.", hint)


def _line(file: str, source: str, place: int) -> str:
    return f"{file}:{source.count(chr(10), 0, place) + 1}"
