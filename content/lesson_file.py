"""A lesson's parts written as a lesson file: what the editor saves. Reading the file gives the same parts back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from content.lesson_text import LessonText

_FENCE = "+++"


def lesson_file(text: LessonText, *, draft: bool) -> str:
    """The file that says what `text` says. `draft` marks one that may still lack parts."""
    return "\n".join([_FENCE, *(["draft = true"] if draft else []), *_front(text), _FENCE, "", *_markdown(text), ""])


def toml_text(text: str) -> str:
    """A TOML basic string on one line; JSON's escapes are among TOML's (toml.io 1.0, String)."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False).replace("\x7f", "\\u007f")


def _front(text: LessonText) -> Iterator[str]:
    for name in ("title", "goal", "subject", "preheader"):
        yield f"{name} = {toml_text(getattr(text, name))}"
    yield from _listed("key_points", text.key_points)
    for name in ("known", "unknown"):
        if getattr(text, name):
            yield f"{name} = {toml_text(getattr(text, name))}"
    if text.sources:
        yield from _listed("sources", text.sources)
    yield from ("", "[action]", f"title = {toml_text(text.action.title)}", *_listed("steps", text.action.steps))
    yield from ("", "[when_to_call]")
    for name in ("emergency", "crisis", "clinic"):
        yield f"{name} = {toml_text(getattr(text.when_to_call, name))}"
    yield from ("", "[question]", f"ask = {toml_text(text.question.ask)}")
    for answer in text.question.answers:
        yield from ("", "[[question.answers]]", f"text = {toml_text(answer.text)}")
        yield from (f"right = {'true' if answer.right else 'false'}", f"why = {toml_text(answer.why)}")


def _listed(name: str, values: Sequence[str]) -> Iterator[str]:
    if not values:
        yield f"{name} = []"
        return
    yield from (f"{name} = [", *(f"  {toml_text(value)}," for value in values), "]")


def _markdown(text: LessonText) -> Iterator[str]:
    yield from ([text.opening] if text.opening else [])
    yield from (["", text.body] if text.opening and text.body else [text.body] if text.body else [])
