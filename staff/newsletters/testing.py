""" "Send me a test": through the way real emails take, to the clinic's own addresses, marked as a test."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns.emails.kept_emails import templates
from campaigns.emails.sending_a_test import Sent, send_test
from campaigns.opens.switch import wished
from campaigns.preview.personas import PERSONAS
from campaigns.sending.its_email import news_source
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from mailer.finding import EmailError
from staff.desk import desk_page, record, show
from staff.newsletters.place import frame, newsletter_of
from staff.newsletters.writing import edition_of
from staff.permissions import May
from staff.wording import counted, language_name


@desk_page(May.PLAN, change=May.PLAN, fields=("address", "language"))
@require_http_methods(["GET", "HEAD", "POST"])
def test_newsletter(request: HttpRequest, newsletter: UUID) -> HttpResponse:
    row, refused = newsletter_of(newsletter), ""
    addresses = ClinicProfile.current().test_addresses
    chosen = request.POST.getlist("address")
    if request.method == "POST":
        edition = edition_of(row, request.POST.get("language", ""))
        try:
            source = news_source(edition, "", ClinicProfile.current(), link_only=False, counted=wished())
            sent = send_test(source, templates(), PERSONAS["default"], chosen, timezone.now(), news=True)
            record(request, "newsletter.test", row.pk, language=edition.language, addresses=sent.accepted)
            messages.info(request, what_left(sent))
            return redirect("staff:newsletter_write", row.pk)
        except (Refusal, EmailError) as problem:
            refused = str(problem)
    context = {
        **frame(request, row, ""),
        "addresses": [{"address": one, "chosen": one in (chosen or addresses)} for one in addresses],
        "languages": [(one.language, language_name(one.language)) for one in row.editions.all()],
        "refused": refused,
    }
    return show(request, "newsletters/test", context)


def what_left(sent: Sent) -> str:
    if sent.practising:
        said = _("A test went to the local inbox. It is counted nowhere.")
    else:
        addresses = counted(sent.accepted, "address", "addresses")
        said = _("A test went to {addresses}. It is counted nowhere.").format(addresses=addresses)
    doubt = ngettext("{n} may not have arrived.", "{n} may not have arrived.", sent.uncertain)
    return f"{said} {doubt.format(n=sent.uncertain)}" if sent.uncertain else said
