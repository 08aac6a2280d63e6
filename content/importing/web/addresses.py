"""Where a link may lead: a public web address, a mail address or a phone number. Nothing else goes into a lesson."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

_PRIVATE_ENDINGS = ("local", "localhost", "internal", "intranet", "lan", "home", "corp", "private", "test", "invalid", "onion", "arpa")  # fmt: skip
_HOST = re.compile(r"(?=.{1,253}$)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_](?:[\w-]{0,61}[^\W_])?\.?", re.IGNORECASE)
_BREAKS_MARKDOWN = re.compile(r"[\s<>()\[\]\\`{}\"|*]")
_CONTACT = re.compile(r"(?:mailto|tel):[\w.+@%?=&;,/-]+", re.IGNORECASE)
_LONGEST = 2000  # characters


def public_address(href: str) -> str:
    """The address as Markdown takes it, or "" where it leads nowhere a patient may go.

    Left out: other schemes (javascript:, file:), addresses within the page or the site, hosts of a private network and
    addresses that carry a password. An address without a scheme (//host) is read as https.
    """
    href = href.strip()
    if len(href) > _LONGEST or any(ord(sign) < 32 for sign in href):
        return ""
    if _CONTACT.fullmatch(href):
        return href
    href = f"https:{href}" if href.startswith("//") else href
    return _BREAKS_MARKDOWN.sub(lambda found: f"%{ord(found[0]):02X}", href) if _is_public(href) else ""


def host_of(address: str) -> str:
    """The host a picture or frame would be fetched from; "" for one inside the file or the site."""
    try:
        return (urlsplit(address.strip()).hostname or "")[:253]
    except ValueError:
        return "an unreadable address"


def _is_public(href: str) -> bool:
    try:
        parts = urlsplit(href)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme.lower() not in ("http", "https") or "@" in parts.netloc:
        return False
    try:
        return ip_address(host).is_global
    except ValueError:
        return bool(_HOST.fullmatch(host)) and host.rstrip(".").rpartition(".")[2] not in _PRIVATE_ENDINGS
