"""The fields of the editor: what each part of a lesson is called, what it is for, and how long it may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SUBJECT_LENGTH, PREHEADER_LENGTH = 60, 90  # characters that phones show


@dataclass(frozen=True)
class Field:
    """`rows` 1: one line. `counts`: how many characters it may have, shown while typing."""

    name: str
    label: str
    hint: str = ""
    rows: int = 1
    counts: int = 0


@dataclass(frozen=True)
class Group:
    key: str
    title: str
    fields: tuple[Field, ...]
    says: str = ""


INBOX = (
    Field("subject", "Subject", "Names no condition, no drug and no part of the body.", counts=SUBJECT_LENGTH),
    Field("preheader", "Line below it", "What an inbox shows after the subject.", counts=PREHEADER_LENGTH),
)
HEAD = (
    Field("title", "Title", "Big at the top of the email; it may name the condition."),
    Field("goal", "Goal", "One sentence that begins with “You can”."),
)
TEXT = Field(
    "text",
    "Text",
    "The first paragraph opens the lesson, after “Hello”. Then short paragraphs, headings and lists.",
    rows=14,
)
GROUPS = (
    Group("know", "What to know", (
        Field("key_points", "Key points", "One to three, one a line. Each opens with a **bold sentence.**", rows=3),
    )),
    Group("do", "One thing to do", (
        Field("action_title", "Its name", "“Try this for a week”"),
        Field("steps", "Steps", "One to four, one a line. Each opens with a **bold sentence.**", rows=4),
    )),
    Group("known", "What we know, and don’t know yet", (
        Field("known", "What studies show", rows=2),
        Field("unknown", "What they don’t show yet", rows=2),
    )),
    Group("call", "When to call", (
        Field("emergency", "Call the emergency number", "Begins with “If”. The number is put in for you.", rows=2),
        Field("crisis", "Call the crisis line", rows=2),
        Field("clinic", "Call the clinic", rows=2),
    )),
    Group("sources", "Sources", (
        Field("sources", "Sources", "One a line: who, what, year, and a doi or an address.", rows=3),
    ), "Patients find them behind a link."),
)  # fmt: skip
ASK = Field("ask", "Question", "One question about the goal; it isn’t a test.")


def shown(field: Field, parts: Mapping[str, str]) -> dict[str, object]:
    return {**vars(field), "value": parts.get(field.name, "")}
