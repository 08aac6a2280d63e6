"""The local inbox: emails that stayed on this machine, byte for byte what a provider would get."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.emails.sign_in_links import MARK
from campaigns.sending.way import inbox_folder
from clinic.models import ClinicProfile
from mailer.transports.inbox_reading import InboxEmail, InboxEntry, count, newest, open_email
from staff.desk import desk_page, record, show
from staff.frames import email_frame, framed, wants
from staff.permissions import May, may
from staff.tabs import PAGE, VIEWS, WIDTHS, WITHOUT_HTML, links, page_number, pages
from staff.wording import place


@desk_page(May.SEE_PATIENTS)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    number, folder = page_number(request.GET.get("page", "")), inbox_folder()
    entries = newest(folder, limit=PAGE, offset=(number - 1) * PAGE)
    if entries:
        record(request, "inbox.read", "", emails=[entry.name for entry in entries])
    context = {
        "emails": [line(entry) for entry in entries],
        "page": pages(reverse("staff:inbox"), number, count(folder)),
        "place": place(ClinicProfile.current().time_zone),
    }
    return show(request, "inbox", context, said=("practice",))


def line(entry: InboxEntry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "subject": entry.subject or _("(no subject)"),
        "to": entry.to,
        "when": entry.date,
        "state": "practising",
    }


@desk_page(May.SEE_PATIENTS)
@require_safe
def inbox_email(request: HttpRequest, name: str) -> HttpResponse:
    email, here = opened(request, name), reverse("staff:inbox_email", args=[name])
    record(request, "inbox.read", name)
    views = VIEWS if email.html else WITHOUT_HTML
    view, width = wants(request, "view", tuple(views)), wants(request, "width", tuple(WIDTHS))
    context = {
        "email": about(email),
        "view": view,
        "tabs_of": links(here, "view", views, view, width=width),
        "width": width,
        "widths": links(here, "width", WIDTHS, width),
        "frame_url": reverse("staff:inbox_frame", args=[name]),
        "text": email.text,
        "headers": email.headers,
    }
    return show(request, "inbox_email", context, said=("practice",))


@desk_page(May.SEE_PATIENTS)
@require_safe
@email_frame
def inbox_frame(request: HttpRequest, name: str) -> HttpResponse:
    email = opened(request, name)
    record(request, "inbox.read", name)
    return framed(email.html.encode(), email.images)


def opened(request: HttpRequest, name: str) -> InboxEmail:
    """An email that opens a sign-in is shown to those only who may make such links."""
    try:
        email = open_email(inbox_folder(), name)
    except FileNotFoundError:
        raise Http404 from None
    if MARK in dict(email.headers) and not may(request.user, May.MANAGE_PEOPLE):
        raise PermissionDenied
    return email


def about(email: InboxEmail) -> dict[str, Any]:
    sender = dict(email.headers).get("From", "")  # not said
    return {
        "name": email.name, "subject": email.subject or _("(no subject)"), "sender": sender, "to": email.to,
        "when": email.date, "state": "practising", "size": f"{len(email.raw) / 1000:.0f} KB",
        "newer_url": None, "older_url": None,
    }  # fmt: skip
