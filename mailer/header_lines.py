"""Header lines: folded at spaces (RFC 5322 §2.2.3), encoded words only where words need them (RFC 2047)."""

import base64
import re
from functools import lru_cache

from mailer.finding import EmailError

PREFERRED, LONGEST = 76, 998  # characters in a line (RFC 2047 §2, RFC 5322 §2.1.1)
BYTES_IN_A_WORD = 39  # "=?utf-8?b?" + 52 + "?=", so that "Reply-To: " fits before it
ORDINARY = re.compile(r"[!-~]+(?: [!-~]+)*")
ADDRESS = re.compile(r"([!#-'*+\-/-9=?A-Z^-~.]+)@([A-Za-z0-9.\-\u0080-\U0010ffff]+)")
ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")  # a display name that needs no quotes


def header_line(name: str, value: str) -> bytes:
    """`name: value` with its CRLF. Raises EmailError for a line end in it or a word no line can hold."""
    if len(name) + len(value) < PREFERRED - 2 and ORDINARY.fullmatch(value) and "=?" not in value:
        return f"{name}: {value}\r\n".encode()
    if re.search(r"[\r\n\0]", value):
        raise EmailError.one("line-end", f"header {name}", "A header can't hold a line end.")
    return _line(name, _words(value))


def encoded_header_value(value: str) -> str:
    """The value in ASCII on one line, as JSON for a provider wants it."""
    return header_line("", value).decode().replace("\r\n ", " ").removeprefix(":").strip()


def address_line(name: str, display_name: str, address: str) -> bytes:
    """From, To and Reply-To. Raises EmailError for what isn't an email address (never with the address in it)."""
    mailbox = mailbox_address(address, where=f"header {name}")
    if not display_name:
        return f"{name}: {mailbox}\r\n".encode()
    return _line(name, [*_phrase(display_name), f"<{mailbox}>"])


def mailbox_address(address: str, *, where: str) -> str:
    """The address as headers and providers take it: ASCII, its domain in IDNA if need be."""
    try:
        user, domain = ADDRESS.fullmatch(address).groups()  # type: ignore[union-attr]
        mailbox = f"{user}@{domain if domain.isascii() else domain.encode('idna').decode()}"
    except (AttributeError, UnicodeError):
        mailbox = ""
    if not ADDRESS.fullmatch(mailbox):  # IDNA may have folded a sign into "@"
        hint = "Write it as name@domain, the name in plain letters."
        raise EmailError.one("address", where, "This is not an email address we can write to.", hint)
    return mailbox


def _phrase(display_name: str) -> list[str]:
    """A name as it may stand before an address: atoms, quoted, or encoded whole (a comma would start another)."""
    name = re.sub(r"[ \t\r\n\f\v]+", " ", display_name).strip()
    if not name.isascii() or not name.isprintable() or "=?" in name:
        return _encoded_words(name)
    return (name if ATOMS.fullmatch(name) else '"' + re.sub(r'(["\\])', r"\\\1", name) + '"').split(" ")


def _words(value: str) -> list[str]:
    """Words to fold between; runs that need it are encoded, together with the spaces inside the run."""
    if "  " in value or value != value.strip() or re.search(r"[\x00-\x1f\x7f]", value):
        return _encoded_words(value)
    words: list[str] = []
    run: list[str] = []
    for word in [*value.split(" "), ""]:
        if word and (not word.isascii() or "=?" in word):
            run.append(word)
            continue
        words += _encoded_words(" ".join(run)) if run else []
        words += [word] if word else []
        run = []
    return words


@lru_cache(maxsize=1024)
def _encoded_words(text: str) -> list[str]:
    chunks, chunk = [], b""
    for character in text:
        encoded = character.encode()
        if len(chunk) + len(encoded) > BYTES_IN_A_WORD:
            chunks.append(chunk)
            chunk = b""
        chunk += encoded
    return [f"=?utf-8?b?{base64.b64encode(c).decode()}?=" for c in [*chunks, chunk] if c]


def _line(name: str, words: list[str]) -> bytes:
    """Folded between words, never after the colon: some programs take that for an empty header."""
    lines = [" ".join([f"{name}:", *words[:1]])]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) <= PREFERRED:
            lines[-1] += f" {word}"
        else:
            lines.append(f" {word}")
    if any(len(line) > LONGEST for line in lines):
        raise EmailError.one("too-long", f"header {name}", "A header has a word of over 998 characters.")
    return ("\r\n".join(lines) + "\r\n").encode()
