"""What the studio says of one email: its parts, its size, and the line an inbox shows of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from campaigns.preview.made import Preview
from mailer.lint.size import GMAIL_CLIPS_AT


def parts_of(preview: Preview | None, view: str) -> dict[str, Any]:
    """Only what the wished view needs."""
    if preview is None:
        return {"text": "", "headers": [], "sizes": [], "size": "", "from_line": {}}
    filled = preview.filled()
    found: dict[str, Any] = {"size": kilobytes(len(filled.html)), "envelope": envelope(preview)}
    match view:
        case "text":
            found["text"] = filled.text.decode()
        case "source":
            found["text"] = filled.html.decode()
        case "raw":
            found["text"] = preview.eml().decode("ascii")
        case "headers":
            found["headers"] = preview.headers()
        case "size":
            found["sizes"] = sizes(preview, len(filled.html), len(filled.text))
    return found


def envelope(preview: Preview) -> dict[str, str]:
    return {
        "mail_name": preview.email.sender_name or _("no mail name yet"),
        "address": preview.email.sender_address,
        "subject": preview.filled().subject,
        "preheader": preview.preheader,
    }


def sizes(preview: Preview, html: int, text: int) -> list[dict[str, Any]]:
    whole = len(preview.eml())
    return [
        {"name": "HTML", "bytes": html, "of": GMAIL_CLIPS_AT, "says": _("Gmail cuts an email off at {n} bytes.").format(n=f"{GMAIL_CLIPS_AT:,}")},
        {"name": _("Text"), "bytes": text, "of": None, "says": _("For watches, screen readers and programs without HTML.")},
        {"name": _("Whole message"), "bytes": whole, "of": None, "says": _("With headers, both parts and their encoding, as it leaves.")},
    ]  # fmt: skip


def kilobytes(size: int) -> str:
    return f"{size / 1000:.0f} KB"
