"""Where a form came from, as far as counting needs it: a keyed hash, from which nobody gets the address back."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

OF_ONE_CONNECTION = 64  # bits of an IPv6 address that a provider gives to one connection (RFC 6177)


def network_of(request: HttpRequest) -> str:
    """64 hex digits; empty behind a proxy of this machine, where all look alike, and for what is no address."""
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_loopback:
        return ""
    bits = OF_ONE_CONNECTION if isinstance(address, IPv6Address) else 32
    network = ip_network(f"{address}/{bits}", strict=False)
    return salted_hmac("portal.network", str(network), algorithm="sha256").hexdigest()
