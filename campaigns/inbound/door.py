"""Where the provider brings emails: an address nobody can guess, while the clinic has inbound mail switched on."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from clinic.models import ClinicProfile


def is_open() -> bool:
    return bool(ClinicProfile.current().inbound)


def secret_of_the_door() -> str:
    """48 hex digits, from SECRET_KEY: with another key the address is another, and must be entered at the provider anew."""
    return salted_hmac("campaigns.inbound.door", "", algorithm="sha256").hexdigest()[:48]
