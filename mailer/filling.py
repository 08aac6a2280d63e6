"""Fill a compiled email for one patient: bytes joined around values, never searched or replaced."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from mailer.compiled import CompiledEmail, Context, Parts, Slot
from mailer.escaping import escaped_values

Ready = Mapping[tuple[str, Context], str]


class FilledEmail(NamedTuple):
    """What one patient gets. `html` and `text` are UTF-8."""

    subject: str
    html: bytes
    text: bytes
    headers: tuple[tuple[str, str], ...]


def fill(email: CompiledEmail, values: Mapping[str, str]) -> FilledEmail:
    """The email with these values, escaped for where they stand. Raises EmailError for a value that can't stand there.

    A value is literal whatever it looks like: nothing that was filled is read again.
    """
    ready = escaped_values(email, values)
    html, text, headers = _prepared(email)
    return FilledEmail(
        subject=filled_text(email.subject, ready),
        html=html.joined(ready),
        text=text.joined(ready),
        headers=tuple([(n, words if isinstance(words, str) else filled_text(words, ready)) for n, words in headers]),
    )


def filled_text(parts: Parts, ready: Ready) -> str:
    return "".join([part if isinstance(part, str) else ready[part.field, part.context] for part in parts])


class _Body(NamedTuple):
    """Words already in bytes, and the places between them that wait for a value."""

    pieces: list[bytes]
    holes: list[tuple[int, tuple[str, Context]]]

    def joined(self, ready: Ready) -> bytes:
        pieces = self.pieces.copy()
        for place, key in self.holes:
            pieces[place] = ready[key].encode()
        return b"".join(pieces)


@lru_cache(maxsize=64)
def _prepared(email: CompiledEmail) -> tuple[_Body, _Body, list[tuple[str, str | Parts]]]:
    return _body(email.html), _body(email.text), [(name, _whole(parts) or parts) for name, parts in email.headers]


def _body(parts: Parts) -> _Body:
    pieces = [part.encode() if isinstance(part, str) else b"" for part in parts]
    return _Body(pieces, [(n, (part.field, part.context)) for n, part in enumerate(parts) if isinstance(part, Slot)])


def _whole(parts: Parts) -> str:
    """The words of a header that is the same for everyone, else nothing."""
    return (
        "".join([part for part in parts if isinstance(part, str)])
        if not any(isinstance(p, Slot) for p in parts)
        else ""
    )
