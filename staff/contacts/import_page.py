"""Readers from another newsletter tool: a try that writes nothing, then the import, both with a report by row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from campaigns.contacts.importing import File, Import, Outcome, RowResult, totals
from clinic.refusal import Refusal
from patients.readers.unreadable import UnreadableFile
from staff.contacts.import_form import ImportForm
from staff.desk import desk_page, show, who
from staff.permissions import May
from staff.row_reasons import reasons

TITLES = {
    File.UNSUBSCRIBED: pgettext_lazy("people", "Unsubscribed"),
    File.BOUNCED: gettext_lazy("Bounced or cleaned"),
    File.SUBSCRIBED: gettext_lazy("Subscribed"),
}
STOPPED = {
    Outcome.ADDED: gettext_lazy("stopped now"),
    Outcome.ALREADY: gettext_lazy("stopped before"),
    Outcome.ERROR: gettext_lazy("not readable"),
}
BROUGHT = {
    Outcome.ADDED: gettext_lazy("added as contacts"), Outcome.AGREED: gettext_lazy("known here, and their yes recorded"),
    Outcome.ALREADY: gettext_lazy("known already, or in the file before"), Outcome.PATIENT: gettext_lazy("left out: a patient has the address"),
    Outcome.SUPPRESSED: gettext_lazy("left out: no newsletters to this address"), Outcome.LEFT_OUT: gettext_lazy("left out: not subscribed there"),
    Outcome.ERROR: gettext_lazy("not readable"),
}  # fmt: skip


@desk_page(May.KEEP_CONTACTS, change=May.KEEP_CONTACTS, fields=(*ImportForm.base_fields, "act"))
@require_http_methods(["GET", "HEAD", "POST"])
def import_contacts(request: HttpRequest) -> HttpResponse:
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    dry_run, report = request.POST.get("act") != "import", None
    if request.method == "POST" and form.is_valid():
        try:
            report = brought(request, form, dry_run=dry_run)
        except (Refusal, UnreadableFile) as problem:
            form.add_error(None, str(problem))
    return show(request, "contacts/import", {"form": form, "report": report, "dry_run": dry_run})


def brought(request: HttpRequest, form: ImportForm, *, dry_run: bool) -> list[dict[str, Any]]:
    """One entry a file. Raises Refusal and UnreadableFile."""
    now = timezone.now()
    one = Import(now, who(request), form.agreed(now), dry_run)
    rows = list(one.of(form.chosen()))
    return [of_file(File(file), outcomes, rows) for file, outcomes in totals(rows).items()]


def of_file(file: File, outcomes: dict[str, int], rows: Iterable[RowResult]) -> dict[str, Any]:
    words = BROUGHT if file == File.SUBSCRIBED else STOPPED
    return {
        "title": TITLES[file],
        "counts": [{"number": f"{outcomes[name]:,}", "text": said} for name, said in words.items() if name in outcomes],
        "reasons": reasons(row for row in rows if row.file == file and row.why),
    }
