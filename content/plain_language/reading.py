"""The words a lesson's figures are taken from: all a patient reads, in the email, on the page and in the inbox,
and the goal, which is written for the patient too.

The sources aren't counted, nor headings and lines of four words or fewer: they are no sentences and would lower the grade.
"""

from collections.abc import Iterator

from content.lesson_text import LessonText
from content.markdown import parsed

SHORTEST_LINE = 5  # words
_STOPS = (".", "!", "?", "…")


def what_the_patient_reads(text: LessonText) -> str:
    """Plain text, a line for each paragraph, item or key, each ended by a stop."""
    keys = [line for line in _keys(text) if len(line.split()) >= SHORTEST_LINE]
    lines = [words for part in (*keys, text.opening, text.body) for words in _paragraphs(part)]
    return "\n".join(line if line.endswith(_STOPS) else line.rstrip(":") + "." for line in lines)


def _keys(text: LessonText) -> Iterator[str]:
    yield from (text.title, text.goal, text.subject, text.preheader, *text.key_points)
    yield from (text.known, text.unknown, text.action.title, *text.action.steps)
    yield from (text.when_to_call.emergency, text.when_to_call.crisis, text.when_to_call.clinic, text.question.ask)
    for answer in text.question.answers:
        yield from (answer.text, answer.why)


def _paragraphs(markdown: str) -> Iterator[str]:
    heading = False
    for token in parsed(markdown):
        if token.type in ("heading_open", "heading_close"):
            heading = token.type == "heading_open"
        elif token.type == "inline" and not heading:
            spoken = "".join(
                child.content if child.type in ("text", "code_inline") else " " for child in token.children or []
            )
            if words := " ".join(spoken.split()):
                yield words
