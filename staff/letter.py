"""A lesson's text as the letter patients read (templates/portal/letter.html), for pages of the desk."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from campaigns.emails.making import clinic_context, place, title_after
from campaigns.models import Step
from clinic.models import ClinicProfile
from content.lesson_text import lesson_context
from content.models import Revision
from content.shown_pictures import shown_pictures
from content.words import direction, layout_words
from staff.pictures import picture_url


def letter_of(step: Step, revision: Revision, clinic: ClinicProfile, now: datetime) -> dict[str, Any]:
    words = layout_words(revision.language)
    following = title_after(step, revision.language, now, practising=True)
    return {
        "series": {"slug": step.series.slug, "title": step.series.title, **place(step, following)},
        "lesson": lesson_context(revision.text, words, shown_pictures(revision.text, picture_url)),
        "words": words,
        "clinic": clinic_context(clinic, revision.language),
        "field": {"greeting": "", "next_date": ""},
        "answers": [vars(answer) for answer in revision.text.question.answers],
        "letter": {"language": revision.language, "direction": direction(revision.language)},
    }
