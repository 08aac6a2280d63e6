"""A lesson in the browser, and its answers. Opening either changes nothing: scanners open everything. A button gives the answer."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from campaigns.models import Answer, Helpfulness, Message
from portal.lesson_page import READ, lesson_page
from portal.letter import Letter
from portal.page import page
from portal.your_lessons import your_lessons


@lesson_page()
def lesson(request: HttpRequest, message: Message, now: datetime) -> HttpResponse:
    letter = Letter(message, now)
    return page("lesson", letter.language, **letter.context(), lessons=your_lessons(letter))


@lesson_page(methods=(*READ, "POST"))
def answer(request: HttpRequest, message: Message, now: datetime, number: int) -> HttpResponse:
    """`number` counts from 1, as in the email. POST gives the answer, and so does the button of the page that GET shows."""
    letter = answered(message, now, number)
    if request.method == "POST":
        Answer.objects.give(message, number, now, right=letter.text.question.answers[number - 1].right)
    return page("answer", letter.language, **letter.answer(number))


@lesson_page(methods=(*READ, "POST"), fields=("clear",))
def clear(request: HttpRequest, message: Message, now: datetime, number: int) -> HttpResponse:
    """ "Was this lesson clear?", asked under the answer of this number. Nobody has to say; the last word counts."""
    letter, said = answered(message, now, number), request.POST.get("clear", "")
    if said not in Helpfulness.Said.values:
        return redirect("portal:answer", message.token, number)
    Helpfulness.objects.say(message, said, now)
    return page("answer", letter.language, **letter.answer(number), thanked=True)


def answered(message: Message, now: datetime, number: int) -> Letter:
    """Raises Http404 for an answer the lesson doesn't have."""
    letter = Letter(message, now)
    if number not in range(1, len(letter.text.question.answers) + 1):
        raise Http404
    return letter
