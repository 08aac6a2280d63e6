"""A posted form with files (multipart/form-data, RFC 7578), in memory: the caller has bounded it. Files are passed over."""

from __future__ import annotations

from email import policy
from email.message import Message
from email.parser import BytesHeaderParser

MOST_FIELDS = 200


def fields_of(body: bytes, content_type: str) -> dict[str, bytes]:
    """Field name → value; of a repeated field the first counts. Raises ValueError for what is no such form."""
    kind = Message(policy=policy.compat32)
    kind["Content-Type"] = content_type
    boundary = kind.get_boundary("")
    if kind.get_content_type() != "multipart/form-data" or not boundary or not boundary.isascii():
        raise ValueError("This isn't a form with files")
    mark = b"--" + boundary.encode()
    parts = (b"\r\n" + body).split(b"\r\n" + mark, MOST_FIELDS)
    if len(parts) < 2 or not parts[-1].startswith(b"--"):
        raise ValueError("The form is cut short, or has too many fields")
    found: dict[str, bytes] = {}
    for part in parts[1:-1]:
        head, gap, value = part.partition(b"\r\n\r\n")
        about = BytesHeaderParser(policy=policy.compat32).parsebytes(head.lstrip(b"\r\n") + b"\r\n\r\n")
        name = about.get_param("name", header="Content-Disposition")
        is_file = about.get_param("filename", header="Content-Disposition") is not None
        if gap and isinstance(name, str) and not is_file:
            found.setdefault(name, value)
    return found
