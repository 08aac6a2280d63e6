"""How large an email is: Gmail shows the beginning of a long one only."""

from collections.abc import Iterator

from mailer.compiled import CompiledEmail, Parts, Slot
from mailer.finding import Finding, Severity
from mailer.quoted_printable import encoded_literal

GMAIL_CLIPS_AT = 102_000  # bytes of HTML; the rest hides behind "View entire message"
NEAR_GMAIL_CLIP = 90_000
A_FILLED_ADDRESS, A_FILLED_VALUE = 90, 30  # bytes
HEADERS = 1_500  # bytes, with what providers add


def html_size(email: CompiledEmail) -> int:
    """Bytes of the HTML as it leaves, with merge fields of a usual length."""
    return _filled_size(email, email.html)


def message_size(email: CompiledEmail) -> int:
    """Bytes of the whole message on the wire: both parts in quoted-printable, and headers."""
    literal = [part for parts in (email.html, email.text) for part in parts if isinstance(part, str)]
    slots = sum(
        _slot_size(email, part) for parts in (email.html, email.text) for part in parts if isinstance(part, Slot)
    )
    return sum(len(encoded_literal(part, last=True)) for part in literal) + slots + HEADERS


def size_findings(email: CompiledEmail) -> Iterator[Finding]:
    size = html_size(email)
    if size <= NEAR_GMAIL_CLIP:
        return
    whole = f"the whole message takes {message_size(email):,}"
    message = f"The HTML takes {size:,} bytes ({whole}); Gmail cuts an email off at {GMAIL_CLIPS_AT:,}."
    severity: Severity = "error" if size > GMAIL_CLIPS_AT else "warning"
    yield Finding(severity, "size", "html", message, "Split the lesson in two.")


def _filled_size(email: CompiledEmail, parts: Parts) -> int:
    return sum(len(part.encode()) if isinstance(part, str) else _slot_size(email, part) for part in parts)


def _slot_size(email: CompiledEmail, slot: Slot) -> int:
    return A_FILLED_ADDRESS if slot.field in email.url_fields else A_FILLED_VALUE
