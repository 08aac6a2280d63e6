"""The fields of the editor: what each part of a lesson is called, what it is for, and how long it may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SUBJECT_LENGTH, PREHEADER_LENGTH = 60, 90  # characters that phones show


@dataclass(frozen=True)
class Field:
    """`rows` 1: one line. `counts`: how many characters it may have, shown while typing."""

    name: str
    label: str | Promise
    hint: str | Promise = ""
    rows: int = 1
    counts: int = 0


@dataclass(frozen=True)
class Group:
    key: str
    title: str | Promise
    fields: tuple[Field, ...]
    says: str | Promise = ""


INBOX = (
    Field("subject", _("Subject"), _("Names no condition, no drug and no part of the body."), counts=SUBJECT_LENGTH),
    Field("preheader", _("Line below it"), _("What an inbox shows after the subject."), counts=PREHEADER_LENGTH),
)
HEAD = (
    Field("title", _("Title"), _("Big at the top of the email; it may name the condition.")),
    Field("goal", _("Goal"), _("One sentence that begins with “You can”.")),
)
TEXT = Field(
    "text",
    _("Text"),
    _("The first paragraph opens the lesson, after “Hello”. Then short paragraphs, headings and lists."),
    rows=14,
)
GROUPS = (
    Group("know", _("What to know"), (
        Field("key_points", _("Key points"), _("One to three, one a line. Each opens with a **bold sentence.**"), rows=3),
    )),
    Group("do", _("One thing to do"), (
        Field("action_title", _("Its name"), _("“Try this for a week”")),
        Field("steps", _("Steps"), _("One to four, one a line. Each opens with a **bold sentence.**"), rows=4),
    )),
    Group("known", _("What we know, and don’t know yet"), (
        Field("known", _("What studies show"), rows=2),
        Field("unknown", _("What they don’t show yet"), rows=2),
    )),
    Group("call", _("When to call"), (
        Field("emergency", _("Call the emergency number"), _("Begins with “If”. The number is put in for you."), rows=2),
        Field("crisis", _("Call the crisis line"), rows=2),
        Field("clinic", _("Call the clinic"), rows=2),
    )),
    Group("sources", _("Sources"), (
        Field("sources", _("Sources"), _("One a line: who, what, year, and a doi or an address."), rows=3),
    ), _("Patients find them behind a link.")),
)  # fmt: skip
ASK = Field("ask", _("Question"), _("One question about the goal; it isn’t a test."))


def shown(field: Field, parts: Mapping[str, str]) -> dict[str, object]:
    return {**vars(field), "value": parts.get(field.name, "")}
