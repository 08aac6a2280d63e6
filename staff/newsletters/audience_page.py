"""Who gets it: the rules, a count that follows them, and everybody left out counted by one reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.models import Newsletter
from campaigns.newsletters.audience import Counted, LeftOut, Rules, count
from campaigns.newsletters.editions import editable, edition_for
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from staff.desk import desk_page, show
from staff.newsletters.audience_form import AudienceForm
from staff.newsletters.place import frame, newsletter_of
from staff.newsletters.reasons import SAID
from staff.permissions import May, may
from staff.tabs import address
from staff.wording import language_name


@desk_page(May.SEE_PLANS, change=May.PLAN, fields=AudienceForm.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def audience(request: HttpRequest, newsletter: UUID) -> HttpResponse:
    row = newsletter_of(newsletter)
    form = AudienceForm(request.POST if request.method == "POST" else None, newsletter=row)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            keep(row, form.rules())
            messages.info(request, _("Saved. The number counts people as of now; it is counted again when it leaves."))
            return redirect("staff:newsletter_audience", row.pk)
        except Refusal as refusal:
            refused = str(refusal)
    context = {
        **frame(request, row, "audience"),
        "form": form,
        "refused": refused,
        "missed_of": row.missed_of and {"name": row.missed_of.name, "id": row.missed_of.pk},
        "count_url": reverse("staff:newsletter_count", args=[row.pk]),
        **numbers(row, linked=may(request.user, May.SEE_PATIENTS)),
    }
    return show(request, "newsletters/audience", context)


@desk_page(change=May.PLAN, fields=AudienceForm.base_fields)
@require_POST
def audience_count(request: HttpRequest, newsletter: UUID) -> HttpResponse:
    """The count for rules that aren't saved yet: the part of the page that changes."""
    row = newsletter_of(newsletter)
    form = AudienceForm(request.POST, newsletter=row)
    if not form.is_valid():
        return HttpResponse(status=204)
    row.audience = form.rules().as_json()
    return render(request, "staff/newsletters/count.html", {**numbers(row), "unsaved": True}, using="jinja2")


def keep(newsletter: Newsletter, rules: Rules) -> None:
    """Raises Refusal once it has begun to leave."""
    with transaction.atomic():
        row = editable(newsletter)
        row.audience = rules.as_json()
        row.save(update_fields=["audience"])


def numbers(row: Newsletter, *, linked: bool = False) -> dict[str, Any]:
    """`linked`: each number leads to the people behind it. Never for rules that aren't saved: those pages read the saved ones."""
    found, here = count(row, ClinicProfile.current().zone), reverse("staff:newsletter_left_out", args=[row.pk])
    return {
        "gets_it": found.gets_it,
        "people": found.people,
        "percent": round(100 * found.gets_it / found.people) if found.people else 0,
        "some_url": reverse("staff:newsletter_people", args=[row.pk]) if linked and found.gets_it else "",
        "left_out": [
            {"said": SAID[LeftOut(why)], "count": number, "url": address(here, why=why) if linked else ""}
            for why, number in found.left_out.most_common()
        ],
        "others_language": in_another_language(row, found),
    }


def in_another_language(row: Newsletter, found: Counted) -> str:
    """Readers who get it in a language that isn't theirs, as a sentence; empty when there are none."""
    editions = list(row.editions.all())
    lacking = []
    for tag, number in found.by_language.most_common():
        edition = edition_for(tag, editions, row.language)
        if edition is None or edition.language.split("-")[0] != tag.split("-")[0]:
            reads = ngettext("{n} reads {language}", "{n} read {language}", number)
            lacking.append(reads.format(n=f"{number:,}", language=language_name(tag)))
    return _("{readers}, and there is no text in it.").format(readers=", ".join(lacking)) if lacking else ""
