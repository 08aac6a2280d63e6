"""Who did what: the audit trail with filters, and as a file for a spreadsheet."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from clinic.models import ApiToken, AuditEntry, ClinicProfile
from staff.desk import desk_page, record, show
from staff.people.audit_filter import PAGE, Asked
from staff.permissions import May
from staff.wording import place

MOST = 50_000  # lines of one file
HEAD = ("id", "at (UTC)", "person", "action", "subject", "detail")
OTHERS = (  # actors who aren’t people, as they are recorded
    gettext_noop("patient"),
    gettext_noop("command line"),
    gettext_noop("fhir server"),
    gettext_noop("hl7 folder"),
    gettext_noop("nobody here"),  # staff/signing_in/trail.py
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run (OWASP, CSV injection)


@desk_page(May.SEE_PEOPLE)
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    asked, clinic = Asked.read(request.GET), ClinicProfile.current()
    found = list(asked.entries(clinic.zone)[: PAGE + 1])
    rows, here = found[:PAGE], reverse("staff:audit")
    names = names_of(rows)
    context = {
        "asked": asked,
        "rows": [line(one, names) for one in rows],
        "people": [(str(user.pk), user.get_full_name() or user.username) for user in User.objects.order_by("username")],
        "others": [
            *((one, _(one)) for one in OTHERS),
            *((one.actor, one.actor) for one in ApiToken.objects.newest_first()),
        ],
        "newest_url": f"{here}?{asked.query()}" if asked.before else None,
        "older_url": f"{here}?{asked.query(before=rows[-1].pk)}" if len(found) > PAGE else None,
        "export_url": f"{reverse('staff:audit_export')}?{asked.query()}",
        "place": place(clinic.time_zone),
    }
    return show(request, "people/audit", context)


def line(one: AuditEntry, names: dict[str, str]) -> dict[str, Any]:
    return {
        "at": one.at,
        "who": names.get(one.actor) or (_(one.actor) if one.actor in OTHERS else one.actor),
        "action": one.action,
        "subject": one.subject,
        "detail": ", ".join(f"{name}: {told(value)}" for name, value in one.detail.items()),
    }


def told(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def names_of(rows: Iterable[AuditEntry]) -> dict[str, str]:
    ids = {one.actor for one in rows if one.actor.isdigit()}
    return {str(user.pk): user.get_full_name() or user.username for user in User.objects.filter(pk__in=ids)}


@desk_page(May.SEE_PEOPLE)
@require_safe
def audit_export(request: HttpRequest) -> HttpResponse:
    """Ids, no names. Taking it is an entry itself."""
    asked = Asked.read(request.GET)
    found = asked.entries(ClinicProfile.current().zone)[:MOST]
    record(request, "audit.read", "", asked=asked.query())
    answer = HttpResponse("".join(lines(found)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="audit-{timezone.now():%Y-%m-%d}.csv"'
    return answer


def lines(found: QuerySet[AuditEntry]) -> Iterator[str]:
    write = csv.writer(Echo()).writerow
    yield write(HEAD)
    for one in found.iterator(chunk_size=2_000):
        detail = json.dumps(one.detail, ensure_ascii=False, sort_keys=True)
        yield write([one.pk, one.at.isoformat(), *map(harmless, (one.actor, one.action, one.subject, detail))])


def harmless(cell: str) -> str:
    """A cell that would be a formula becomes text."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


class Echo:
    """csv.writer wants a file; this hands each line straight back."""

    def write(self, text: str) -> str:
        return text
