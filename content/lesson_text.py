"""The lesson file: TOML front matter between `+++` lines, then Markdown. Its first paragraph is the opening, the rest the body.

A lesson is data: braces, HTML and MJML in it are shown as typed. What a clinician signs is `content_hash`: every word,
the answer key and the sources, but not how the file is laid out.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from content.figures import Figure, ShownPicture, check_pictures, figures_in
from content.markdown import NO_PICTURES, OWN_PART, RichText, parsed, rich, rich_inline, split_opening
from content.reading_time import minutes_for
from content.toml_section import LessonFault, Section, unprintable

_FENCE = "+++"
_OWN_PART_OPENS = re.compile(rf":::+ *{OWN_PART} +[a-z0-9-]+\s*$")


@dataclass(frozen=True)
class Action:
    title: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class WhenToCall:
    emergency: str
    crisis: str
    clinic: str


@dataclass(frozen=True)
class Answer:
    text: str
    right: bool
    why: str


@dataclass(frozen=True)
class Question:
    ask: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class LessonText:
    """One lesson in one language. `source` is the file as it was read; all else is what it says."""

    title: str
    goal: str
    subject: str
    preheader: str
    opening: str
    body: str
    key_points: tuple[str, ...]
    action: Action
    known: str
    unknown: str
    when_to_call: WhenToCall
    question: Question
    sources: tuple[str, ...]
    source: str

    @cached_property
    def words(self) -> int:
        """Words the patient reads: not the sources, and not the reasons on the page after an answer."""
        lines = [self.title, *self.key_points, self.action.title, *self.action.steps]
        call, question = self.when_to_call, self.question
        lines += [call.emergency, call.crisis, call.clinic, question.ask, *(answer.text for answer in question.answers)]
        blocks = (self.opening, self.body, self.known, self.unknown)
        texts = [rich_inline(line).text for line in lines] + [rich(block, _NO_WORDS).text for block in blocks]
        return sum(1 for text in texts for word in text.split() if any(map(str.isalnum, word)))

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The pictures it shows, with the lines of the file they stand on."""
        _, markdown, first_line = parted(plain(self.source), "")
        found = figures_in(parsed(markdown))
        return tuple(replace(figure, line=figure.line + first_line - 1) for figure in found)

    @property
    def lacking(self) -> list[str]:
        """What a draft still has to get before a clinician can sign it."""
        right = [answer for answer in self.question.answers if answer.right]
        parts = {
            gettext_noop("title"): self.title,
            gettext_noop("goal"): self.goal,
            gettext_noop("subject"): self.subject,
            gettext_noop("preheader"): self.preheader,
            gettext_noop("opening paragraph"): self.opening,
            gettext_noop("key points"): self.key_points,
            gettext_noop("action"): self.action.title and self.action.steps,
            gettext_noop("when to call"): all(
                (self.when_to_call.emergency, self.when_to_call.crisis, self.when_to_call.clinic)
            ),
            gettext_noop("question"): self.question.ask and len(self.question.answers) > 1,
            gettext_noop("right answer"): len(right) == 1 or not self.question.answers,
        }
        return [name for name, part in parts.items() if not part]

    @property
    def minutes(self) -> int:
        """Reading time at 200 words a minute, rounded up."""
        return minutes_for(self.words)


def lacking_in_words(lacking: Iterable[str]) -> str:
    """goal, no question: goes on a sentence such as "It has no …"."""
    return _(", no ").join(_(part) for part in lacking)


def parse_lesson(source: str, name: str) -> LessonText:
    """Read a lesson file; `name` is what faults call it. Raises LessonFault."""
    front, markdown, first_line = parted(plain(source), name)
    top = Section.read(front, name, offset=1)
    top.only("draft title goal subject preheader key_points known unknown sources action when_to_call question")
    if top.values.get("draft") is True:
        return _draft(top, *split_opening(markdown), source)
    opening, body = split_opening(checked_markdown(markdown, name, first_line))
    check_pictures(parsed(markdown), name, first_line)
    if not opening:
        sentence = _("the text after the second +++ must start with a paragraph, the opening")
        raise LessonFault(f"{name}:{first_line}: {sentence}")
    action = top.section("action").only("title steps")
    call = top.section("when_to_call").only("emergency crisis clinic")
    return LessonText(
        **{key: top.line(key) for key in ("title", "goal", "subject", "preheader")},
        opening=opening,
        body=body.strip(),
        key_points=top.lines("key_points", 1, 3),
        action=Action(action.line("title"), action.lines("steps", 1, 4)),
        known=top.text("known", needed=False),
        unknown=top.text("unknown", needed=False),
        when_to_call=WhenToCall(call.line("emergency"), call.line("crisis"), call.line("clinic")),
        question=_question(top.section("question").only("ask answers")),
        sources=top.lines("sources", 0, None),
        source=source,
    )


