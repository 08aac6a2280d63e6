"""The studio on the desk: the rows of this installation, for staff, with test sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from campaigns.preview.personas import PERSONAS
from campaigns.preview.rows import RowsShelf
from campaigns.sending.way import way_now
from campaigns.test_sending import Sent, send_test
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from mailer.finding import EmailError
from staff.desk import desk_page, record, show
from staff.permissions import May
from staff.studio.shown import in_order
from staff.studio.studio import Studio
from staff.studio.wish import Wish


def draw(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    return show(request, template, context)


def test_form(key: str) -> dict[str, Any]:
    way = way_now(timezone.now())
    through = "to the local inbox" if way.practising else "through your provider, to real mailboxes"
    addresses = ClinicProfile.current().test_addresses
    return {"test": {"url": reverse("staff:preview_test", args=[key]), "addresses": addresses, "transport": through}}


def told(sent: Sent) -> str:
    where = "It is in the local inbox." if sent.practising else "Your provider took it."
    said = [f"Test sent to {sent.accepted} of {sent.chosen} addresses. {where}"] if sent.accepted else []
    if sent.uncertain:
        said.append(f"For {sent.uncertain} the provider didn’t answer clearly: the test may have left or not.")
    if sent.refused:
        said.append(f"The provider didn’t take it for {sent.refused}.")
    if sent.left_out:
        said.append(f"{sent.left_out} may not be mailed: suppressed, or left out by ONLY_TO.")
    return " ".join(said)


@desk_page(change=May.SEND_TESTS, fields=("language", "person", "revision", "to"))
@require_POST
def test(request: HttpRequest, key: str) -> HttpResponse:
    shelf, wish, now = RowsShelf(timezone.now()), Wish.read(request.POST.dict()), timezone.now()
    asked = set(request.POST.getlist("to"))
    chosen = [one for number, one in enumerate(ClinicProfile.current().test_addresses) if str(number) in asked]
    try:
        manuscript = shelf.manuscript(key, wish.language, wish.revision)
        sent = send_test(manuscript.source, shelf.templates(), PERSONAS[wish.person], chosen, now)
    except KeyError:
        raise Http404 from None
    except EmailError as fault:
        messages.error(request, f"Not sent: {in_order(fault.findings)[0].message} Mend it first.")
    except Refusal as refusal:
        messages.error(request, f"Not sent: {refusal}")
    else:
        record(request, "test sent", key.rpartition("/")[2], accepted=sent.accepted)
        (messages.warning if sent.uncertain else messages.info)(request, told(sent))
    return redirect(reverse("staff:preview", args=[key]) + wish.query())


STUDIO = Studio(lambda: RowsShelf(timezone.now()), desk_page(May.SEE_TEACHING), draw, extras=test_form)
urls = [path("preview/test/<path:key>", test, name="preview_test"), *STUDIO.urls]
