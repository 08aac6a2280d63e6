"""Look into the local inbox: a page of it, newest first, and one email as a mail program would show it."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default
from heapq import nlargest
from pathlib import Path

from mailer.compiled import InlineImage
from mailer.transports.base import OPAQUE_ID


@dataclass(frozen=True)
class InboxEntry:
    """One line of the list. `name` opens it; `date` is None if the file has none that can be read."""

    name: str
    subject: str
    to: str
    date: datetime | None


@dataclass(frozen=True)
class InboxEmail:
    """One email opened. `html` and `text` are "" if there is no such part; `raw` is the file."""

    name: str
    subject: str
    to: str
    date: datetime | None
    html: str
    text: str
    headers: tuple[tuple[str, str], ...]
    raw: bytes
    images: tuple[InlineImage, ...] = ()


def newest(folder: Path, *, limit: int = 50, offset: int = 0) -> list[InboxEntry]:
    """A page of the inbox by the time of writing; only the headers of that page are read."""
    if not folder.is_dir():
        return []
    files = [(path.stat().st_mtime_ns, path) for path in folder.glob("[!.]*.eml")]
    return [_entry(path) for _, path in nlargest(offset + limit, files)[offset:]]


def count(folder: Path) -> int:
    """How many emails lie there."""
    return sum(1 for _ in folder.glob("[!.]*.eml"))


def open_email(folder: Path, name: str) -> InboxEmail:
    """Raises FileNotFoundError for a name that isn't one of ours, whatever path it spells."""
    if not OPAQUE_ID.fullmatch(name):
        raise FileNotFoundError("There is no such email in the inbox")
    raw = (folder / f"{name}.eml").read_bytes()
    message = message_from_bytes(raw, policy=default)
    subject, to, date = _facts(message)
    html, text = _part(message, "html"), _part(message, "plain")
    headers = tuple((key, str(value)) for key, value in message.items())
    return InboxEmail(name, subject, to, date, html, text, headers, raw, tuple(_images(message)))


def _entry(path: Path) -> InboxEntry:
    with path.open("rb") as file:
        message = BytesHeaderParser(policy=default).parsebytes(b"".join(_head(file)))
    return InboxEntry(path.stem, *_facts(message))


def _head(lines: Iterator[bytes]) -> Iterator[bytes]:
    for line in lines:
        if not line.strip():
            return
        yield line


def _facts(message: EmailMessage) -> tuple[str, str, datetime | None]:
    date = message["Date"]
    return str(message["Subject"] or ""), str(message["To"] or ""), date.datetime if date else None


def _images(message: EmailMessage) -> Iterator[InlineImage]:
    for part in message.walk():
        assert isinstance(part, EmailMessage)
        if part.get_content_type() in ("image/png", "image/jpeg") and part["Content-ID"]:
            content = b64encode(part.get_content()).decode()
            yield InlineImage(
                part["Content-ID"].strip("<> "), part.get_filename() or "", part.get_content_type(), content
            )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part else ""
