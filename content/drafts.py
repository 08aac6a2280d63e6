"""A lesson's draft: written by saves, by one person or several, until it becomes the next revision. Nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from clinic.refusal import Refusal
from content.lesson_file import lesson_file
from content.lesson_parts import parts_of, text_from
from content.lesson_text import LessonText, content_hash, lacking_in_words, parse_lesson
from content.merging import merged_fields
from content.models import DraftSave, Lesson, Revision
from content.toml_section import LessonFault

MOST_CHARACTERS = 60_000  # of one draft: ten times the longest lesson
TRIES = 5


@dataclass(frozen=True)
class Draft:
    """What authors work on. `number` is that of the newest save there ever was; not `is_open`: the newest revision's words."""

    lesson: Lesson
    language: str
    number: int
    source: str
    revision: Revision | None
    is_open: bool = False
    saved_at: datetime | None = None
    saved_by: str = ""

    @property
    def text(self) -> LessonText:
        return parse_lesson(self.source, f"{self.lesson.slug}.md")

    @property
    def parts(self) -> dict[str, str]:
        return parts_of(self.text)

    @property
    def differs(self) -> bool:
        """Whether its words are others than those of the newest revision."""
        return self.revision is None or content_hash(self.text) != self.revision.content_hash


@dataclass(frozen=True)
class Saved:
    """The draft after a save. `merged`: fields that somebody else had changed meanwhile; `both`: those that hold both texts now."""

    draft: Draft
    merged: frozenset[str] = frozenset()
    both: frozenset[str] = frozenset()
    began: bool = False  # the first save since the newest revision


def draft_of(lesson: Lesson, language: str) -> Draft:
    """The newest save, else the newest revision, else (a translation to be made) an empty text with the original's sources."""
    newest, revision = DraftSave.objects.of(lesson, language).first(), lesson.latest(language)
    if newest and newest.became_id is None:
        return Draft(lesson, language, newest.number, newest.source, revision, True, newest.saved_at, newest.saved_by)
    number = newest.number if newest else 0
    return Draft(lesson, language, number, revision.source if revision else blank(lesson), revision)


def blank(lesson: Lesson) -> str:
    original = lesson.latest(lesson.language)
    kept = {"sources": parts_of(original.text)["sources"]} if original else {}
    return lesson_file(text_from(kept), draft=True)


def save(lesson: Lesson, language: str, parts: Mapping[str, str], *, seen: int, now: datetime, by: str) -> Saved:
    """Keep what somebody typed who saw save number `seen`. What others saved meanwhile is merged in. Raises Refusal."""
    source = lesson_file(text_from(parts), draft=True)
    if len(source) > MOST_CHARACTERS:
        raise Refusal(
            _("A lesson holds at most {most} characters, this one {n}: split it in two.").format(
                most=f"{MOST_CHARACTERS:,}", n=f"{len(source):,}"
            )
        )
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                return store(draft_of(lesson, language), parts_of(text_from(parts)), seen, now, by)
        except IntegrityError:  # somebody saved in the same moment: merge with that
            continue
    raise Refusal(_("Others are saving this lesson at the same moment: try again."))


def store(draft: Draft, parts: dict[str, str], seen: int, now: datetime, by: str) -> Saved:
    changed: set[str] = set()
    both: set[str] = set()
    mine = parts
    if draft.number != seen:
        theirs = draft.parts
        parts, both = merged_fields(seen_parts(draft, seen), mine, theirs)
        changed = {name for name, text in parts.items() if text != mine.get(name, "")}
    source = lesson_file(text_from(parts), draft=True)
    if lesson_file(draft.text, draft=True) != source:
        saved = DraftSave.objects.add(draft.lesson, draft.language, draft.number + 1, source, now=now, by=by)
        began = not draft.is_open
        draft = Draft(draft.lesson, draft.language, saved.number, source, draft.revision, True, now, by)
        return Saved(draft, frozenset(changed), frozenset(both), began)
    return Saved(draft, frozenset(changed), frozenset(both))


def seen_parts(draft: Draft, seen: int) -> dict[str, str]:
    """What the author saw when they began to type. A save that isn't kept any more counts as nothing seen: all is merged as new."""
    saves = DraftSave.objects.of(draft.lesson, draft.language)
    if earlier := saves.filter(number=seen).first():
        return parts_of(parse_lesson(earlier.source, "draft"))
    first = saves.last()
    if seen or first is None or first.number > 1:
        return {}
    before = draft.lesson.revisions.filter(language=draft.language, made_at__lte=first.saved_at)
    revision = before.exclude(draft_saves=first).order_by("-number").first()
    return parts_of(revision.text) if revision else {}


def revise(lesson: Lesson, language: str, source: str, *, now: datetime, by: str) -> tuple[Revision, bool]:
    """A revision that doesn't come from the editor: what it changes flows into the draft and into pages that are open.

    Raises LessonFault on a faulty text.
    """
    if not lesson.revisions.filter(language=language).exists():
        return lesson.revise(language, source, now=now, by=by)
    with transaction.atomic():
        before = draft_of(lesson, language)
        revision, changed = lesson.revise(language, source, now=now, by=by)
        if not changed or before.revision is None:
            return revision, changed
        was, theirs = parts_of(before.revision.text), parts_of(revision.text)
        parts = merged_fields(was, before.parts, theirs)[0] if before.is_open else theirs
        saved = DraftSave.objects.add(
            lesson, language, before.number + 1, lesson_file(text_from(parts), draft=True), now=now, by=by
        )
        if not before.is_open:
            saved.became = revision
            saved.save(update_fields=["became"])
        return revision, changed


def finish(lesson: Lesson, language: str, *, seen: int, now: datetime, by: str) -> Revision:
    """The draft becomes the next revision, word for word as its author saw it. Raises Refusal, saying what is still missing."""
    with transaction.atomic():
        draft = draft_of(lesson, language)
        if draft.number != seen:
            raise Refusal(_("Somebody has changed this lesson since you last saw it: read it again, then go on."))
        if lacking := draft.text.lacking:
            raise Refusal(_("This lesson isn't finished: it has no {parts}.").format(parts=lacking_in_words(lacking)))
        if not draft.differs and draft.revision:
            revision = draft.revision
        else:
            try:
                revision, _changed = lesson.revise(
                    language, lesson_file(draft.text, draft=False), now=now, by=draft.saved_by or by,
                    written_by=DraftSave.objects.open(lesson, language).order_by().values_list("saved_by", flat=True).distinct(),
                )  # fmt: skip
            except LessonFault as fault:
                raise Refusal(_("This lesson can't go to review yet: {why}").format(why=sentence(fault))) from None
        DraftSave.objects.open(lesson, language).update(became=revision)
        return revision


def sentence(fault: LessonFault) -> str:
    """The fault without file and line, which the author of a form never sees."""
    text = str(fault).split(": ", 1)[-1].rstrip(".")
    return f"{text}."
