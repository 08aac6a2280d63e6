"""Exactly what the send would make, for a made-up patient: the same compile and the same fill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from campaigns import links
from campaigns.emails import Words, lesson_source, link_source, templates, title_after
from campaigns.models import Step
from campaigns.personas import Persona
from campaigns.values import greeting, long_date, weekday_and_date
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from content.models.lesson import TextToSend
from mailer.compiled import CompiledEmail
from mailer.compiling import compile_email
from mailer.filling import FilledEmail, fill
from mailer.mime import message_id_for, mime

NOBODY = "patient@example.org"
TOKEN = "Preview0fAnEmail1NobodyGets000000"


@dataclass(frozen=True)
class Preview:
    email: CompiledEmail
    values: dict[str, str]
    at: datetime

    def filled(self) -> FilledEmail:
        return fill(self.email, self.values)

    def eml(self) -> bytes:
        return mime(self.email, self.values, to=NOBODY, message_id=message_id_for(self.email, "preview"), date=self.at)


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
    words = Words(step, text.revision, text.review, title_after(step, text.revision.language, now, practising=True))
    source = (link_source if link_only else lesson_source)(words, ClinicProfile.current())
    return Preview(compile_email(source, templates()), values_for(persona, text.revision.language, now), now)


def text_for(step: Step, language: str, now: datetime) -> TextToSend:
    text = step.lesson.text_to_send([language], now, practising=True)
    if text is None:
        there = ", ".join(sorted(set(step.lesson.revisions.values_list("language", flat=True))))
        raise Refusal(f"{step.lesson.name} has no text in {language!r}: it has {there}.")
    return text


def values_for(persona: Persona, language: str, now: datetime) -> dict[str, str]:
    return {
        "read_url": links.lesson(TOKEN),
        "sources_url": links.sources(TOKEN),
        "stop_url": links.stop(TOKEN),
        **{f"answer_{number}_url": links.answer(TOKEN, number) for number in (1, 2, 3)},
        "greeting": greeting(persona.given_name, language),
        "given_name": persona.given_name,
        "next_date": weekday_and_date((now + timedelta(days=3)).date(), language),
        "asked_on": long_date(now.date(), language),
    }
