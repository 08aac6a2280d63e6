"""The door's page. It shows no name and no lesson's title, and never says which part was wrong."""

from __future__ import annotations

from datetime import datetime

from babel.dates import get_month_names
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaigns.emails.values import locale
from campaigns.models import DoorTries, Message
from content.words import words_language
from portal import door as the_door
from portal.door import Typed
from portal.old_links import is_old
from portal.page import page
from portal.patient_page import patient_page

BEHIND = ("lesson", "settings", "earlier", "plan", "call_back", "my_data")  # pages a lesson's door leads to


@patient_page(fields=("way", "month", "day", "year", "pin", "to"))
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, token: str) -> HttpResponse:
    message, now = get_object_or_404(Message.objects.taught().opened_by(token)), timezone.now()
    to = request.POST.get("to", "") or request.GET.get("to", "")
    if message.edition_id is None and is_old(message, now):
        return redirect("portal:lesson", token)  # an old link asks for no birth date
    if not the_door.is_shut(request, message, now, to=to):
        return redirect(behind(message, to))
    if request.method != "POST":
        return show_door(message, now, asked=request.GET.get("way", ""), to=to)
    typed, asked = Typed.read(request.POST), request.POST.get("way", "")
    way = chosen_way(message, asked)
    if way is None or typed.is_missing(way):
        return show_door(message, now, asked=asked, typed=typed, problem="missing", to=to)
    if the_door.knock(request, message.patient, way, typed, now):
        return redirect(behind(message, to))
    return show_door(message, now, asked=asked, typed=typed, problem="wrong", to=to)


def chosen_way(message: Message, asked: str) -> str | None:
    """The way asked for if this patient has it, else the first they have; None when the desk has to help."""
    ways = the_door.ways(message.patient)
    return asked if asked in ways else next(iter(ways), None)


def show_door(
    message: Message,
    now: datetime,
    *,
    asked: str = "",
    typed: Typed | None = None,
    problem: str | None = None,
    to: str = "",
) -> HttpResponse:
    """`to`: the name of the page behind it; the lesson's for any other."""
    to = to if to in BEHIND else ""
    way, left = chosen_way(message, asked), DoorTries.objects.left(message.patient, now)
    language = language_of(message)
    return page(
        "door",
        language,
        way=way,
        door_url=reverse("portal:door", args=[message.token]),
        other_way_url=other_way_url(message, way, to),
        to=to,
        months=sorted(get_month_names("wide", context="stand-alone", locale=locale(words_language(language))).items()),
        typed=typed or Typed(),
        problem=problem,
        tries_left=left,
        locked=left == 0,
    )


def behind(message: Message, to: str) -> str:
    """Where the door leads."""
    page_name = "newsletter" if message.edition_id else to if to in BEHIND else "lesson"
    return reverse(f"portal:{page_name}", args=[message.token])


def language_of(message: Message) -> str:
    words = message.revision or message.edition
    assert words is not None
    return words.language


def other_way_url(message: Message, way: str | None, to: str) -> str:
    other = next((one for one in the_door.ways(message.patient) if one != way), None)
    return (
        reverse("portal:door", args=[message.token], query={"way": other, **({"to": to} if to else {})})
        if other
        else ""
    )
