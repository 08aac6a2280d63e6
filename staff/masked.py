"""Enough of an address to know it again when its owner says it, too little to write to it."""

from __future__ import annotations


def masked(address: str) -> str:
    """a…@example.org; empty for an empty one."""
    name, _, host = address.rpartition("@")
    return f"{name[:1]}…@{host}" if name else ""


def initial(name: str) -> str:
    return f"{name[0]}." if name else ""
