"""Withdraw the signature on a lesson, with its consequences first."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns.models import Step
from campaigns.reviewing import withdrawing
from campaigns.reviewing.reach import yet_to_reach_in
from campaigns.reviewing.readers import COUNTED_TO, Words, count_gone_out, still_to_come
from campaigns.series.lesson_states import LessonState, states_by_language
from clinic.refusal import Refusal
from content.models import Revision
from staff.desk import desk_page, show, user_of
from staff.lesson_page import step_at
from staff.permissions import May
from staff.readers import readers_url
from staff.review_page import text_in
from staff.wording import language_name, up_to


@desk_page(May.WITHDRAW, change=May.WITHDRAW, fields=("why", "language"))
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
        return redirect(readers_url(step, state.signed))
    return show(request, "confirm", question(step, state, state.signed, why))


def question(step: Step, state: LessonState, signed: Revision, why: str, refused: str = "") -> dict[str, Any]:
    words = Words(step.lesson, signed.language, signed.content_hash)
    planned, had, waiting = still_to_come(words), count_gone_out(words), yet_to_reach_in(step, signed.language)
    if state.translation:
        title = _("Withdraw the signature on “{title}” ({language})?")
    else:
        title = _("Withdraw the signature on “{title}”?")
    return {
        "title": title.format(title=signed.title, language=language_name(signed.language)), "tab_title": _("Withdraw a signature"), "nav": "reviews",
        "consequences_of": [
            {"number": f"{planned:,}", "text": ngettext("planned email stops before leaving", "planned emails stop before leaving", planned)},
            {"number": f"{waiting:,}", "text": ngettext("patient keeps the place and waits for signed words", "patients keep their place and wait for signed words", waiting)},
            {"number": up_to(COUNTED_TO, had), "text": ngettext("email has gone out with these words, listed on the next page", "emails have gone out with these words, listed on the next page", had)},
        ],
        "warning": refused,
        "why": {"name": "why", "label": _("Why"), "value": why, "hint": _("stands beside the lesson from now on")},
        "kept": {"language": signed.language},
        "button_label": _("Withdraw revision {number}").format(number=signed.number), "danger": True, "back_label": _("Keep it signed"),
        "action_url": reverse("staff:withdraw", args=[step.series.slug, step.lesson.slug]),
        "back_url": reverse("staff:lesson", args=[step.series.slug, step.lesson.slug]),
    }  # fmt: skip
