"""The subject of the email a patient gets next, as it will stand in the inbox: for the card that tells what to look for."""

from __future__ import annotations

from datetime import datetime

from campaigns.models import Enrolment
from campaigns.sending.texts import languages
from campaigns.sending.way import way_now
from clinic.models import ClinicProfile
from content.words import layout_words


def next_subject(enrolment: Enrolment, now: datetime) -> str:
    """Empty when nothing of this enrolment is still to come, or no text of it may go out yet."""
    language, clinic, way = enrolment.patient.language, ClinicProfile.current(), way_now(now)
    if enrolment.waits_for == Enrolment.WaitsFor.CONFIRMATION:
        return told(layout_words(language)["email"]["welcome_subject"], clinic)
    step, series = enrolment.next_step(), enrolment.series
    text = step and step.lesson.text_to_send(languages(language, series.language), now, practising=way.practising)
    if step is None or not text:
        return ""
    if way.link_only or enrolment.patient.private_mail:
        words = layout_words(text.revision.language)["email"]["ready_subject"]
        return told(words, clinic, position=step.position, count=series.steps.count())
    return text.revision.text.subject.replace("{mail_name}", clinic.mail_name)


def told(words: str, clinic: ClinicProfile, **more: object) -> str:
    return words % {"mail_name": clinic.mail_name, **more}
