"""Emails as mail programs write them, made by hand for these tests, and calls of Inbound Parse that bring them."""

from __future__ import annotations

import json
from collections.abc import Mapping

HEADERS = {
    "From": "Ana Ruiz <ana@example.org>",
    "To": "reply@reply.clinic.example",
    "Subject": "Re: Lesson 2 of 8 is ready",
    "Message-ID": "<one@example.org>",
    "In-Reply-To": "<lesson@clinic.example>",
    "Date": "Mon, 12 Oct 2026 10:00:00 -0500",
    "MIME-Version": "1.0",
}
QUOTED = "On Mon, Oct 12, 2026 at 9:00 AM Learning Desk <lessons@clinic.example> wrote:\n> Lesson 2\n> Move a little.\n"
FORM = "multipart/form-data; boundary=xYzZY"


def raw(body: bytes | str = "I feel dizzy.\n", **changes: str | None) -> bytes:
    """One email. `changes` name headers with _ for -; None takes one away."""
    headers = dict(HEADERS)
    for name, value in changes.items():
        key = "Message-ID" if name == "Message_ID" else name.replace("_", "-")
        headers.pop(key, None)
        if value is not None:
            headers[key] = value
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    content = body.encode() if isinstance(body, str) else body
    return head.encode() + b"\r\n" + content


def parts(*inner: bytes, kind: str = "mixed", boundary: str = "b1") -> tuple[str, bytes]:
    """(Content-Type, body) of a multipart of these parts, each with its own headers."""
    body = b"".join(b"--" + boundary.encode() + b"\r\n" + one + b"\r\n" for one in inner)
    return f'multipart/{kind}; boundary="{boundary}"', body + b"--" + boundary.encode() + b"--\r\n"


def part(kind: str, body: bytes, **headers: str) -> bytes:
    head = "".join(
        f"{name.replace('_', '-')}: {value}\r\n" for name, value in {"Content_Type": kind, **headers}.items()
    )
    return head.encode() + b"\r\n" + body


def form(fields: Mapping[str, bytes]) -> bytes:
    """The body of a call, for the content type FORM."""
    made = b"".join(
        b'--xYzZY\r\nContent-Disposition: form-data; name="' + name.encode() + b'"\r\n\r\n' + value + b"\r\n"
        for name, value in fields.items()
    )
    return made + b"--xYzZY--\r\n"


def envelope(to: str = "reply@reply.clinic.example", sender: str = "ana@example.org") -> bytes:
    return json.dumps({"to": [to], "from": sender}).encode()


def brought(email: bytes, to: str = "reply@reply.clinic.example", sender: str = "ana@example.org") -> bytes:
    """As Inbound Parse posts it with "send raw" on, among fields we don't read."""
    return form(
        {
            "email": email,
            "envelope": envelope(to, sender),
            "sender_ip": b"192.0.2.1",
            "spam_report": b"a lot",
            "dkim": b"{}",
        }
    )


def brought_in_parts(email: bytes, **fields: bytes) -> bytes:
    """As it posts it by default: headers and words in fields of their own."""
    head = email.partition(b"\r\n\r\n")[0]
    return form({"headers": head, "envelope": envelope(), "charsets": b'{"text": "utf-8"}', **fields})
