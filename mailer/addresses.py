"""Web addresses: which ones stay on this machine."""

import ipaddress
from urllib.parse import urlsplit


def host_of(url: str) -> str:
    """The host in lower case, or "" if there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def is_loopback(url: str) -> bool:
    """Whether this address can't leave the machine."""
    host = host_of(url)
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
