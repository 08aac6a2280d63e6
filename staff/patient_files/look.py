"""One file: what its columns are taken for, a try that writes nothing, then the import step by step, and what came of it."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.enrolling.importing_patients import RowResult
from campaigns.models import PatientImport
from campaigns.patient_files import running
from campaigns.patient_files.reading import Reading, folded_status
from clinic.refusal import Refusal
from patients.readers.csv_preview import SHOWN, Preview, preview
from patients.readers.date_orders import DateOrder, orders_that_fit, read_date
from patients.readers.unreadable import UnreadableFile
from staff.desk import desk_page, record, show, who
from staff.patient_files.bring import written_dates
from staff.patient_files.reading_form import COLUMN, FIELDS, ORDERS, ReadingForm, initial_of
from staff.permissions import May
from staff.row_reasons import reasons
from staff.spreadsheet import download
from staff.wording import long_date

A_STEP = 3.0  # seconds: short enough that the page is seen to move
MOST_LOOKED_AT = 5_000  # rows of a report whose reasons are put together
MOST_STATUSES = 30
OUTCOMES = {
    "enrolled": gettext_lazy("enrolled"),
    "pending": gettext_lazy("wait for the desk to ask: no consent in the file"),
    "already": gettext_lazy("were enrolled before"),
    "skipped": gettext_lazy("left out"),
    "error": gettext_lazy("not readable"),
}
DELIMITERS = {
    ",": gettext_lazy("commas"), ";": gettext_lazy("semicolons"), "\t": gettext_lazy("tabs"), "|": gettext_lazy("bars"),
}  # fmt: skip


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS, fields=FIELDS)
@require_http_methods(["GET", "HEAD", "POST"])
def patient_file(request: HttpRequest, file: str) -> HttpResponse:
    one = get_object_or_404(PatientImport, pk=file)
    record(request, "patients.file.read", one.pk)
    if one.state != PatientImport.State.CHOOSING:
        return show(request, "patient_files/running", progress(one))
    try:
        with running.opened(one) as opened:
            head = preview(opened)
    except (Refusal, UnreadableFile) as problem:
        running.finish(one, PatientImport.State.FAILED, str(problem))
        return redirect("staff:patient_file", one.pk)
    if request.method != "POST":
        kept = Reading.from_json(one.reading)
        return looked_at(
            request, one, head, ReadingForm(headers=head.headers, initial=initial_of(kept, head.headers)), kept
        )
    return answered(request, one, head)


def answered(request: HttpRequest, one: PatientImport, head: Preview) -> HttpResponse:
    form, now = ReadingForm(request.POST, headers=head.headers), timezone.now()
    reading, rows = Reading.from_json(one.reading), None
    if form.is_valid():
        try:
            reading = form.reading()
            if (better := only_order(head, reading)) not in (None, reading.dates):
                reading = replace(reading, dates=better)
                form = ReadingForm({**request.POST.dict(), "dates": better}, headers=head.headers)
                say_order_changed(form, act=request.POST.get("act", ""))
                return looked_at(request, one, head, form, reading)
            if form.cleaned_data["profile"]:
                running.save_profile(form.cleaned_data["profile"], reading, now)
            if request.POST.get("act") == "import":
                running.begin(one, reading, now, by=who(request))
                return redirect("staff:patient_file", one.pk)
            if request.POST.get("act") == "try":
                rows = running.tried(one, reading, now)
        except (Refusal, UnreadableFile) as problem:
            form.add_error(None, str(problem))
    return looked_at(request, one, head, form, reading, rows)


def looked_at(
    request: HttpRequest,
    one: PatientImport,
    head: Preview,
    form: ReadingForm,
    reading: Reading,
    rows: list[RowResult] | None = None,
) -> HttpResponse:
    context = {
        "file": one.pk, "form": form, "delimiter": DELIMITERS[head.delimiter], "lines": max(0, one.lines - 1),
        "columns": [{"name": name, "field": form[f"{COLUMN}{place}"], "values": [row[place] for row in head.rows[:SHOWN]]} for place, name in enumerate(head.headers)],
        "orders": orders(head, reading), "statuses": statuses(head, reading),
        "report": None if rows is None else {"counts": counts(rows), "reasons": reasons(row for row in rows if row.why), "rows": f"{len(rows):,}", "whole": len(rows) < running.MOST_TRIED},
    }  # fmt: skip
    return show(request, "patient_files/look", context)


def orders(head: Preview, reading: Reading) -> list[dict[str, Any]]:
    """How dates may be written, each with what the first telling date of the file would be."""
    written = written_dates(head, dict(reading.columns or {}))
    example = next(
        (text for text in written if len(orders_that_fit([text])) == 2 and differs(text)), next(iter(written), "")
    )
    fitting = orders_that_fit(written)
    return [
        {"value": order, "title": said, "text": read_back(example, order, fits=order in fitting)}
        for order, said in ORDERS.items()
    ]


def only_order(head: Preview, reading: Reading) -> DateOrder | None:
    """The one order in which the first rows have a date each; None where both do, or neither."""
    fitting = orders_that_fit(written_dates(head, dict(reading.columns or {})))
    return fitting[0] if len(fitting) == 1 else None


def say_order_changed(form: ReadingForm, act: str) -> None:
    """Whoever only looks sees the choice that fits; whoever meant to go on is told why they didn't."""
    if act in ("try", "import"):
        form.add_error(
            "dates",
            _(
                "Some dates are none the way that was chosen, so the other way is chosen now. Look at the dates, then go on."
            ),
        )


