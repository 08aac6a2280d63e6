"""All contacts as numbers, and the search for one by the whole address: their addresses are sealed, so there is no list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from campaigns.contacts.counting import count_contacts
from campaigns.contacts.signing_up import is_open
from campaigns.emails import links
from campaigns.newsletters.audience import LeftOut
from clinic.models import ClinicProfile
from patients.models import Patient
from staff.desk import desk_page, record, show
from staff.desk_form import DeskForm
from staff.newsletters.reasons import SAID
from staff.permissions import May
from staff.wording import language_name

MOST = 20  # people who share one mailbox


class ContactSearch(DeskForm):
    email = forms.CharField(
        label=gettext_lazy("Email address"),
        max_length=300,
        error_messages={"required": gettext_lazy("Type the whole email address.")},
    )

    def found(self) -> list[Patient]:
        """Adds an error, and finds nobody, for an address that is none."""
        try:
            return list(Patient.objects.contacts().with_address(self.cleaned_data["email"])[:MOST])
        except ValidationError as problem:
            self.add_error("email", problem)
            return []


@desk_page(May.SEE_CONTACTS, change=May.SEE_CONTACTS, fields=ContactSearch.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request: HttpRequest) -> HttpResponse:
    """POST looks for one, so that no address of theirs stands in an address of ours; the search is recorded by ids."""
    form = ContactSearch(request.POST if request.method == "POST" else None)
    found: list[Patient] | None = None
    if request.method == "POST" and form.is_valid():
        matches = form.found()
        found = None if form.errors else matches
    if found is not None:
        record(request, "contact.search", "", found=[str(one.pk) for one in found])
    if found and len(found) == 1:
        return redirect("staff:contact", found[0].pk)
    return show(
        request, "contacts/contacts", {"form": form, "found": lines(found), "form_link": form_link(), **numbers()}
    )


def form_link() -> str:
    """What the clinic can link to; empty while the form is closed."""
    return links.sign_up() if is_open(ClinicProfile.current()) else ""


def lines(found: list[Patient] | None) -> list[dict[str, Any]] | None:
    if found is None:
        return None
    return [
        {"id": one.pk, "said": _("A contact who reads {language}").format(language=language_name(one.language))}
        for one in found
    ]


def numbers() -> dict[str, Any]:
    counts = count_contacts()
    return {
        "people": counts.people,
        "reached": counts.reached,
        "languages": [
            {"said": language_name(tag), "count": number} for tag, number in counts.by_language.most_common()
        ],
        "left_out": [{"said": SAID[LeftOut(why)], "count": number} for why, number in counts.left_out.most_common()],
    }
