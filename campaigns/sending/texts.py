"""The text of a lesson that may go out to a patient now: in which language, with which note above it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from campaigns.models import Enrolment, Step
from campaigns.sending.due import Due
from content.cover_notes import cover_note
from content.models.lesson import TextToSend


class TextsOfThisRun:
    """The texts that may go out, looked up once a run."""

    def __init__(self, now: datetime, *, practising: bool) -> None:
        self.now, self.practising = now, practising
        self.texts: dict[tuple[UUID, str, str], TextToSend | None] = {}

    def of(self, step: Step, one: Due) -> TextToSend | None:
        """None while there is none to send."""
        wanted = (step.id, one.language, one.untranslated)
        if wanted not in self.texts:
            otherwise = "" if waits_for_its_language(one) else step.series.language
            among = languages(one.language, otherwise)
            self.texts[wanted] = step.lesson.text_to_send(among, self.now, practising=self.practising)
        return self.texts[wanted]


def what_it_waits_for(step: Step, one: Due) -> str:
    waits = waits_for_its_language(one) and one.language.split("-")[0] != step.series.language.split("-")[0]
    return Enrolment.WaitsFor.LANGUAGE if waits else Enrolment.WaitsFor.REVIEW


def languages(wanted: str, otherwise: str) -> list[str]:
    """The languages to look for a text in: as asked, its base language, then the series' own (empty: none)."""
    return list(filter(None, dict.fromkeys((wanted, wanted.split("-")[0], otherwise))))


def waits_for_its_language(one: Due) -> bool:
    return one.untranslated == Enrolment.Untranslated.WAIT


def cover_for(wanted: str, written_in: str) -> str:
    """The language of the note above a text in another language than the patient's; empty where none is needed or known."""
    if wanted.split("-")[0] == written_in.split("-")[0]:
        return ""
    note = cover_note(wanted)
    return note.language if note else ""
