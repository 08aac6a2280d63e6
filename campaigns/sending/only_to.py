"""ONLY_TO: on a staging installation, the only addresses and domains that may be mailed."""

from __future__ import annotations

from collections.abc import Sequence


def covers(only_to: Sequence[str], address: str) -> bool:
    """`only_to` holds whole addresses, and domains with or without an @ before them, in lower case."""
    address = address.lower()
    domain = address.rpartition("@")[2]
    return any(address == one or domain == one.removeprefix("@") for one in only_to)