def _draft(top: Section, opening: str, body: str, source: str) -> LessonText:
    """A lesson still being written (`draft = true`): any part may be missing, and none is counted."""
    action = top.part("action").only("title steps")
    call, question = top.part("when_to_call").only("emergency crisis clinic"), top.part("question").only("ask answers")
    answers = [answer.only("text right why") for answer in question.sections("answers")]
    return LessonText(
        **{key: top.line(key, needed=False) for key in ("title", "goal", "subject", "preheader")},
        opening=opening,
        body=body.strip(),
        key_points=top.lines("key_points", 0, None),
        action=Action(action.line("title", needed=False), action.lines("steps", 0, None)),
        known=top.text("known", needed=False),
        unknown=top.text("unknown", needed=False),
        when_to_call=WhenToCall(*(call.line(key, needed=False) for key in ("emergency", "crisis", "clinic"))),
        question=Question(
            question.line("ask", needed=False),
            tuple(
                Answer(one.line("text", needed=False), one.values.get("right") is True, one.line("why", needed=False))
                for one in answers
            ),
        ),
        sources=top.lines("sources", 0, None),
        source=source,
    )


def content_hash(text: LessonText) -> str:
    """What a signature binds, as 64 hex digits. Renaming a field voids every signature: a test pins one.

    A picture is bound by its name, which holds the hash of its bytes (clinic/picture_files.py).
    """
    bound = asdict(text)
    del bound["source"]
    return sha256(json.dumps(bound, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def lesson_context(
    text: LessonText, words: Mapping[str, Mapping[str, str]], pictures: Mapping[str, ShownPicture] = NO_PICTURES
) -> dict[str, Any]:
    """The `lesson` of the email and page templates. `words` is a whole words file: its [lesson] table is used.

    `pictures`: as `shown_pictures` finds them; without them their descriptions stand in their places.
    """

    def block(markdown: str) -> dict[str, str]:
        return _both(rich(markdown, words["lesson"]))

    return {
        "title": text.title,
        "minutes": text.minutes,
        "opening": block(text.opening),
        "key_points": [_both(rich_inline(point)) for point in text.key_points],
        "body": _both(rich(text.body, words["lesson"], pictures)),
        "action": {"title": text.action.title, "steps": [_both(rich_inline(step)) for step in text.action.steps]},
        "known": block(text.known),
        "unknown": block(text.unknown),
        "when_to_call": asdict(text.when_to_call),
        "question": {"ask": text.question.ask, "answers": [answer.text for answer in text.question.answers]},
        "sources": list(text.sources),
    }


_NO_WORDS = {"how_we_do_it_here": "", "ask_us_how_we_do_it": ""}


def plain(source: str) -> str:
    """Without a byte order mark, with Unix line ends."""
    return source.removeprefix("\ufeff").replace("\r\n", "\n")


def parted(text: str, name: str) -> tuple[str, str, int]:
    """Front matter, Markdown, and the line the Markdown starts on."""
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        raise LessonFault(f"{name}:1: the file must start with a line +++, then title, goal and the other keys")
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == _FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    raise LessonFault(f"{name}:{len(lines)}: a second line +++ is missing, between the keys and the text")


def checked_markdown(markdown: str, name: str, first_line: int) -> str:
    """Refuse what Markdown would pass over in silence: control characters, and a clinic's own part that isn't one."""
    inside = False
    for number, line in enumerate(markdown.split("\n"), first_line):
        if unprintable(line):
            sentence = _("this line holds a control character, please type it again")
            raise LessonFault(f"{name}:{number}: {sentence}")
        if line.startswith(":::"):
            if inside != (not line.strip(": ")) or not (inside or _OWN_PART_OPENS.match(line)):
                sentence = _("write ::: {part} NAME, the text, and ::: to end it").format(part=OWN_PART)
                raise LessonFault(f"{name}:{number}: {sentence}")
            inside = not inside
    if inside:
        sentence = _("the last ::: {part} isn't ended by a line :::").format(part=OWN_PART)
        raise LessonFault(f"{name}:{number}: {sentence}")
    return markdown


def _question(section: Section) -> Question:
    answers = [answer.only("text right why") for answer in section.sections("answers")]
    read = tuple(Answer(a.line("text"), a.whole("right", bool), a.line("why")) for a in answers)
    if not 2 <= len(read) <= 3:
        raise section.fault(_("a question needs 2 or 3 answers and has {n}").format(n=len(read)), "answers")
    right = sum(answer.right for answer in read)
    if right != 1:
        raise section.fault(_("exactly one answer must have right = true, here {n} have").format(n=right), "answers")
    return Question(section.line("ask"), read)


def _both(text: RichText) -> dict[str, str]:
    return {"html": text.html, "text": text.text}
