"""Tokens that stand for merge fields while templates run, and the cut that turns them into slots."""

import difflib
import re
import secrets
from collections.abc import Iterable, Iterator

from markupsafe import Markup

from mailer.compiled import Context, Parts, Slot
from mailer.finding import Finding

# Letters and digits only, all lower case, of one length: the form that Markdown, nh3, mrml and css-inline
# leave alone in text, attributes and addresses (measured), and that wraps the same in every compile.
OPENING, CLOSING = "zq7", "7qz"
LOOKS_LIKE_A_TOKEN = re.compile(f"{OPENING}[0-9a-f]", re.IGNORECASE)
# Markdown writes a brace in an address as %7B.
IN_BRACES = re.compile(r"(?<!\{)(?:\{|%7B)([A-Za-z_][A-Za-z0-9_]*)(?:\}|%7D)(?!\})", re.IGNORECASE)


class Tokens:
    """The merge fields of one compile: `tokens.read_url` (in templates `{{ field.read_url }}`) is opaque text."""

    def __init__(self, fields: Iterable[str], *, absent_from: str = "") -> None:
        """`absent_from`: text that must not hold the nonce, so that no words can be taken for a token."""
        self._names = tuple(sorted(fields))
        nonce = secrets.token_hex(5)
        while nonce in absent_from:
            nonce = secrets.token_hex(5)
        self._tokens = {n: f"{OPENING}{nonce}{i:03d}{CLOSING}" for i, n in enumerate(self._names)}
        self._pattern = re.compile(f"{OPENING}{nonce}([0-9]{{3}}){CLOSING}")

    def __getattr__(self, name: str) -> str:
        try:
            return self.__dict__["_tokens"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(f"no merge field is called {name}") from None

    def __contains__(self, name: str) -> bool:
        return name in self._tokens

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def cut(self, rendered: str, context: Context) -> Parts:
        """Split at the tokens: text, slot, text, …; empty text is left out."""
        pieces = self._pattern.split(rendered)
        parts = (Slot(self._names[int(piece)], context) if n % 2 else piece for n, piece in enumerate(pieces))
        return tuple(part for part in parts if part)


def mark_fields(text: str, tokens: Tokens) -> str:
    """Put a token for each listed `{field}`. Any other brace is a brace. Markup stays Markup."""
    marked = IN_BRACES.sub(lambda m: getattr(tokens, m[1]) if m[1] in tokens else m[0], str(text))
    return Markup(marked) if isinstance(text, Markup) else marked


def misspelt_fields(text: str, tokens: Tokens, where: str) -> list[Finding]:
    """A name in single braces that isn't a merge field: most likely one misspelt, so the email must not leave."""
    unknown = [m for m in IN_BRACES.finditer(text) if m[1] not in tokens and m[0].startswith("{")]
    return [_misspelt(m[1], f"{where} line {text.count(chr(10), 0, m.start()) + 1}", tokens) for m in unknown]


def _misspelt(name: str, where: str, tokens: Tokens) -> Finding:
    close = difflib.get_close_matches(name, list(tokens), n=1)
    hint = f"Did you mean {{{close[0]}}}?" if close else f"Merge fields here: {', '.join(tokens) or 'none'}."
    return Finding("error", "unknown-field", where, f"There is no merge field {{{name}}}.", hint)
