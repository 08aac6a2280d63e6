""" "Send me a test" of the way out itself: an email that teaches nothing, to the clinic's own addresses, and the provider's answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from campaigns.emails import newsletter_source, templates
from campaigns.preview.personas import PERSONAS
from campaigns.test_sending import Sent, send_test
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from content.newsletter_text import NewsletterText
from mailer.finding import EmailError
from staff.desk import desk_page, record
from staff.permissions import May
from staff.provider.page import page
from staff.wording import clock_time, counted

WORDS = NewsletterText(
    title="The way out works",
    subject="The way our emails take",
    preheader="If you read this, it arrived",
    body="Somebody at the clinic sent this test from the settings. It holds nothing about anyone.\n\n"
    "Look at who it is from, where an answer to it goes, and whether it lies in the inbox or among the junk.",
    source="",
)


@desk_page(change=May.SET_UP, fields=("address",))
@require_POST
def test_provider(request: HttpRequest) -> HttpResponse:
    """It answers with the page itself: what the provider said stands beside the button."""
    chosen = request.POST.getlist("address")
    try:
        sent = send_test(
            newsletter_source(WORDS, "en", ClinicProfile.current()),
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
    at = clock_time(timezone.now())
    taker = "The local inbox" if sent.practising else "The provider"
    parts = [f"{taker} took it for {sent.accepted} of {counted(sent.chosen, 'address', 'addresses')} at {at}."]
    if sent.uncertain:
        parts.append(f"For {sent.uncertain} there was no clear answer: look whether it arrived.")
    if sent.refused:
        parts.append(f"{sent.refused} the provider refused.")
    if sent.left_out:
        parts.append(f"{sent.left_out} may not be mailed: suppressed, or left out by ONLY_TO.")
    return " ".join(parts)
