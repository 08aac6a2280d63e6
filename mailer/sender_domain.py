"""What a domain's name servers say of who may send in its name: SPF, DKIM and DMARC, as receivers look them up.

Sources: RFC 7208 §4.5 (one SPF record), RFC 6376 §3.6.1 (keys), RFC 7489 §6.6.3 (DMARC), SendGrid's "How to set up domain
authentication" (selectors s1 and s2). Whether a receiver believes it, only a message that arrived tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Lookup = Callable[[str], Sequence[str]]
"""The TXT records of a name, CNAMEs followed; empty where there are none. Raises Unreachable."""
SECONDS = 5.0


class Unreachable(Exception):
    """No name server answered. Its text is the kind of failure."""


@dataclass(frozen=True)
class Record:
    """`found`: there is one that works. `says` is a sentence."""

    found: bool
    says: str


def txt_records(name: str) -> Sequence[str]:
    """By this machine's own name servers."""
    import dns.exception
    import dns.resolver

    try:
        answer = made_resolver().resolve(name, "TXT", lifetime=SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError) as failure:
        raise Unreachable(type(failure).__name__) from None
    return [b"".join(one.strings).decode("ascii", "replace") for one in answer]


def made_resolver() -> Any:
    """A dns.resolver.Resolver: its package is loaded by whoever asks, and by nobody else."""
    import dns.resolver

    return dns.resolver.Resolver()


def spf(domain: str, look_up: Lookup) -> Record:
    found = [one for one in look_up(domain) if re.match(r"v=spf1(\s|\Z)", one, re.IGNORECASE)]
    if len(found) > 1:
        return Record(False, f"{domain} has {len(found)} SPF records, and receivers then go by none.")
    return Record(bool(found), f"{domain} has {'an' if found else 'no'} SPF record.")


def dkim(domain: str, selectors: Sequence[str], look_up: Lookup) -> Record:
    for selector in selectors:
        for one in look_up(f"{selector}._domainkey.{domain}"):
            if re.search(r"(?:^|;)\s*p\s*=\s*[A-Za-z0-9+/]", one):
                return Record(True, f"{domain} has a DKIM key ({selector}).")
    return Record(False, f"{domain} has no DKIM key under {' or '.join(selectors)}.")


def dmarc(domain: str, look_up: Lookup) -> Record:
    """Its own, or that of a domain above it."""
    labels = domain.split(".")
    for start in range(max(1, len(labels) - 1)):
        above = ".".join(labels[start:])
        found = [one for one in look_up(f"_dmarc.{above}") if re.match(r"v=DMARC1\s*(;|\Z)", one)]
        if len(found) > 1:
            return Record(False, f"{above} has {len(found)} DMARC records, and receivers then go by none.")
        if found:
            policy = re.search(r";\s*p\s*=\s*(none|quarantine|reject)", found[0], re.IGNORECASE)
            return Record(
                bool(policy),
                f"{above} has a DMARC record" + (f" (p={policy[1].lower()})." if policy else " without a policy."),
            )
    return Record(False, f"{domain} has no DMARC record.")
