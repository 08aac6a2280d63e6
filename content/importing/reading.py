"""Bytes of a file become tidy text, or a refusal that says what to do."""

import re
import stat
import unicodedata
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from content.importing.refusal import ArticleRefused

MOST_BYTES = 10 * 1024 * 1024
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_OTHER_FORMATS = (
    (b"%PDF", gettext_noop("a PDF")),
    (b"{\\rtf", gettext_noop("an RTF document")),
    (b"PK\x03\x04", gettext_noop("a Word document or an archive")),
    (b"\xd0\xcf\x11\xe0", gettext_noop("an old Word document")),
)
_FEW_CONTROLS = 3  # strays that do no harm; a text has none but tabs and line ends
_MOST_CONTROLS = 0.01  # share of characters
_MOST_ACCENTS = 0.15  # share of characters; French and Czech stay under 0.1
_MOJIBAKE = re.compile("[ÂÃ][\x80-\xbf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_ACCENT = re.compile(r"[^\x00-\x7f]")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u202f"), " ")
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_CONTROLS = dict.fromkeys({*range(32), 127} - {9, 10}, " ")


def bytes_of(path: Path) -> bytes:
    """The file's bytes, at most 10 MB; a bigger file is refused before it is read. Raises ArticleRefused."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise ArticleRefused(f"{path.name} isn't a file: name the file that holds the article and try again.")
        if found.st_size > MOST_BYTES:
            raise ArticleRefused(too_big(found.st_size))
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ArticleRefused(
            f"{path.name} can't be read ({error.strerror}): check its name and permissions and try again."
        ) from error
    return data


def text_of(data: bytes) -> str:
    """The text in `data`, with plain newlines and spaces, composed characters (NFC) and no invisible ones.

    Understands UTF-8, UTF-16 with a byte order mark, and Windows-1252 where it reads like writing.
    Raises ArticleRefused.
    """
    if len(data) > MOST_BYTES:
        raise ArticleRefused(too_big(len(data)))
    text = tidy(_decoded(data))
    if not text.strip():
        raise ArticleRefused(_("The file is empty: paste the article's text into it and try again."))
    return text


def tidy(text: str) -> str:
    """Line ends, spaces and accents in one form each. Smart quotes and dashes stay as they are.

    Lines end where `str.splitlines` ends them, so that line numbers agree with other tools'.
    """
    lines = unicodedata.normalize("NFC", text.translate(_UNSEEN)).splitlines()
    return "\n".join(lines).translate(_SPACES | _CONTROLS)


def _decoded(data: bytes) -> str:
    for magic, kind in _OTHER_FORMATS:
        if data.startswith(magic):
            raise ArticleRefused(
                _("The file is {kind}, not plain text: save it as .txt (UTF-8) and try again.").format(kind=_(kind))
            )
    mark, encoding = next(((m, e) for m, e in _BYTE_ORDER_MARKS if data.startswith(m)), (b"", "utf-8"))
    if not encoding.startswith("utf-16") and b"\0" in data:
        raise ArticleRefused(_("The file holds binary data, not text: save the article as .txt (UTF-8) and try again."))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        text = _western(data, data.count(b"\n", 0, error.start) + 1)
    if len(_CONTROL.findall(text)) > max(_FEW_CONTROLS, _MOST_CONTROLS * len(text)):
        raise ArticleRefused(_("The file holds binary data, not text: save the article as .txt (UTF-8) and try again."))
    return text


def _western(data: bytes, line: int) -> str:
    """`data` as Windows-1252, if that gives plausible writing. `line` is where it stops being UTF-8."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    if not text or _MOJIBAKE.search(text) or len(_ACCENT.findall(text)) > _MOST_ACCENTS * len(text):
        raise ArticleRefused(
            _("Line {number} holds characters in an unknown encoding: save the file as UTF-8 and try again.").format(
                number=line
            )
        )
    return text


def too_big(size: int) -> str:
    """The refusal of a file of `size` bytes."""
    sentence = _("The file is {n} MB and at most 10 MB can be imported: split it or remove pictures.")
    return sentence.format(n=f"{size / 1024**2:.0f}")
