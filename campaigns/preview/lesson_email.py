"""The email of one lesson, as `render` and the tests ask for it."""

from __future__ import annotations

from datetime import datetime

from campaigns.emails.kept_emails import templates
from campaigns.emails.making import Words, lesson_source, link_source, title_after
from campaigns.models import Step
from campaigns.preview.made import Preview, make
from campaigns.preview.personas import Persona
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from content.models.lesson import TextToSend


def step_of(name: str) -> Step:
    """The step whose lesson is called `name` (series/lesson, or the lesson alone where that is clear). Raises Refusal."""
    collection, _, slug = name.rpartition("/")
    steps = Step.objects.select_related("lesson", "series").filter(lesson__slug=slug)
    found = list(steps.filter(lesson__collection=collection) if collection else steps)
    if len(found) == 1:
        return found[0]
    known = (
        ", ".join(step.lesson.name for step in Step.objects.select_related("lesson")[:12])
        or "none yet: run load_library"
    )
    raise Refusal(f"There is no lesson {name!r}. The lessons here: {known}.")


def preview(step: Step, language: str, persona: Persona, now: datetime, *, link_only: bool = False) -> Preview:
    """The email of the text that would go out now: the signed one, else the newest. Raises Refusal, EmailError."""
    text = text_for(step, language, now)
    following = title_after(step, text.revision.language, now, practising=True)
    words = Words.of(step, text.revision, text.review, following)
    source = (link_source if link_only else lesson_source)(words, ClinicProfile.current())
    return make(source, templates(), persona, now).refuse_errors()


def text_for(step: Step, language: str, now: datetime) -> TextToSend:
    text = step.lesson.text_to_send([language], now, practising=True)
    if text is None:
        there = ", ".join(sorted(set(step.lesson.revisions.values_list("language", flat=True))))
        raise Refusal(f"{step.lesson.name} has no text in {language!r}: it has {there}.")
    return text
