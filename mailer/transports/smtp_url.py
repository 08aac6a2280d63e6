"""SMTP_URL: where the mail server is, who we are to it, and how the way to it is kept private."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from mailer.addresses import is_loopback

HOST = re.compile(r"[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*")  # RFC 1035 §2.3.4, and the underscores people use
EXAMPLE = "SMTP_URL looks like smtp://user:password@mail.example.org:587"
ENCODE = "In SMTP_URL the signs : / ? # @ % in a user name or password are written percent-encoded, such as %40 for @"


class Tls(StrEnum):
    """When the connection is encrypted."""

    STARTTLS = "after STARTTLS"
    """smtp://: nothing but a greeting is said before (RFC 3207)."""
    AT_ONCE = "from the first byte"
    """smtps:// (RFC 8314 §3.3)."""
    OFF = "never"
    """smtp://…?tls=off: whoever is on the way can read every email, and could answer in the server's place."""


DEFAULT_PORT = {Tls.STARTTLS: 587, Tls.AT_ONCE: 465, Tls.OFF: 587}


@dataclass(frozen=True)
class Relay:
    """The mail server we hand over to. `ca` is a file of certificates trusted besides the system's, or ""."""

    host: str
    port: int
    tls: Tls
    ca: str = ""
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def relay_from(url: str) -> Relay:
    """Raises ValueError, with one sentence that never quotes the URL, for one that can't work."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(f"The host or port isn't one. {EXAMPLE}. {ENCODE}") from None
    if re.search(r"[\s\x00-\x1f\x7f]", url):
        raise ValueError(f"It holds a space or line end. {EXAMPLE}")
    if parts.scheme not in ("smtp", "smtps") or port == 0 or not _is_host(parts.hostname or ""):
        raise ValueError(f"{EXAMPLE}, or smtps://…:465 for TLS from the first byte")
    if parts.path not in ("", "/") or parts.fragment or "@" in parts.query:
        raise ValueError(f"Nothing but ?tls=off and ?ca=/path may follow the port. {ENCODE}")
    tls, ca = _privacy(parts)
    user, password = _login(parts)
    if user and tls is Tls.OFF and not is_loopback(url):
        raise ValueError("With tls=off a user name and password may only go to this machine: leave tls=off out")
    return Relay(parts.hostname or "", port or DEFAULT_PORT[tls], tls, ca, user, password)


def _is_host(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return bool(HOST.fullmatch(host))


def _privacy(parts: SplitResult) -> tuple[Tls, str]:
    try:
        given = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query), max_num_fields=4)
    except ValueError:
        given = [("", "")]
    settings = dict(given)
    off, ca = settings.get("tls", ""), settings.get("ca", "")
    fits = {("tls", off == "off"), ("ca", bool(ca))} >= {(name, True) for name in settings}
    if len(settings) < len(given) or not fits:
        raise ValueError("SMTP_URL knows ?tls=off and ?ca=/path/to/certificates.pem, each once, and nothing else")
    if off and (ca or parts.scheme == "smtps"):
        raise ValueError("SMTP_URL turns TLS off and asks for it in one line: leave tls=off out, or smtps and ca")
    return (Tls.OFF if off else Tls.AT_ONCE if parts.scheme == "smtps" else Tls.STARTTLS), ca


def _login(parts: SplitResult) -> tuple[str, str]:
    try:
        user, password = unquote(parts.username or "", errors="strict"), unquote(parts.password or "", errors="strict")
    except UnicodeDecodeError:
        raise ValueError(f"The user name or password isn't UTF-8. {ENCODE}") from None
    if bool(user) != bool(password) or re.search(r"[\x00-\x1f\x7f]", user + password):
        raise ValueError(f"A user name and a password come together, or neither. {EXAMPLE}")
    return user, password
