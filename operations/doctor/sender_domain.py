"""Do the name servers of the sender's domain say that the provider may send for it? Without that, lessons land among spam."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from clinic.models import ClinicProfile
from mailer import sender_domain as names
from operations.doctor.finding import Found, Look, ok, unknown, warning
from operations.doctor.provider import NOT_ASKED

SELECTORS = ("s1", "s2")  # SendGrid's own choice, if nobody made another
HOW = "The provider's domain authentication page shows the records to add at your domain's name servers."


def sender_domain(look: Look) -> Iterator[Found]:
    domain = ClinicProfile.current().sender.rpartition("@")[2].lower()
    if not domain or settings.TRANSPORT == "inbox":
        yield unknown("No domain sends yet: set the From address and a provider.")
    elif not look.outside:
        yield unknown("The name servers weren't asked.", NOT_ASKED)
    else:
        try:
            yield from asked(domain)
        except names.Unreachable as failure:
            yield unknown(f"No name server answered ({failure}).", "Ask again where DNS can be reached.")


def asked(domain: str) -> Iterator[Found]:
    found = names.spf(domain, names.txt_records)
    if found.found:
        yield ok(found.says)
    elif settings.TRANSPORT == "smtp" or "receivers" in found.says:
        yield warning(found.says, "One TXT record that begins with v=spf1 names your mail server.")
    else:
        yield ok(f"{found.says} Bounces go to an address of the provider's, which has its own.")
    if settings.TRANSPORT == "sendgrid":
        found = names.dkim(domain, SELECTORS, names.txt_records)
        yield (
            ok(found.says)
            if found.found
            else warning(found.says, f"{HOW} With selectors of your own, send a test and look for dkim=pass.")
        )
    else:
        fix = "Send a test to yourself and look for dkim=pass in its source."
        yield unknown("DKIM: under which name the key stands only the mail server knows.", fix)
    found = names.dmarc(domain, names.txt_records)
    yield (
        ok(found.says)
        if found.found
        else warning(found.says, "Large mailbox providers ask bulk senders for one: begin with v=DMARC1; p=none.")
    )
