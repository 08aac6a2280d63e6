"""What the editor sends while somebody types: saves, and word that they are still there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from clinic.refusal import Refusal
from content import drafts
from content.drafts import Draft, Saved
from content.lesson_parts import PARTS
from content.models import AuthorAtWork
from staff.desk import desk_page, person, record, who
from staff.permissions import May
from staff.wording import clock_time
from staff.writing.checks import checks
from staff.writing.place import Place, place_to_write

BOTH = gettext_lazy("You and somebody else wrote at the same place: both texts stand there now, theirs first.")


@desk_page(change=May.TRANSLATE, fields=(*PARTS, "number"))
@require_POST
def save(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    """A script gets what changed as JSON; a form without scripts is led back to the page."""
    place, now = place_to_write(request, slug, lesson), timezone.now()
    wants_json = "application/json" in request.headers.get("Accept", "")  # not said
    try:
        saved = drafts.save(
            place.step.lesson, place.language, typed(request), seen=seen(request), now=now, by=who(request)
        )
    except Refusal as refusal:
        if wants_json:
            return JsonResponse({"refused": str(refusal)}, status=422)
        messages.error(request, _("Not saved. {why}").format(why=refusal))
        return redirect(place.url("write"))
    if saved.began:
        record(request, "lesson.draft", place.step.lesson_id, language=place.language)
    if wants_json:
        return JsonResponse(told(request, saved, place))
    if saved.both:
        messages.warning(request, BOTH)
    return redirect(place.url("write"))


@desk_page(change=May.TRANSLATE, fields=(*PARTS, "number"))
@require_POST
def here(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    """Somebody has the page open: who else has, and whether there is a newer save than theirs."""
    place, now = place_to_write(request, slug, lesson), timezone.now()
    draft = drafts.draft_of(place.step.lesson, place.language)
    answer: dict[str, Any] = {"others": others(request, place), "number": draft.number}
    AuthorAtWork.objects.seen(place.step.lesson, place.language, request.user, now)
    if draft.number > seen(request):
        answer["parts"] = draft.parts
    return JsonResponse(answer)


def typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in PARTS}


def seen(request: HttpRequest) -> int:
    number = request.POST.get("number", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0


def told(request: HttpRequest, saved: Saved, place: Place) -> dict[str, Any]:
    parts = saved.draft.parts
    return {
        "number": saved.draft.number,
        "saved": saved_line(saved.draft),
        "parts": {name: parts[name] for name in saved.merged | saved.both},
        "both": str(BOTH) if saved.both else "",
        "others": others(request, place),
        **checks(saved.draft, place),
    }


def saved_line(draft: Draft) -> str:
    return _("Saved {time}").format(time=clock_time(draft.saved_at)) if draft.saved_at else ""


def others(request: HttpRequest, place: Place) -> str:
    """A sentence; empty when nobody else is at this text."""
    found = AuthorAtWork.objects.others(place.step.lesson, place.language, request.user, timezone.now())
    names = [person(one.user)["name"] for one in found]
    if not names:
        return ""
    return ngettext(
        "{names} is writing here too. Both of your changes are kept.",
        "{names} are writing here too. Both of your changes are kept.",
        len(names),
    ).format(names=_(" and ").join(names))
