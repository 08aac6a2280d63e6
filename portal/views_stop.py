"""Stopping the lessons, from the link in every email, and the undo. Opening a page changes nothing; a button does."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaigns.emails.values import weekday_and_date
from campaigns.enrolments.coming import coming
from campaigns.enrolments.lesson_wishes import Wishes, carry_out, today_of
from campaigns.models import Enrolment
from campaigns.stopping import lessons as stopping
from clinic.refusal import Refusal
from content.words import words_language
from portal.page import page
from portal.patient_page import ANYTHING, patient_page
from portal.ways_to_stop import beside_a_series

BREAK_INSTEAD = timedelta(weeks=4)


@patient_page(fields=ANYTHING)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """POST is the button, and a mail program's one-click (RFC 8058: no session, no cookie, no redirect)."""
    enrolment = enrolment_of(token)
    if request.method == "POST":
        stopping.stop(enrolment, timezone.now(), by="patient")
        return stopped(enrolment)
    if enrolment.state == Enrolment.State.ENDED:
        return stopped(enrolment)
    others = beside_a_series(enrolment.patient, token, running=True)
    return page("stop", enrolment.patient.language, stop_url=reverse("portal:stop", args=[token]), others=others)


@patient_page
@require_http_methods(["GET", "HEAD", "POST"])
def undo_stop(request: HttpRequest, token: str) -> HttpResponse:
    enrolment = enrolment_of(token)
    if request.method != "POST":
        return redirect("portal:stop", token)
    if stopping.can_undo(enrolment):
        start_again(enrolment)
    return stopped(enrolment) if enrolment.state == Enrolment.State.ENDED else started(enrolment)


@patient_page
@require_http_methods(["GET", "HEAD", "POST"])
def break_instead(request: HttpRequest, token: str) -> HttpResponse:
    """The gentler way: the stop is undone, and the next lesson comes after four weeks."""
    enrolment = enrolment_of(token)
    if request.method != "POST":
        return redirect("portal:stop", token)
    if not stopping.can_undo(enrolment):
        return stopped(enrolment)
    start_again(enrolment)
    now = timezone.now()
    if Enrolment.objects.under_way().filter(pk=enrolment.pk).exists():
        enrolment.refresh_from_db()
        wishes = Wishes.of(enrolment, today_of(enrolment, now))
        rested = Wishes(wishes.pace, today_of(enrolment, now) + BREAK_INSTEAD, wishes.language, wishes.plain_text)
        carry_out(enrolment, rested, now, by="patient")
    return started(enrolment)


def start_again(enrolment: Enrolment) -> None:
    try:
        stopping.undo_stop(enrolment, timezone.now(), by="patient", as_before=True)
    except Refusal:  # enrolled anew since: those lessons go on, and this page can't say more
        enrolment.state = Enrolment.State.ACTIVE


def enrolment_of(token: str) -> Enrolment:
    return get_object_or_404(Enrolment.objects.stopped_by(token))


def stopped(enrolment: Enrolment) -> HttpResponse:
    token, can_undo = enrolment.stop_token, stopping.can_undo(enrolment)
    following = enrolment.next_step()
    return page(
        "stopped",
        enrolment.patient.language,
        undo_url=reverse("portal:undo_stop", args=[token]) if can_undo else None,
        break_url=reverse("portal:break_instead", args=[token]) if can_undo and following else None,
        next_position=following and following.position,
        others=beside_a_series(enrolment.patient, token, running=False),
    )


def started(enrolment: Enrolment) -> HttpResponse:
    language = enrolment.patient.language
    day = next(iter(coming(enrolment, timezone.now()).values()), None)
    return page("started", language, next_date=weekday_and_date(day, words_language(language)) if day else "")
