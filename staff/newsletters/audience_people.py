"""Who is behind the numbers of an audience: five who get it, and those left out for one reason. Opening either is recorded."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.newsletters.audience import LeftOut
from campaigns.newsletters.people import left_out, some_of
from clinic.models import ClinicProfile
from patients.models import Patient
from staff.desk import desk_page, may_open, record_read, show, user_of
from staff.identities import identity_of, name_of
from staff.masked import initial, masked
from staff.messages import parsed
from staff.newsletters.place import newsletter_of
from staff.newsletters.reasons import MEND, SAID
from staff.permissions import May
from staff.tabs import PAGE, address
from staff.wording import language_name, place


@desk_page(May.SEE_PATIENTS)
@require_safe
def some_readers(request: HttpRequest, newsletter: UUID) -> HttpResponse:
    """Five people who would get it now: to see whether the rules choose those who are meant."""
    row = newsletter_of(newsletter)
    found = some_of(row, ClinicProfile.current().zone)
    record_read(request, [one.pk for one in found])
    context = {
        "newsletter": {"id": row.pk, "name": row.name},
        "rows": [line(request, one, whole=False) for one in found],
    }
    return show(request, "newsletters/some_readers", context)


@desk_page(May.SEE_PATIENTS)
@require_safe
def who_is_left_out(request: HttpRequest, newsletter: UUID) -> HttpResponse:
    """`why`: a reason; `after`: the last person of the page before."""
    row, asked = newsletter_of(newsletter), request.GET.get("why", "")
    why = LeftOut(asked) if asked in set(LeftOut) else LeftOut.UNCONFIRMED
    found = left_out(row, ClinicProfile.current().zone, why, parsed(request.GET.get("after", "")), PAGE + 1)
    rows = found[:PAGE]
    record_read(request, [one.pk for one in rows])
    here = reverse("staff:newsletter_left_out", args=[row.pk])
    context = {
        "newsletter": {"id": row.pk, "name": row.name},
        "said": SAID[why],
        "mend": MEND[why],
        "rows": [line(request, one, whole=True) for one in rows],
        "next_url": address(here, why=why, after=str(rows[-1].pk)) if len(found) > PAGE else None,
        "first_url": address(here, why=why) if "after" in request.GET else None,
    }
    return show(request, "newsletters/left_out", context)


def line(request: HttpRequest, person: Patient, *, whole: bool) -> dict[str, Any]:
    """`whole`: with the name, for those whom the desk calls; else its first letter."""
    identity = identity_of(person)
    page = reverse("staff:contact" if person.contact else "staff:patient", args=[person.pk])
    name = identity.given_name if identity else ""
    return {
        "name": name_of(person, identity) if whole and name else initial(name) or _("No name"),
        "address": masked(identity.email) if identity else "",
        "kind": _("Contact") if person.contact else _("Patient"),
        "language": language_name(person.language),
        "place": place(person.time_zone),
        "url": page if may_open(user_of(request), page) else "",
    }
