"""Settings, Webhooks: the receivers, adding one, whose secret is shown once; and one receiver with its last answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns.models import OutgoingEvent, Receiver
from campaigns.outgoing import receivers
from campaigns.outgoing.receivers import Made
from campaigns.outgoing.trouble import given_up
from clinic.refusal import Refusal
from staff.desk import desk_page, show, who
from staff.permissions import May
from staff.webhooks.form import ReceiverForm
from staff.webhooks.words import answer_said, kind_name, last_told, line, state_of
from staff.wording import local_date, long_date

LAST = 50


@desk_page(May.SEE_PEOPLE, change=May.MANAGE_PEOPLE, fields=ReceiverForm.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return page(request, ReceiverForm())
    form = ReceiverForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = receivers.add(
                said["name"], said["url"], said["kinds"], system=said["system"], now=timezone.now(), by=who(request)
            )
            return shown_once(request, made)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return page(request, form)


def page(request: HttpRequest, form: ReceiverForm) -> HttpResponse:
    now = timezone.now()
    rows = [row(one, now) for one in Receiver.objects.in_order()]
    return show(request, "webhooks/list", {"rows": rows, "form": form})


def row(one: Receiver, now: datetime) -> dict[str, Any]:
    events = OutgoingEvent.objects.filter(receiver=one)
    return {
        "name": one.name, "url": one.url, "state": state_of(one, now), "page_url": reverse("staff:webhook", args=[one.pk]),
        "waiting": f"{events.waiting().count():,}", "given_up": given_up(one),
        "told": last_told(events.aggregate(at=Max("told_at"))["at"], now),
    }  # fmt: skip


@desk_page(May.SEE_PEOPLE, change=May.MANAGE_PEOPLE, fields=("act",))
@require_http_methods(["GET", "HEAD", "POST"])
def webhook(request: HttpRequest, receiver: UUID) -> HttpResponse:
    one = get_object_or_404(Receiver, pk=receiver)
    if request.method != "POST":
        return one_page(request, one)
    now, by = timezone.now(), who(request)
    match request.POST.get("act", ""):
        case "test":
            try_it(request, one)
        case "pause":
            receivers.pause(one, now, by=by)
        case "go_on":
            receivers.go_on(one, now, by=by)
        case "again":
            number = receivers.tell_again(one, now, by=by)
            said = ngettext("{n} event is told again.", "{n} events are told again.", number)
            messages.info(request, said.format(n=f"{number:,}"))
        case "rotate":
            try:
                return shown_once(request, receivers.rotate(one, now, by=by))
            except Refusal as refusal:
                messages.error(request, str(refusal))
    return redirect("staff:webhook", one.pk)


def try_it(request: HttpRequest, one: Receiver) -> None:
    try:
        event = receivers.test(one, timezone.now, by=who(request))
    except Refusal as refusal:
        messages.error(request, _("Nothing was sent: {why}").format(why=refusal))
        return
    if event.told_at:
        messages.success(request, _("It took the test: {answer}.").format(answer=answer_said(event.answer)))
    else:
        messages.error(request, _("It didn’t take the test: {answer}.").format(answer=answer_said(event.answer)))


def one_page(request: HttpRequest, one: Receiver) -> HttpResponse:
    now = timezone.now()
    events = OutgoingEvent.objects.filter(receiver=one)
    old = one.old_until if one.old_until and one.old_until > now else None
    context = {
        "name": one.name, "state": state_of(one, now), "paused": one.paused_at is not None, "given_up": given_up(one),
        "facts": [
            {"name": _("Where it listens"), "text": one.url},
            {"name": _("What it hears"), "text": " · ".join(kind_name(kind) for kind in one.kinds)},
            {"name": _("Of whom"), "text": _("Visits of {system}").format(system=one.system) if one.system else _("All patients")},
            {"name": _("Waiting"), "text": f"{events.waiting().count():,}"},
            {"name": _("Secret"), "text": _("The new one, and until {day} the old one as well").format(day=long_date(local_date(old))) if old else _("One, shown when it was made")},
        ],
        "rows": [line(event, now) for event in events.newest_first()[:LAST]],
        "remove_url": reverse("staff:remove_webhook", args=[one.pk]),
    }  # fmt: skip
    return show(request, "webhooks/one", context)


def shown_once(request: HttpRequest, made: Made) -> HttpResponse:
    back = reverse("staff:webhook", args=[made.receiver.pk])
    return show(request, "webhooks/made", {"secret": made.secret, "name": made.receiver.name, "back_url": back})


@desk_page(May.MANAGE_PEOPLE, change=May.MANAGE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_webhook(request: HttpRequest, receiver: UUID) -> HttpResponse:
    one = get_object_or_404(Receiver, pk=receiver)
    if request.method == "POST":
        receivers.remove(one, timezone.now(), by=who(request))
        messages.info(request, _("{name} hears nothing any more.").format(name=one.name))
        return redirect("staff:webhooks")
    waiting = OutgoingEvent.objects.filter(receiver=one).waiting().count()
    consequences = [
        (1, _("receiver hears nothing from now on; its secret signs nothing any more")),
        (waiting, ngettext("event that waits for it is never told", "events that wait for it are never told", waiting)),
    ]
    context = {
        "title": _("Remove {name}?").format(name=one.name), "tab_title": _("Remove"), "nav": "webhooks", "refused": "", "why": None,
        "consequences_of": [{"number": f"{number:,}", "text": text} for number, text in consequences], "danger": True,
        "button_label": _("Remove the receiver"), "action_url": "", "back_url": reverse("staff:webhook", args=[one.pk]),
        "back_label": _("Keep it"),
    }  # fmt: skip
    return show(request, "confirm", context)
