"""Everything that would embarrass us, looked for in a compiled email before anyone gets it."""

from collections.abc import Iterator

from mailer.compiled import CompiledEmail
from mailer.finding import Finding as Finding
from mailer.finding import Severity
from mailer.lint.html import html_findings
from mailer.lint.privacy import privacy_findings
from mailer.lint.unsubscribe import unsubscribe_findings
from mailer.lint.words import leftover_findings, subject_findings, text_findings

GMAIL_CLIPS_AT = 102_000  # bytes of HTML; the rest hides behind "View entire message"
NEAR_GMAIL_CLIP = 90_000
ORDER = {"error": 0, "warning": 1, "note": 2}


def lint(
    email: CompiledEmail, *, preheader: str, private_words: tuple[str, ...] = (), public_host: str = ""
) -> list[Finding]:
    """All findings, errors first. `public_host` is the only host images may come from."""
    found = [
        *privacy_findings(email, preheader, private_words),
        *leftover_findings(email),
        *subject_findings(email, preheader),
        *text_findings(email),
        *unsubscribe_findings(email),
        *html_findings(email, public_host),
        *_size_findings(email),
    ]
    return sorted(dict.fromkeys(found), key=lambda finding: ORDER[finding.severity])


def _size_findings(email: CompiledEmail) -> Iterator[Finding]:
    size = sum(len(part.encode()) for part in email.html if isinstance(part, str))
    if size <= NEAR_GMAIL_CLIP:
        return
    message = f"The HTML takes {size:,} bytes; Gmail cuts an email off at {GMAIL_CLIPS_AT:,}."
    severity: Severity = "error" if size > GMAIL_CLIPS_AT else "warning"
    yield Finding(severity, "size", "html", message, "Split the lesson in two.")
