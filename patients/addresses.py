"""Email addresses: the form we store and mail to, and the form in which we compare.

Sources: RFC 5321 §4.5.3.1 (lengths), RFC 5322 §3.2.3 (dot-atom), RFC 1035 §2.3.4 and RFC 5891 (domain labels).
"""

import re
import unicodedata
from typing import NoReturn

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from patients.comparison import ComparisonForm
from patients.hidden_characters import has_hidden

MAX_ADDRESS = 254  # RFC 5321 §4.5.3.1.3: 256 for a path, less its two angle brackets
MAX_LOCAL = 64
_EDGES = " \t\u00a0\u3000"
_DOTS = str.maketrans("\u3002\uff61", "..")
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.IGNORECASE)
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
# RFC 5891's predecessor maps these to other names (ß to ss), and the codec of the standard library follows it: the
# mail would go to somebody else's domain.
_MAPPED_AWAY = frozenset("ßς\u200c\u200d")


def clean_address(raw: str) -> str:
    """The address as stored and mailed: trimmed, the domain lower-case ASCII (IDNA), the local part as written.

    Raises ValidationError with one sentence that says what to do; it never repeats the address.
    """
    text = unicodedata.normalize("NFC", raw.strip(_EDGES))
    _refuse_what_is_no_address(text)
    local, at, domain = text.rpartition("@")
    _check_local(local)
    address = f"{local}@{_ascii_domain(domain)}"
    if len(address) > MAX_ADDRESS:
        _refuse("too-long", _("Enter an address of at most {most} characters.").format(most=MAX_ADDRESS))
    return address


def address_key(raw: str) -> ComparisonForm:
    """One form for one mailbox: case, punycode, full-width letters and a trailing dot make no difference.

    Raises ValidationError as `clean_address` does.
    """
    return ComparisonForm(clean_address(unicodedata.normalize("NFKC", raw)).lower())


def _refuse_what_is_no_address(text: str) -> None:
    if has_hidden(text):
        _refuse("hidden", _("Type the address again by hand: it holds a line break or a hidden character."))
    if not text:
        _refuse("empty", _("Enter an email address, such as name@example.org."))
    if '"' in text or "(" in text or ")" in text:
        _refuse("quoted", _("Enter the plain address without quotation marks or comments, such as name@example.org."))
    if re.search(r"[\s<>,;:\\\[\]]", text):
        _refuse("extra", _("Enter one plain address without spaces, names or brackets, such as name@example.org."))
    if text.count("@") != 1:
        _refuse("at", _("Enter an address with one @ in it, such as name@example.org."))


def _check_local(local: str) -> None:
    if not local.isascii():
        _refuse(
            "smtputf8",
            _("Ask for another address: before the @ we can send only to plain letters without accents (no SMTPUTF8)."),
        )
    if len(local) > MAX_LOCAL:
        _refuse("too-long", _("Enter an address with at most {most} characters before the @.").format(most=MAX_LOCAL))
    if not _LOCAL.fullmatch(local):
        _refuse(
            "local",
            _("Check the part before the @: it can't be empty, begin or end with a dot, or hold two dots in a row."),
        )


def _ascii_domain(domain: str) -> str:
    folded = unicodedata.normalize("NFKC", domain).translate(_DOTS).lower().removesuffix(".")
    if _MAPPED_AWAY & set(folded):
        _refuse("idna", _("Enter the domain in its xn-- form: a letter in it (such as ß) has two readings."))
    try:
        name = folded if folded.isascii() else folded.encode("idna").decode("ascii")
    except UnicodeError:
        name = ""
    labels = name.split(".")
    if len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)) or labels[-1].isdigit():
        _refuse("domain", _("Check the part after the @: it must be a domain name, such as example.org."))
    return name


def _refuse(code: str, sentence: str) -> NoReturn:
    raise ValidationError(sentence, code=code)