def differs(text: str) -> bool:
    return read_date(text, DateOrder.MONTH_FIRST) != read_date(text, DateOrder.DAY_FIRST)


def read_back(written: str, order: DateOrder, *, fits: bool) -> str:
    if not written:
        return _("No date in the first rows.")
    try:
        day: date = read_date(written, order)
    except ValueError:
        return _("{written} would be no date.").format(written=written)
    read = _("{written} is {day}.").format(written=written, day=long_date(day))
    return read if fits else f"{read} {_('Some rows would have no date.')}"


def statuses(head: Preview, reading: Reading) -> list[dict[str, Any]]:
    """What stands in the column for the status, and whether it counts as a visit that took place."""
    columns = [theirs for theirs, ours in (reading.columns or {}).items() if ours == "status"]
    found = dict.fromkeys(text for name in columns for text in head.column(name))
    return [{"text": text, "counts": folded_status(text) in reading.took_place} for text in list(found)[:MOST_STATUSES]]


class Reported(NamedTuple):
    row: int
    why: str


def progress(one: PatientImport) -> dict[str, Any]:
    last, rows = max(0, one.lines - 1), max(0, one.line - 1)
    return {
        "file": one.pk, "state": one.state, "why": _(one.why) if one.why else "",
        "done": rows, "of": max(last, rows, 1), "done_said": f"{rows:,}", "of_said": f"{max(last, rows):,}",
        "counts": [{"number": f"{one.count(name):,}", "text": said} for name, said in OUTCOMES.items() if one.count(name)],
        "reasons": reasons(islice(reported(one), MOST_LOOKED_AT)),
        "report_url": reverse("staff:patient_file_report", args=[one.pk]) if one.report.exists() else None,
    }  # fmt: skip


def reported(one: PatientImport) -> Iterator[Reported]:
    if not one.report.exists():
        return
    with one.report.open(newline="", encoding="utf-8") as file:
        for row, _outcome, why in csv.reader(file):
            yield Reported(int(row), why)


def counts(rows: list[RowResult]) -> list[dict[str, Any]]:
    numbers = {name: sum(row.came_to == name for row in rows) for name in OUTCOMES}
    return [{"number": f"{numbers[name]:,}", "text": said} for name, said in OUTCOMES.items() if numbers[name]]


@desk_page(change=May.HELP_PATIENTS)
@require_POST
def go_on_with_file(request: HttpRequest, file: str) -> HttpResponse:
    """A few seconds of reading; the page asks for the next by itself, or somebody does."""
    one = get_object_or_404(PatientImport, pk=file)
    until = time.monotonic() + A_STEP
    if one.state == PatientImport.State.RUNNING:
        running.step(one, timezone.now(), lambda: time.monotonic() >= until)
    if one.state == PatientImport.State.DONE:
        messages.success(request, _("The file was read to its end."))
    return redirect("staff:patient_file", one.pk)


@desk_page(May.HELP_PATIENTS)
@require_safe
def patient_file_report(request: HttpRequest, file: str) -> HttpResponse:
    """Row, outcome and reason of every row that wasn't enrolled. No patient's value is in it."""
    one = get_object_or_404(PatientImport, pk=file)
    if not one.report.exists():
        raise Http404
    record(request, "patients.file.report", one.pk)
    with one.report.open(newline="", encoding="utf-8") as report:
        return download("rows-left-out", [(_("Row"), _("Outcome"), _("Reason")), *csv.reader(report)])
