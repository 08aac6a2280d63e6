"""Bring a file: it is kept sealed, its columns are recognised, and nothing of it is read in before somebody has looked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from campaigns.models import ImportProfile, PatientImport, Series
from campaigns.patient_files import running
from campaigns.patient_files.reading import Reading
from clinic.refusal import Refusal
from patients.readers.csv_columns import recognised
from patients.readers.csv_preview import Preview, preview
from patients.readers.date_orders import DateOrder, orders_that_fit
from patients.readers.unreadable import UnreadableFile
from staff.desk import desk_page, show, who
from staff.desk_form import DeskForm
from staff.permissions import May
from staff.wording import day_and_time

LATEST = 10


class FileForm(DeskForm):
    file = forms.FileField(label=gettext_lazy("File"), allow_empty_file=True)


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS, fields=FileForm.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def bring_file(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("staff:patient_file", kept(request, form.cleaned_data["file"].chunks()).pk)
        except (Refusal, UnreadableFile) as problem:
            form.add_error("file", str(problem))
    newest = PatientImport.objects.order_by("-begun_at")[:LATEST]
    profiles = list(ImportProfile.objects.values_list("name", flat=True))
    return show(
        request, "patient_files/bring", {"form": form, "before": [line(one) for one in newest], "profiles": profiles}
    )


def kept(request: HttpRequest, parts: Any) -> PatientImport:
    """Raises Refusal and UnreadableFile, and then keeps nothing."""
    one = running.keep(parts, Reading(), timezone.now(), by=who(request))
    try:
        with running.opened(one) as file:
            head = preview(file)
    except UnreadableFile:
        one.file.unlink()
        one.delete()
        raise
    one.reading = guessed(head).to_json()
    one.save(update_fields=["reading"])
    return one


def guessed(head: Preview) -> Reading:
    """As a profile says that fits this header, else as columns are usually called."""
    active = list(Series.objects.filter(state=Series.State.ACTIVE).values_list("slug", flat=True)[:2])
    known = best_profile(head)
    columns = dict(known.columns or {}) if known else recognised(head.headers)
    by_codes = {"codes", "visit_type"} & set(columns.values())
    series = active[0] if len(active) == 1 and not by_codes else ""
    base = known or Reading(dates=dates_of(head, columns))
    return Reading(series, columns, base.dates or DateOrder.MONTH_FIRST, base.took_place)


def best_profile(head: Preview) -> Reading | None:
    """The one that names the most of these columns and no other."""
    profiles = [Reading.from_json(one.reading) for one in ImportProfile.objects.all()]
    fitting = [one for one in profiles if one.columns and set(one.columns) <= set(head.headers)]
    return max(fitting, key=lambda one: len(one.columns or {}), default=None)


def dates_of(head: Preview, columns: dict[str, str]) -> DateOrder:
    return next(iter(orders_that_fit(written_dates(head, columns))), DateOrder.MONTH_FIRST)


def written_dates(head: Preview, columns: dict[str, str]) -> list[str]:
    return [text for theirs, ours in columns.items() if ours.endswith("_date") for text in head.column(theirs)]


def line(one: PatientImport) -> dict[str, Any]:
    return {
        "url": reverse("staff:patient_file", args=[one.pk]),
        "at": day_and_time(one.begun_at),
        "state": one.state,
        "enrolled": f"{one.count('enrolled'):,}",
        "lines": f"{max(0, one.lines - 1):,}",
    }
