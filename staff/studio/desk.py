"""The studio on the desk: the rows of this installation, for staff, with test sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from campaigns.emails.sending_a_test import Sent, send_test
from campaigns.preview.personas import PERSONAS
from campaigns.preview.rows import RowsShelf
from campaigns.sending.way import way_now
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
    if way.practising:
        hint = _(
            "The subject says it is a test. It goes to the local inbox and is counted nowhere. Its links lead to no patient."
        )
    else:
        hint = _(
            "The subject says it is a test. It goes through your provider, to real mailboxes and is counted nowhere. Its links lead to no patient."
        )
    addresses = ClinicProfile.current().test_addresses
    return {"test": {"url": reverse("staff:preview_test", args=[key]), "addresses": addresses, "hint": hint}}


def told(sent: Sent) -> str:
    where = _("It is in the local inbox.") if sent.practising else _("Your provider took it.")
    said = []
    if sent.accepted:
        sentence = _("Test sent to {n} of {chosen} addresses. {where}")
        said.append(sentence.format(n=sent.accepted, chosen=sent.chosen, where=where))
    if sent.uncertain:
        sentence = _("For {n} the provider didn’t answer clearly: the test may have left or not.")
        said.append(sentence.format(n=sent.uncertain))
    if sent.refused:
        said.append(_("The provider didn’t take it for {n}.").format(n=sent.refused))
    if sent.left_out:
        not_mailed = ngettext(
            "{n} may not be mailed: suppressed, or left out by ONLY_TO.",
            "{n} may not be mailed: suppressed, or left out by ONLY_TO.",
            sent.left_out,
        )
        said.append(not_mailed.format(n=sent.left_out))
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
        why = in_order(fault.findings)[0].message
        messages.error(request, _("Not sent: {why} Mend it first.").format(why=why))
    except Refusal as refusal:
        messages.error(request, _("Not sent: {why}").format(why=refusal))
    else:
        record(request, "test sent", key.rpartition("/")[2], accepted=sent.accepted)
        (messages.warning if sent.uncertain else messages.info)(request, told(sent))
    return redirect(reverse("staff:preview", args=[key]) + wish.query())


STUDIO = Studio(lambda: RowsShelf(timezone.now()), desk_page(May.SEE_TEACHING), draw, extras=test_form)
urls = [path("preview/test/<path:key>", test, name="preview_test"), *STUDIO.urls]
