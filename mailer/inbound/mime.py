"""A raw email (RFC 5322, RFC 2045) as InboundMail. The parser is the standard library's; nothing here raises for what is faulty."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from email import policy
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser

from mailer.inbound.automatic import is_automatic
from mailer.inbound.headers import MOST_ADDRESSES, addresses, decoded, first, readable
from mailer.inbound.html_words import html_words
from mailer.inbound.mail import InboundMail

MOST_READ = 1_000_000
"""Bytes of one email. Its words come first; behind them stand attachments, which aren't kept."""
MOST_PARTS = 100


def read_mail(
    raw: bytes, *, to: Collection[str] = (), return_path: str | None = None, away: Collection[str] = ()
) -> InboundMail:
    """`to` and `return_path` are the envelope's, where it is known. `away`: see is_automatic."""
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(raw[:MOST_READ])
    text, left_out, whole = _body(raw[:MOST_READ])
    senders = addresses(headers, "From")
    subject = readable(headers, "Subject")
    return InboundMail(
        name=first(headers, "Message-ID") or hashlib.sha256(raw).hexdigest(),
        senders=senders,
        recipients=(*to, *addresses(headers, "To"), *addresses(headers, "Cc"))[:MOST_ADDRESSES],
        subject=subject,
        text=text,
        left_out=left_out,
        cut_short=len(raw) > MOST_READ or not whole,
        answers="In-Reply-To" in headers or "References" in headers,
        automatic=is_automatic(headers, senders, return_path=return_path, subject=subject, away=away),
    )


def _body(raw: bytes) -> tuple[str, int, bool]:
    """The words, how many parts aren't words, and whether all of it could be looked at."""
    plain: list[str] = []
    html: list[str] = []
    left_out, looked_at = 0, 0
    try:
        for part in _leaves(BytesParser(policy=policy.compat32).parsebytes(raw)):
            looked_at += 1
            if looked_at > MOST_PARTS:
                return _chosen(plain, html), left_out, False
            kind = part.get_content_type()
            if part.get_filename() or part.get_content_disposition() == "attachment" or not kind.startswith("text/"):
                left_out += 1
            elif kind == "text/html":
                html.append(html_words(_words(part)))
            else:
                plain.append(_words(part))
    except RecursionError:  # parts within parts, hundreds deep: no mail program writes so
        return _chosen(plain, html), left_out, False
    return _chosen(plain, html), left_out, True


def _chosen(plain: list[str], html: list[str]) -> str:
    """An email says the same in both: plain words are the writer's own, HTML is for those who wrote no other."""
    return "\n".join(plain) if any(map(str.strip, plain)) else "\n".join(html)


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold no others. An email within the email is one part: somebody else wrote it."""
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        within = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(within, list):
            waiting[:0] = [one for one in within if isinstance(one, Message)]
        else:
            yield part


def _words(part: Message) -> str:
    raw = part.get_payload(decode=True)
    return decoded(raw, part.get_content_charset("")) if isinstance(raw, bytes) else ""
