"""Which lessons wait for this person's signature, which run out soon, and which are signed: the parts of the Reviews page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from campaigns.models import Series, Step
from campaigns.reviewing.signing import SIGNS_AS
from campaigns.series.lesson_states import LessonState, states_by_language
from clinic.models import ClinicProfile, Person
from content.models import Review


@dataclass(frozen=True)
class Text:
    """One lesson of a series in one language."""

    step: Step
    language: str
    state: LessonState
    offered: bool  # it is the lesson's own language, or one the clinic teaches in

    @property
    def key(self) -> str:
        """How a form names these words: lesson, language and the hash that was shown."""
        signed = self.state.signed or self.state.newest
        return f"{self.step.lesson_id}:{self.language}:{signed.content_hash if signed else ''}"


def all_texts(now: datetime) -> list[Text]:
    """Every text there is, the ways of the series in order. Four queries. A lesson in two series is named once."""
    steps = list(Step.objects.select_related("series", "lesson").order_by("series__title", "position"))
    found = states_by_language(steps, now)
    seen: set[tuple[object, str]] = set()
    languages = ClinicProfile.current().languages
    texts = []
    for step in steps:
        for language, state in sorted(found[step.id].items(), key=lambda one: (one[0] != step.series.language, one[0])):
            if state.newest and (step.lesson_id, language) not in seen:
                seen.add((step.lesson_id, language))
                texts.append(Text(step, language, state, not state.translation or language in languages))
    return texts


def waits(text: Text) -> bool:
    """Somebody has asked for a review, or the series is taught in this language and nothing of this lesson is signed."""
    taught = text.offered and text.step.series.state != Series.State.DRAFT
    return bool(text.state.lacks()) and (text.state.in_review or (taught and not text.state.is_signed))


def for_person(texts: Iterable[Text], person: Person | None) -> list[Text]:
    """Those that wait for this person's signature, asked ones first, then lessons, then translations."""
    kind = SIGNS_AS.get(Person.Role(person.role)) if person else None
    if person is None or kind is None:
        return []
    mine = [text for text in texts if waits(text) and kind in text.state.lacks(practice=person.practice)]
    return sorted(mine, key=lambda text: (not text.state.in_review, text.state.translation))


def expiring(texts: Iterable[Text], kind: Review.Kind | None) -> list[Text]:
    """Signed ones that stop going out within 60 days, the first first. `kind`: whose signature it is that runs out; None: anybody's."""
    soon = [text for text in texts if text.state.is_expiring and (kind is None or ends_with(text, kind))]
    return sorted(soon, key=lambda text: text.state.stops_on or text.state.today)


def ends_with(text: Text, kind: Review.Kind) -> bool:
    return any(one.kind == kind and one.expires_on == text.state.last_day for one in text.state.let_out_by)


def signed(texts: Iterable[Text]) -> list[Text]:
    return [text for text in texts if text.state.is_signed and not text.state.is_expiring]


def number_waiting(person: Person | None, now: datetime) -> int:
    """For the navigation. Asks nothing of the database for people who sign nothing."""
    if person is None or Person.Role(person.role) not in SIGNS_AS:
        return 0
    return len(for_person(all_texts(now), person))
