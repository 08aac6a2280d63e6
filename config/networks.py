"""Addresses and networks as they are written in settings and headers."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Networks = tuple[IPv4Network | IPv6Network, ...]


def is_network(written: str) -> bool:
    """All of IPv4 or IPv6 is none: then anybody could say who they are."""
    try:
        return ip_network(written).prefixlen > 0
    except ValueError:
        return False


def read_networks(written: tuple[str, ...]) -> Networks:
    """Raises ValueError for what is neither an address nor a network such as 10.0.0.0/8."""
    return tuple(ip_network(one) for one in written)


def read_address(written: str) -> Address | None:
    """An IPv4 address within IPv6 is that IPv4 address (RFC 4291 §2.5.5.2). None for what is no address."""
    try:
        address = ip_address(written)
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address


def believed(address: Address, trusted: Networks) -> bool:
    return any(address in network for network in trusted)
