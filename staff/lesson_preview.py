"""The email of a lesson exactly as a send would make it, filled for a made-up patient."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.lesson_states import lesson_states
from campaigns.linting import of_revision
from campaigns.models import Step
from campaigns.personas import PERSONAS
from campaigns.previewing import Preview, preview, text_for
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from content.models.lesson import TextToSend
from mailer.finding import EmailError
from staff.desk import desk_page, show
from staff.frames import email_frame, fault_frame, framed, wants
from staff.lesson_page import step_at
from staff.tabs import VIEWS, WIDTHS, address, links

PEOPLE = {
    "default": PERSONAS["default"].given_name,
    "no-name": "No name",
    "long": "Long",
    "rtl": "Arabic",
    "markup": "HTML",
}


@desk_page
@require_safe
def lesson_preview(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    step = step_at(slug, lesson)
    text, clinic = text_of(step), ClinicProfile.current()
    view, width, person = wants(request, "view", tuple(VIEWS)), wants(request, "width", tuple(WIDTHS)), wanted(request)
    here = reverse("staff:lesson_preview", args=[slug, lesson])
    way = list(step.series.way().select_related("series"))
    states = lesson_states(way, timezone.now())
    context = {
        "series": {"slug": slug, "title": step.series.title},
        "lesson": {"slug": lesson, "position": step.position, "title": text.revision.title},
        "review_state": states[step.id].word,
        "view": view,
        "tabs_of": links(here, "view", VIEWS, view, width=width, person=person),
        "width": width,
        "widths": links(here, "width", WIDTHS, width, view=view, person=person),
        "people": links(here, "person", PEOPLE, person, view=view, width=width),
        "frame_url": address(reverse("staff:lesson_frame", args=[slug, lesson]), person=person),
        "findings": list(of_revision(step, text.revision, clinic, timezone.now())),
        "lessons": [other(one, states[one.id].newest, step) for one in way],
        "envelope": envelope(text, clinic),
        **parts(made(step, person)),
    }
    return show(request, "lesson_preview", context)


@desk_page
@require_safe
@email_frame
def lesson_frame(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    found = made(step_at(slug, lesson), wanted(request))
    return fault_frame(found) if isinstance(found, EmailError) else framed(found.filled().html)


def wanted(request: HttpRequest) -> str:
    return wants(request, "person", tuple(PERSONAS))


def text_of(step: Step) -> TextToSend:
    try:
        return text_for(step, step.series.language, timezone.now())
    except Refusal:
        raise Http404 from None


def made(step: Step, person: str) -> Preview | EmailError:
    try:
        return preview(step, step.series.language, PERSONAS[person], timezone.now())
    except EmailError as fault:
        return fault


def envelope(text: TextToSend, clinic: ClinicProfile) -> dict[str, str]:
    said = (text.revision.text.subject, text.revision.text.preheader)
    subject, preheader = (line.replace("{mail_name}", clinic.mail_name) for line in said)
    return {"mail_name": clinic.mail_name or "no mail name yet", "subject": subject, "preheader": preheader}


def parts(found: Preview | EmailError) -> dict[str, Any]:
    if isinstance(found, EmailError):
        return {"text": "", "headers": [], "size": "nothing yet"}
    filled = found.filled()
    headers = [(name, str(value)) for name, value in message_from_bytes(found.eml(), policy=default).items()]
    return {"text": filled.text.decode(), "headers": headers, "size": f"{len(filled.html) / 1000:.0f} KB"}


def other(step: Step, newest: Any, here: Step) -> dict[str, Any]:
    return {
        "position": step.position, "title": newest.title if newest else step.lesson.slug, "current": step.pk == here.pk,
        "url": reverse("staff:lesson_preview", args=[step.series.slug, step.lesson.slug]),
    }  # fmt: skip
