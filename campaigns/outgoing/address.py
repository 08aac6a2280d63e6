"""Where a webhook may go: out of this house only. A receiver's name is looked up once, every address it has is judged, and one of those is called.

The refused networks are those of the IANA special-purpose registries (RFC 6890): nobody outside this network lives there. An address that holds
another one (6to4, NAT64, Teredo, IPv4 in IPv6) is refused with them, because it may lead back in.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from queue import Empty, Queue
from threading import Thread
from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

from clinic.refusal import Refusal
from mailer.addresses import is_loopback

LONGEST: Final = 300
LOOKED_UP_IN: Final = 5.0  # seconds
PLAIN: Final = re.compile(r"[!-~]+", re.ASCII)
HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9.])?|[0-9a-f:.]+", re.ASCII)
NOT_OUTSIDE: Final = tuple(
    IPv4Network(one)
    for one in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
GLOBAL: Final = IPv6Network(
    "2000::/3"
)  # all that is given out: ULA, link-local, multicast, mapped and NAT64 addresses lie elsewhere
NOT_GLOBAL: Final = tuple(IPv6Network(one) for one in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))


class NoWay(Exception):
    """Nothing was sent. Its text is a word for the receiver's page, and holds no address."""


@dataclass(frozen=True)
class Target:
    """`host` is what its certificate must say; `path` with the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == {"https": 443, "http": 80}[self.scheme] else f"{host}:{self.port}"


def target_of(url: str, *, ports: Collection[int], loopback: bool) -> Target:
    """`loopback`: this very machine may be called, also by plain http and on any port, as in practice. Raises Refusal."""
    parts = parted(url)
    here = is_loopback(url)
    if here and not loopback:
        raise Refusal(_("This address is on this machine: only while practising may a webhook go there."))
    if parts.scheme != "https" and not (here and parts.scheme == "http"):
        raise Refusal(_("Write an address that begins with https://."))
    port = parts.port or {"https": 443, "http": 80}[parts.scheme]
    if port not in ports and not here:
        allowed = ", ".join(map(str, sorted(ports)))
        raise Refusal(_("Port {port} isn’t called from here: use one of {ports}.").format(port=port, ports=allowed))
    host = (parts.hostname or "").rstrip(".")
    if not here and is_number(host) and not is_outside(ip_address(host)):
        raise Refusal(_("This address is inside a private network: webhooks go outside only."))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path)


def parted(url: str) -> SplitResult:
    """Raises Refusal for what is no whole address, and for one with a password in it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if not PLAIN.fullmatch(url) or len(url) > LONGEST or not HOST.fullmatch(parts.hostname or "") or port == 0:
        raise Refusal(_("Write a whole address of at most {most} plain characters, such as https://ehr.example.org/hooks.").format(most=LONGEST))  # fmt: skip
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Refusal(_("Leave out the name, the password and the part after #: the signature says who calls."))
    return parts


def address_to_call(target: Target, *, loopback: bool) -> str:
    """One address of this name, when all it has are outside; on this machine, when that is what `loopback` allows. Raises NoWay."""
    found = looked_up(target)
    if not found:
        raise NoWay("not found")
    if loopback and is_loopback(f"http://{target.authority}/"):
        outside = all(one.is_loopback for one in found)
    else:
        outside = all(is_outside(one) for one in found)
    if not outside:
        raise NoWay("not outside")
    return str(found[0])


def looked_up(target: Target) -> list[IPv4Address | IPv6Address]:
    """Asked in a thread of its own: the system's resolver knows no time-out. Raises NoWay."""
    answer: Queue[list[IPv4Address | IPv6Address]] = Queue()
    Thread(target=partial(look_up, target, answer), daemon=True).start()
    try:
        return answer.get(timeout=LOOKED_UP_IN)
    except Empty:
        raise NoWay("not found in time") from None


def look_up(target: Target, answer: Queue[list[IPv4Address | IPv6Address]]) -> None:
    try:
        rows = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        answer.put([ip_address(row[4][0]) for row in rows])
    except (
        OSError,
        ValueError,
    ):  # UnicodeError is a ValueError: a name no resolver takes; a zone after % is no address
        answer.put([])


def is_outside(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv4Address):
        return not any(address in network for network in NOT_OUTSIDE)
    if address.scope_id is not None:
        return False
    return address in GLOBAL and not any(address in network for network in NOT_GLOBAL)


def is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
