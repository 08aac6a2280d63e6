""" "Send me a test" of the way out itself: an email that teaches nothing, to the clinic's own addresses, and the provider's answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.emails.kept_emails import templates
from campaigns.emails.making import newsletter_source
from campaigns.emails.sending_a_test import Sent, send_test
from campaigns.preview.personas import PERSONAS
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from content.newsletter_text import NewsletterText
from mailer.finding import EmailError
from staff.desk import desk_page, record
from staff.permissions import May
from staff.provider.page import page
from staff.wording import clock_time, counted


def words() -> NewsletterText:
    """In the language of whoever sends it: the clinic's own people read it."""
    return NewsletterText(
        title=_("The way out works"),
        subject=_("The way our emails take"),
        preheader=_("If you read this, it arrived"),
        body="\n\n".join(
            [
                _("Somebody at the clinic sent this test from the settings. It holds nothing about anyone."),
                _(
                    "Look at who it is from, where an answer to it goes, and whether it lies in the inbox or among the junk."
                ),
            ]
        ),
        source="",
    )


@desk_page(change=May.SET_UP, fields=("address",))
@require_POST
def test_provider(request: HttpRequest) -> HttpResponse:
    """It answers with the page itself: what the provider said stands beside the button."""
    chosen = request.POST.getlist("address")
    try:
        sent = send_test(
            newsletter_source(words(), get_language() or "en", ClinicProfile.current()),
            templates(),
            PERSONAS["default"],
            chosen,
            timezone.now(),
        )
    except (Refusal, EmailError) as problem:
        return page(request, chosen=chosen, test_refused=str(problem))
    record(request, "provider.test", "", addresses=sent.accepted)
    return page(request, chosen=chosen, tested=answer(sent))


def answer(sent: Sent) -> str:
    """What became of it, in numbers."""
    taken = (
        _("The local inbox took it for {n} of {addresses} at {time}.")
        if sent.practising
        else _("The provider took it for {n} of {addresses} at {time}.")
    )
    addresses = counted(sent.chosen, "address", "addresses")
    parts = [taken.format(n=sent.accepted, addresses=addresses, time=clock_time(timezone.now()))]
    if n := sent.uncertain:
        parts.append(_("For {n} there was no clear answer: look whether it arrived.").format(n=n))
    if n := sent.refused:
        parts.append(ngettext("{n} the provider refused.", "{n} the provider refused.", n).format(n=n))
    if n := sent.left_out:
        said = ngettext(
            "{n} may not be mailed: suppressed, or left out by ONLY_TO.",
            "{n} may not be mailed: suppressed, or left out by ONLY_TO.",
            n,
        )
        parts.append(said.format(n=n))
    return " ".join(parts)
