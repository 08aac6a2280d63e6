"""What became of a claim of the article, told by those who write: one line of the coverage sheet is rewritten, or one more is added."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.models import Series
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from content.coverage import Claim, Fate, claims_of, fated, with_added, with_claim
from content.models import Lesson

LONGEST = 600  # characters of a reason, or of the lesson's words
CHANGED = gettext_noop("Somebody changed this line of the sheet meanwhile: read it again, then say what became of it.")
FATES = (Fate.KEPT, Fate.SOFTENED, Fate.DROPPED, Fate.ADDED)


def told_by(lesson: Lesson) -> Series | None:
    """The series whose sheet tells of this lesson."""
    return Series.objects.filter(steps__lesson=lesson).exclude(coverage="").order_by("created_at").first()


def number_of(lesson: Lesson) -> int:
    """The number its file begins with, by which a sheet calls it; 0 without one."""
    found = re.match(r"\d+", lesson.slug)
    return int(found[0]) if found else 0


def tell(lesson: Lesson, key: str, fate: Fate, says: str, reason: str, *, now: datetime, by: str) -> Claim:
    """Say anew what became of the claim `key`. The claim as it reads now. Raises Refusal when it isn't there any more."""
    with transaction.atomic():
        series = sheet_to_change(lesson)
        was = next((claim for claim in claims_of(series.coverage) if claim.key == key), None)
        if was is None:
            raise Refusal(_(CHANGED))
        says, reason = tidy(says) if was.can_say else was.says, tidy(reason)
        why = (
            reason if was.is_question else was.why if (fate, reason) == (was.fate, was.reason) else fated(fate, reason)
        )
        changed = replace(was, fate=was.fate if was.is_question else fate, says=says, why=why)
        series.coverage = with_claim(series.coverage, changed, was=was)
        keep(series, lesson, now, by)
        return changed


def add(lesson: Lesson, says: str, reason: str, *, now: datetime, by: str) -> Claim:
    """One more claim, which the article doesn't make. Raises Refusal when it says nothing."""
    says, reason = tidy(says), tidy(reason)
    if not says or not reason:
        raise Refusal(_("Write what the lesson says, and why it was added."))
    with transaction.atomic():
        series = sheet_to_change(lesson)
        series.coverage = with_added(series.coverage, number_of(lesson), says, reason)
        keep(series, lesson, now, by)
        return next(claim for claim in reversed(claims_of(series.coverage)) if claim.says == says)


def sheet_to_change(lesson: Lesson) -> Series:
    series = told_by(lesson) or Series.objects.filter(steps__lesson=lesson).order_by("created_at").first()
    if series is None:
        raise Refusal(_("This lesson stands in no series, so no sheet tells of it."))
    return Series.objects.select_for_update(no_key=True).get(pk=series.pk)


def keep(series: Series, lesson: Lesson, now: datetime, by: str) -> None:
    series.save(update_fields=["coverage"])
    AuditEntry.objects.record("claim.told", actor=by, now=now, subject=lesson.id, series=str(series.id))


def tidy(text: str) -> str:
    text = " ".join(text.split())
    if len(text) > LONGEST:
        raise Refusal(_("Say it in at most {most} characters, this has {n}.").format(most=LONGEST, n=len(text)))
    return text
