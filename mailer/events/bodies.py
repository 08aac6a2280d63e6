"""A request's body, unpacked within bounds (RFC 9110, 8.4.1: gzip and deflate)."""

import zlib

from mailer.events.base import TooLarge

LARGEST = 8_000_000
"""Bytes, packed or not. SendGrid posts a batch when it reaches 768 kilobytes."""
WINDOW_BITS = {"gzip": 31, "deflate": 15}  # zlib's way to say which of the two formats


def whole_body(raw: bytes, encoding: str, *, most: int = LARGEST) -> bytes:
    """The body without its Content-Encoding; `raw` itself if it has none.

    Raises TooLarge if it is over `most` bytes, having unpacked no more of it; ValueError for another encoding, for one on top of
    another, and for what is cut short, damaged or followed by something.
    """
    encoding = encoding.strip().lower() or "identity"
    if encoding == "identity":
        return _bounded(raw, most)
    if encoding not in WINDOW_BITS:
        raise ValueError("A body comes plain, gzip or deflate")
    unpacker = zlib.decompressobj(WINDOW_BITS[encoding])
    try:
        whole = _bounded(unpacker.decompress(raw, most + 1), most)
    except zlib.error:
        raise ValueError("The body can't be unpacked") from None
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("The body is cut short, or something follows it")
    return whole


def _bounded(body: bytes, most: int) -> bytes:
    if len(body) > most:
        raise TooLarge
    return body
