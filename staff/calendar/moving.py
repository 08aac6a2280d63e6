"""A planned newsletter moves to another day: the day asked for, what follows in numbers, then a yes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from campaigns.newsletters.moving import move, moved
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from staff.desk import desk_page, show, who
from staff.desk_form import DeskForm
from staff.newsletters.place import newsletter_of, when_it_leaves
from staff.newsletters.schedule import consequences
from staff.permissions import May
from staff.tabs import address
from staff.wording import place, weekday_and_day
from staff.written_dates import WrittenDateField


class MoveForm(DeskForm):
    to = WrittenDateField(
        label=gettext_lazy("New day"), error_messages={"required": gettext_lazy("Type the day, such as 12/02/2026.")}
    )


@desk_page(May.PLAN, change=May.PLAN, fields=(*MoveForm.base_fields, "sure"))
@require_http_methods(["GET", "HEAD", "POST"])
def move_newsletter(request: HttpRequest, newsletter: UUID) -> HttpResponse:
    """`to` in the address is where it was dragged: only a POST that says `sure` moves it."""
    row, refused = newsletter_of(newsletter), ""
    shown = {"id": row.pk, "name": row.name, "when": when_it_leaves(row)}
    from_day = row.send_on
    typed = request.POST if request.method == "POST" else request.GET
    form = MoveForm(typed) if "to" in typed else MoveForm()
    follows: list[dict[str, Any]] = []
    if form.is_bound and form.is_valid():
        to = form.cleaned_data["to"]
        try:
            if request.method == "POST" and "sure" in request.POST:
                move(row, to, timezone.now(), by=who(request))
                messages.info(
                    request, _("Moved. “{name}” leaves on {day}.").format(name=row.name, day=weekday_and_day(to))
                )
                return redirect(address(reverse("staff:calendar"), day=to.isoformat()))
            follows = consequences(moved(row, to, timezone.now()))
        except Refusal as refusal:
            refused = str(refusal)
    context = {
        "newsletter": shown, "form": form, "follows": follows, "refused": refused,
        "to": weekday_and_day(form.cleaned_data["to"]) if follows else "",
        "back_url": address(reverse("staff:calendar"), day=from_day.isoformat() if from_day else ""),
        "clinic_place": place(ClinicProfile.current().time_zone),
    }  # fmt: skip
    return show(request, "calendar/move", context)
