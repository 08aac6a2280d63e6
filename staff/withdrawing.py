"""Withdraw the signature on a lesson, with its consequences first, and the list of who received its words."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.lesson_states import LessonState, states_by_language
from campaigns.models import Message, Step
from campaigns.reviewing import withdrawing
from campaigns.reviewing.reach import yet_to_reach_in
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from content.models import Revision
from staff.desk import desk_page, record, show, user_of
from staff.lesson_page import step_at
from staff.messages import short_id
from staff.permissions import May
from staff.review_page import text_in
from staff.review_words import names_of
from staff.tabs import PAGE, address, page_number, pages
from staff.wording import dated, language_name, local_date, place


@desk_page(May.WITHDRAW, change=May.WITHDRAW)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    """The words that go out now, in one language."""
    step, now = step_at(slug, lesson), timezone.now()
    asked = request.POST if request.method == "POST" else request.GET
    newest = text_in(step, asked.get("language", ""))
    state = states_by_language([step], now)[step.id][newest.language]
    if state.review is None or state.signed is None:
        messages.info(request, _("No signature stands on this lesson: there is nothing to withdraw."))
        return redirect("staff:lesson", slug, lesson)
    why = asked.get("why", "")
    if request.method == "POST":
        try:
            withdrawing.withdraw(state.review, why, user_of(request), now)
        except Refusal as refusal:
            return show(request, "confirm", question(step, state, state.signed, why, str(refusal)))
        messages.info(request, _("Withdrawn. What hasn’t left stops at the next look, within seconds."))
        return redirect(received_url(step, state.signed))
    return show(request, "confirm", question(step, state, state.signed, why))


def question(step: Step, state: LessonState, signed: Revision, why: str, refused: str = "") -> dict[str, Any]:
    words = (step.lesson, signed.language, signed.content_hash)
    planned, had = withdrawing.still_to_come(*words), withdrawing.received(*words).count()
    waiting = yet_to_reach_in(step, signed.language)
    if state.translation:
        title = _("Withdraw the signature on “{title}” ({language})?")
    else:
        title = _("Withdraw the signature on “{title}”?")
    return {
        "title": title.format(title=signed.title, language=language_name(signed.language)), "tab_title": _("Withdraw a signature"), "nav": "reviews",
        "consequences_of": [
            {"number": planned, "text": ngettext("planned email stops before leaving", "planned emails stop before leaving", planned)},
            {"number": waiting, "text": ngettext("patient keeps the place and waits for signed words", "patients keep their place and wait for signed words", waiting)},
            {"number": had, "text": ngettext("email has gone out with these words, listed on the next page", "emails have gone out with these words, listed on the next page", had)},
        ],
        "warning": refused,
        "why": {"name": "why", "label": _("Why"), "value": why, "hint": _("stands beside the lesson from now on")},
        "kept": {"language": signed.language},
        "button_label": _("Withdraw revision {number}").format(number=signed.number), "danger": True, "back_label": _("Keep it signed"),
        "action_url": reverse("staff:withdraw", args=[step.series.slug, step.lesson.slug]),
        "back_url": reverse("staff:lesson", args=[step.series.slug, step.lesson.slug]),
    }  # fmt: skip


@desk_page(May.SEE_READERS)
@require_safe
def received(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    """Who received the words with ?hash=, the newest text's without."""
    step, now = step_at(slug, lesson), timezone.now()
    newest = text_in(step, request.GET.get("language", ""))
    wanted = step.lesson.revisions.filter(language=newest.language, content_hash=request.GET.get("hash", ""))
    revision = wanted.order_by("-number").first() or newest
    words = (step.lesson, revision.language, revision.content_hash)
    rows, number = withdrawing.received(*words), page_number(request.GET.get("page", ""))
    gone = step.lesson.reviews.filter(language=revision.language, content_hash=revision.content_hash).exclude(
        withdrawn_at=None
    )
    last = gone.order_by("-withdrawn_at").first()
    record(request, "lesson.received.read", step.lesson_id, revision=str(revision.pk))
    context = {
        "step": {"slug": slug, "lesson": lesson, "position": step.position, "series": step.series.title},
        "title": revision.title, "revision": revision.number, "planned": withdrawing.still_to_come(*words),
        "withdrawn": last and {"on": dated(local_date(last.withdrawn_at or now)), "why": last.withdrawn_why,
                               "by": names_of([last.withdrawn_by]).get(last.withdrawn_by, "")},
        "rows": [line(row) for row in rows[(number - 1) * PAGE : number * PAGE]],
        "page": pages(reverse("staff:received", args=[slug, lesson]), number, rows.count(),
                      language=revision.language, hash=revision.content_hash),
        "place": place(ClinicProfile.current().time_zone),
    }  # fmt: skip
    return show(request, "received", context)


def line(row: Message) -> dict[str, Any]:
    return {
        "patient": row.patient_id,
        "who": short_id(row.patient_id),
        "message": row.id,
        "state": row.state,
        "when": row.claimed_at,
    }


def received_url(step: Step, revision: Revision) -> str:
    url = reverse("staff:received", args=[step.series.slug, step.lesson.slug])
    return address(url, language=revision.language, hash=revision.content_hash)
