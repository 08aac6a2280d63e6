"""A lesson in the browser, and its answers. Opening either changes nothing: scanners open everything. A button gives the answer."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.models import Answer, Message
from portal import door
from portal.letter import Letter
from portal.page import page
from portal.patient_page import patient_page
from portal.views_door import show_door
from portal.your_lessons import your_lessons


@patient_page
@require_safe
def lesson(request: HttpRequest, token: str) -> HttpResponse:
    message, now = lesson_of(token), timezone.now()
    if door.is_shut(request, message, now):
        return show_door(message, now)
    letter = Letter(message, now)
    return page("lesson", letter.language, **letter.context(), lessons=your_lessons(letter))


@patient_page
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """`number` counts from 1, as in the email. POST gives the answer, and so does the button of the page that GET shows."""
    message, now = lesson_of(token), timezone.now()
    if door.is_shut(request, message, now):
        return show_door(message, now)
    letter = Letter(message, now)
    answers = letter.text.question.answers
    if number not in range(1, len(answers) + 1):
        raise Http404
    if request.method == "POST":
        Answer.objects.give(message, number, now, right=answers[number - 1].right)
    return page("answer", letter.language, **letter.answer(number))


def lesson_of(token: str) -> Message:
    return get_object_or_404(Message.objects.lessons().opened_by(token))
