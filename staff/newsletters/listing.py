"""All newsletters: what is planned, what is being written, what went out. And the first step of a new one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.models import Newsletter
from campaigns.newsletters.finishing import figures
from campaigns.newsletters.writing import copy_of, new_newsletter
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from staff.desk import desk_page, show, who
from staff.newsletters.place import newsletter_of, tag_of, when_it_leaves
from staff.permissions import May
from staff.tabs import page_number, pages
from staff.wording import short_day

PAGE = 30
State = Newsletter.State


@desk_page(May.SEE_PLANS, change=May.PLAN, fields=("name",))
@require_http_methods(["GET", "HEAD", "POST"])
def newsletters(request: HttpRequest) -> HttpResponse:
    """POST begins a new one."""
    name, refused = request.POST.get("name", ""), ""
    if request.method == "POST":
        try:
            made = new_newsletter(name, timezone.now(), by=who(request))
            return redirect("staff:newsletter_write", made.pk)
        except Refusal as refusal:
            refused = str(refusal)
    number = page_number(request.GET.get("page", ""))
    rows = Newsletter.objects.order_by("-created_at")
    shown = rows[(number - 1) * PAGE : number * PAGE]
    context = {
        "rows": [line(one) for one in shown],
        "page": pages(request.path, number, rows.count(), PAGE),
        "name": name,
        "refused": refused,
    }
    return show(request, "newsletters/list", context)


def line(one: Newsletter) -> dict[str, Any]:
    return {
        "id": one.pk, "name": one.name, "state": tag_of(one), "word": one.get_state_display(),
        "when": when_line(one), "people": people_line(one),
    }  # fmt: skip


def when_line(one: Newsletter) -> str:
    if one.state in (State.SCHEDULED, State.MISSED):
        return when_it_leaves(one)
    if one.began_at:
        return _("left {day}").format(day=short_day(timezone.localtime(one.began_at).date()))
    return _("begun {day}").format(day=short_day(timezone.localtime(one.created_at).date()))


def people_line(one: Newsletter) -> str:
    if one.state not in (State.SENDING, State.FINISHED, State.STOPPED):
        return ""
    found = figures(one)
    if found.to_come:
        said = ngettext("{n} email sent, {more} to come", "{n} emails sent, {more} to come", found.sent)
    else:
        said = ngettext("{n} email sent", "{n} emails sent", found.sent)
    return said.format(n=f"{found.sent:,}", more=f"{found.to_come:,}")


@desk_page(change=May.PLAN)
@require_POST
def duplicate(request: HttpRequest, newsletter: UUID) -> HttpResponse:
    made = copy_of(newsletter_of(newsletter), timezone.now(), by=who(request))
    AuditEntry.objects.record(
        "newsletter.duplicate", actor=who(request), now=timezone.now(), subject=made.pk, first=str(newsletter)
    )
    messages.info(request, _("Here is a copy, as a draft. Nothing is planned."))
    return redirect("staff:newsletter_write", made.pk)
