"""PUBLIC_URL: what every link in every email begins with."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from operations.doctor.finding import Found, Look, error, ok, unknown, warning


def address(look: Look) -> Iterator[Found]:
    fix = "Set PUBLIC_URL to the https address patients can reach."
    if settings.PUBLIC_URL_IS_LOCAL:
        yield warning("PUBLIC_URL is an address only this machine can open: fit for practising.", fix)
    elif not settings.PUBLIC_URL.startswith("https://"):
        yield error("PUBLIC_URL isn't https: what patients read and answer could be read on the way.", fix)
    else:
        yield ok("PUBLIC_URL is https.")
        yield unknown(
            "Whether the proxy in front lets only patients' pages and the provider's events in can't be seen from here.",
            "From outside, open PUBLIC_URL/staff/ and /metrics: both should be refused, if staff work from inside.",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield error("ALLOWED_HOSTS lets every name in.", "Name your own hosts only; /healthz and /readyz need none.")
