"""The order and days of a series: moved by hand, then a question that says whom it touches, then saved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from campaigns.models import Series
from campaigns.steps.changing import change_way, new_way
from campaigns.steps.moving import moves
from clinic.refusal import Refusal
from staff.desk import desk_page, show, who
from staff.permissions import May
from staff.series_changes.consequences import consequences
from staff.series_changes.order_form import Order, as_it_is, as_sent, known_lessons, may_be_added, slots, titles
from staff.wording import counted

CHANGED_MEANWHILE = gettext_lazy(
    "Somebody has changed this series since you opened the page. It is shown as it is now."
)


@desk_page(May.PLAN, change=May.PLAN, fields=("lesson", "day", "way", "was", "add", "do"))
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, slug: str) -> HttpResponse:
    series = get_object_or_404(Series, slug=slug)
    current = as_it_is(series)
    if request.method != "POST":
        return drawn(request, series, current)
    try:
        sent = as_sent(request.POST)
    except Refusal as refusal:
        return drawn(request, series, current, str(refusal))
    if sent.was != current.was:
        return drawn(request, series, current, str(CHANGED_MEANWHILE))
    act, _colon, place = request.POST.get("do", "").partition(":")
    if act not in ("check", "save"):
        return drawn(request, series, moved(sent, act, place, request.POST.get("add", "")))
    try:
        wanted = slots(series, sent)
        if act == "check":
            return asked(request, series, sent)
        touched = change_way(series, wanted, timezone.now(), by=who(request))
    except Refusal as refusal:
        return drawn(request, series, sent, str(refusal))
    said = _("Saved. {patients} in it, and nobody gets a lesson twice.")
    messages.info(request, said.format(patients=counted(touched, "patient", "patients")))
    return redirect("staff:series", slug)


def moved(sent: Order, act: str, place: str, lesson: str) -> Order:
    at = int(place) if place.isdecimal() and place.isascii() and len(place) < 4 else -1
    match act:
        case "earlier":
            return sent.swapped(at, at - 1)
        case "later":
            return sent.swapped(at, at + 1)
        case "out":
            return sent.without(at)
        case "add" if lesson and lesson not in sent.lessons and known_lessons([lesson]):
            return sent.with_lesson(lesson)
    return sent


def drawn(request: HttpRequest, series: Series, order: Order, wrong: str = "") -> HttpResponse:
    addable = may_be_added(series, order)
    named = titles([*known_lessons(order.lessons), *addable])
    rows = [
        {"lesson": lesson, "title": named.get(lesson, "?"), "day": day, "position": position}
        for position, (lesson, day) in enumerate(zip(order.lessons, order.days, strict=True), start=1)
    ]
    context = {
        "series": {"slug": series.slug, "title": series.title}, "rows": rows, "was": order.was, "wrong": wrong,
        "addable": [{"value": str(one.pk), "label": f"{named[str(one.pk)]} ({one.collection})"} for one in addable],
        "changed": order.written != order.was,
    }  # fmt: skip
    return show(request, "series_changes/order", context)


def asked(request: HttpRequest, series: Series, sent: Order) -> HttpResponse:
    before = list(series.way())
    way = new_way(series, slots(series, sent))
    found = moves(series, before, way)
    touched = sum(one.under_way for one in found)
    context: dict[str, Any] = {
        "title": _("Change the order and days of “{title}”?").format(title=series.title), "tab_title": _("Change the order"), "nav": "series", "why": None,
        "consequences_of": consequences(before, way, found, timezone.now(), titles([step.lesson for step in (*before, *way)])),
        "button_label": _("Change it for {patients}").format(patients=counted(touched, "patient", "patients")), "danger": False, "back_label": _("Leave it as it is"),
        "kept": {"way": sent.written, "was": sent.was, "do": "save"},
        "action_url": reverse("staff:series_order", args=[series.slug]), "back_url": reverse("staff:series", args=[series.slug]),
    }  # fmt: skip
    return show(request, "confirm", context)
