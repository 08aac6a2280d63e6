"""A lesson taken apart into the fields of a form, each one text, and put together again. Lists have one entry a line."""

from __future__ import annotations

from collections.abc import Mapping

from content.lesson_text import Action, Answer, LessonText, Question, WhenToCall
from content.markdown import split_opening
from content.toml_section import unprintable

ANSWERS = (1, 2, 3)
ONE_LINE = (
    "title",
    "goal",
    "subject",
    "preheader",
    "action_title",
    "known",
    "unknown",
    "emergency",
    "crisis",
    "clinic",
    "ask",
)
LISTS = ("key_points", "steps", "sources")
OF_ANSWERS = tuple(f"{what}_{number}" for number in ANSWERS for what in ("answer", "why"))
PARTS = (*ONE_LINE, *LISTS, "text", "right", *OF_ANSWERS)
"""The names of the fields. `text` is Markdown, the opening paragraph first; `right` is the number of the right answer."""


def parts_of(text: LessonText) -> dict[str, str]:
    call, question = text.when_to_call, text.question
    parts = {name: getattr(text, name) for name in ("title", "goal", "subject", "preheader", "known", "unknown")}
    parts |= {"emergency": call.emergency, "crisis": call.crisis, "clinic": call.clinic, "ask": question.ask}
    parts |= {"action_title": text.action.title, "steps": "\n".join(text.action.steps)}
    parts |= {"key_points": "\n".join(text.key_points), "sources": "\n".join(text.sources)}
    parts["text"] = "\n\n".join(filter(None, (text.opening, text.body)))
    parts["right"] = next((str(n) for n, answer in enumerate(question.answers, 1) if answer.right), "")
    for number in ANSWERS:
        answer = question.answers[number - 1] if number <= len(question.answers) else Answer("", False, "")
        parts |= {f"answer_{number}": answer.text, f"why_{number}": answer.why}
    return parts


def text_from(parts: Mapping[str, str]) -> LessonText:
    """The lesson these fields say; missing ones are empty. `source` is empty: content/lesson_file.py writes it."""
    said = {name: tidy(parts.get(name, "")) for name in PARTS}
    one = {name: " ".join(said[name].split()) for name in ONE_LINE}
    opening, body = split_opening(said["text"].strip("\n"))
    return LessonText(
        **{name: one[name] for name in ("title", "goal", "subject", "preheader", "known", "unknown")},
        opening=opening,
        body=body.strip(),
        key_points=entries(said["key_points"]),
        action=Action(one["action_title"], entries(said["steps"])),
        when_to_call=WhenToCall(one["emergency"], one["crisis"], one["clinic"]),
        question=Question(one["ask"], tuple(answers(said))),
        sources=entries(said["sources"]),
        source="",
    )


def tidy(text: str) -> str:
    """With Unix line ends, and a space for each control character that pasting may bring along."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(" " if unprintable(character) else character for character in text)


def entries(text: str) -> tuple[str, ...]:
    """One a line, without blank ones."""
    return tuple(line for raw in text.split("\n") if (line := " ".join(raw.split())))


def answers(said: Mapping[str, str]) -> list[Answer]:
    """Those with a text or a reason, in order."""
    found = []
    for number in ANSWERS:
        text, why = (" ".join(said[f"{what}_{number}"].split()) for what in ("answer", "why"))
        if text or why:
            found.append(Answer(text, said["right"] == str(number), why))
    return found
