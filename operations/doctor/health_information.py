"""What the provider may carry: whole lessons, or only a neutral email with a link."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from clinic.agreements import agreement_lacking
from clinic.models import Agreement, Installation
from operations.doctor.finding import Found, Look, error, ok, warning


def health_information(look: Look) -> Iterator[Found]:
    if settings.TRANSPORT == "inbox":
        yield ok("No provider is configured: nothing leaves this machine.")
    elif not settings.PROVIDER_CARRIES_PHI:
        yield ok("The provider gets a neutral email with a link, and no health information.")
    elif agreement_lacking():
        live = Installation.objects.exclude(live_mark="").exists()
        fix = "Record it on the desk under Clinic, Provider, or set PROVIDER_CARRIES_PHI=no."
        yield (error if live else warning)(
            "Lessons go through the provider whole, and no agreement that allows it is on record.", fix
        )
    else:
        latest = Agreement.objects.latest_recorded()
        assert latest is not None
        yield ok(f"Lessons go through the provider whole, under an agreement signed on {latest.signed_on.isoformat()}.")
