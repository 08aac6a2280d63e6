"""The rules of a series: when it leaves, what starts and ends it, who pays for it. A change says first whose next date moves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns.models import Series
from campaigns.series.changing_rules import Rules, change_rules, moves_by_rules, retimed
from clinic.refusal import Refusal
from staff.desk import desk_page, show, who
from staff.permissions import May
from staff.series_changes.rules_form import RulesForm
from staff.wording import counted

MANY = ("weekdays", "ends_with")  # fields with several values


@desk_page(May.PLAN, change=May.PLAN, fields=(*RulesForm.base_fields, "sure"))
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    series = get_object_or_404(Series, slug=slug)
    form = RulesForm(request.POST if request.method == "POST" else None, series=series)
    if request.method != "POST" or not form.is_valid():
        return drawn(request, series, form)
    try:
        wanted = form.rules
        touched = retimed(moves_by_rules(series, wanted.own)) if wanted.own != series.rules else 0
        if touched and "sure" not in request.POST:
            return asked(request, series, form, wanted, touched)
        moved = change_rules(series, wanted, timezone.now(), by=who(request))
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return drawn(request, series, form)
    messages.info(request, new_dates(moved))
    return redirect("staff:series", slug)


def new_dates(number: int) -> str:
    said = ngettext("Saved. {n} patient has a new next date.", "Saved. {n} patients have a new next date.", number)
    return said.format(n=f"{number:,}")


def drawn(request: HttpRequest, series: Series, form: RulesForm) -> HttpResponse:
    context = {"series": {"slug": series.slug, "title": series.title, "language": series.language}, "form": form}
    return show(request, "series_changes/rules", context)


def asked(request: HttpRequest, series: Series, form: RulesForm, wanted: Rules, touched: int) -> HttpResponse:
    ends = wanted.own.ends_after
    lines = [
        (touched, ngettext(
            "patient gets the next lesson on another day or at another hour", "patients get the next lesson on another day or at another hour", touched,
        )),
        (0, _("lose their place")),
        (0, _("get a lesson twice")),
    ]  # fmt: skip
    if ends is not None and ends != series.rules.ends_after:
        lines.insert(1, (ends, _("days after the visit it ends for everyone in it, with that reason")))
    context = {
        "series": {"slug": series.slug, "title": series.title}, "form": form, "button_label": _("Change it for {patients}").format(patients=counted(touched, "patient", "patients")),
        "lines": [{"number": number, "text": text} for number, text in lines],
        "kept": [(name, value) for name in form.fields for value in (request.POST.getlist(name) if name in MANY else [request.POST.get(name, "")])],
        "back_url": reverse("staff:series", args=[series.slug]),
    }  # fmt: skip
    return show(request, "series_changes/rules_sure", context)
