"""One contact: whether newsletters reach them, those they were sent, and the ways to stop or forget them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.contacts.erasing import erase_contact
from campaigns.models import Message
from campaigns.newsletters import stopping
from clinic.refusal import Refusal
from patients.models import Consent, Identity, Patient
from staff.desk import desk_page, record_read, show, who
from staff.identities import identity_of
from staff.may_be_mailed import address, consent, suppression
from staff.message_titles import title_of
from staff.permissions import May
from staff.wording import dated, language_name, local_date

NEWEST = 30
NEWS = Consent.Stream.NEWSLETTER
BY_STAFF = gettext_noop("Somebody at the clinic stopped the newsletters.")


@desk_page(May.SEE_CONTACTS)
@require_safe
def contact(request: HttpRequest, contact: UUID) -> HttpResponse:
    person, identity = known_contact(contact)
    record_read(request, [person.pk])
    received = Message.objects.filter(patient=person, kind__in=Message.FOR_READERS).newest_first()[:NEWEST]
    context = {
        "contact": {
            "id": person.pk, "name": identity.given_name or _("A contact without a name"),
            "facts": _("{language}, known since {day}").format(
                language=language_name(person.language), day=dated(local_date(person.created_at))
            ),
        },
        "may_be_mailed": [
            {**consent(person, NEWS), "url": None}, address(person, identity), *suppression(identity),
        ],
        "received": [{"title": title_of(one), "state": one.state, "when": one.planned_at} for one in received],
        "stands": standing(person) is not None,
    }  # fmt: skip
    return show(request, "contacts/contact", context)


@desk_page(May.KEEP_CONTACTS, change=May.KEEP_CONTACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def stop_contact(request: HttpRequest, contact: UUID) -> HttpResponse:
    person, _identity = known_contact(contact)
    agreed = standing(person)
    if agreed is None:
        messages.info(request, _("Their newsletters are stopped already."))
        return redirect("staff:contact", person.pk)
    if request.method == "POST":
        stopping.stop_news(agreed, timezone.now(), by=who(request), reason=BY_STAFF)
        messages.info(request, _("Stopped. No newsletter leaves for this contact."))
        return redirect("staff:contact", person.pk)
    rows = [(1, _("consent to newsletters ends")), (planned(person), _("planned newsletters are cancelled now"))]
    return show(
        request,
        "confirm",
        asked(person, _("Stop the newsletters?"), _("Stop"), "stop_contact", rows, _("Stop for 1 contact")),
    )


@desk_page(May.KEEP_CONTACTS, change=May.KEEP_CONTACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, contact: UUID) -> HttpResponse:
    person, _identity = known_contact(contact)
    refused = ""
    if request.method == "POST":
        try:
            erase_contact(person, timezone.now(), by=who(request))
            messages.info(request, _("Erased. Nobody can read the name or the address any more."))
            return redirect("staff:contacts")
        except Refusal as refusal:
            refused = str(refusal)
    rows = [
        (1, _("contact’s name and address can be read by nobody any more, and this can’t be undone")),
        (planned(person), _("planned newsletters are cancelled now")),
        (0, _("later imports bring this address back: a mark that nobody can read keeps it out")),
    ]
    shown = asked(person, _("Erase this contact?"), _("Erase"), "erase_contact", rows, _("Erase 1 contact"))
    return show(request, "confirm", {**shown, "refused": refused})


def known_contact(contact: UUID) -> tuple[Patient, Identity]:
    """Raises Http404, also for a patient, an erased contact and one whose seal can't be opened."""
    person = get_object_or_404(Patient.objects.contacts(), pk=contact)
    identity = identity_of(person)
    if identity is None:
        raise Http404
    return person, identity


def standing(person: Patient) -> Consent | None:
    return Consent.objects.standing(NEWS).filter(patient=person).select_related("patient").first()


def planned(person: Patient) -> int:
    return Message.objects.filter(patient=person, state=Message.State.PLANNED).count()


def asked(person: Patient, title: str, tab: str, name: str, rows: list[tuple[int, str]], button: str) -> dict[str, Any]:
    return {
        "title": title, "tab_title": tab, "nav": "contacts", "why": None, "danger": True,
        "consequences_of": [{"number": number, "text": text} for number, text in rows],
        "button_label": button, "action_url": reverse(f"staff:{name}", args=[person.pk]),
        "back_label": _("Change nothing"), "back_url": reverse("staff:contact", args=[person.pk]),
    }  # fmt: skip
