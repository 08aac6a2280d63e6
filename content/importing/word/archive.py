"""A .docx is a zip of XML parts: checked before anything in it is believed, and no more of it read than fits memory."""

import zipfile
import zlib
from io import BytesIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from lxml import etree

from content.importing.reading import MOST_BYTES, too_big
from content.importing.refusal import ArticleRefused

MOST_ENTRIES = 2_000
MOST_UNPACKED = 80_000_000  # bytes of all parts together
MOST_XML = 8_000_000  # bytes of one part: 20,000 words with all that Word writes around them take 2 to 4 million
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream of a protected file (MS-OFFCRYPTO, 1.3.3)
# A file saved as "Strict Open XML" has other names for the same elements (ISO/IEC 29500-4, annex A).
_STRICT = tuple(
    (f"http://purl.oclc.org/ooxml/{name}".encode(), f"http://schemas.openxmlformats.org/{usual}".encode())
    for name, usual in (
        ("wordprocessingml/main", "wordprocessingml/2006/main"),
        ("officeDocument/relationships", "officeDocument/2006/relationships"),
        ("officeDocument/math", "officeDocument/2006/math"),
        ("drawingml/wordprocessingDrawing", "drawingml/2006/wordprocessingDrawing"),
        ("drawingml/main", "drawingml/2006/main"),
        ("drawingml/picture", "drawingml/2006/picture"),
    )
)
_DOCUMENT = "word/document.xml"
_CORRUPT = gettext_noop("The Word file is damaged: open it in Word, save it again as .docx and try that file.")
_BOMB = gettext_noop(
    "The Word file unpacks to far more than an article holds: save the text as a new .docx, without its pictures."
)


class Archive:
    """The parts of one file, unpacked on demand. Raises ArticleRefused for what can't be read safely."""

    def __init__(self, data: bytes) -> None:
        if len(data) > MOST_BYTES:
            raise ArticleRefused(too_big(len(data)))
        if data.startswith(_OLE):
            raise ArticleRefused(_about_ole(data))
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise ArticleRefused(_(_CORRUPT)) from error
        self._check()

    @property
    def names(self) -> list[str]:
        return self._zip.namelist()

    def _check(self) -> None:
        entries = self._zip.infolist()
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise ArticleRefused(_(_BOMB))
        if any(entry.flag_bits & 1 for entry in entries):
            raise ArticleRefused(_protected())
        if len(set(self.names)) < len(entries):
            raise ArticleRefused(_(_CORRUPT))
        if _DOCUMENT not in self.names:
            raise ArticleRefused(
                _("The file holds no Word text (word/document.xml): save the article as .docx and try again.")
            )
        for name in self.names:
            if name.endswith((".xml", ".rels")):
                self.xml(name)

    def content(self, name: str) -> bytes:
        """The bytes of a part."""
        entry = self._zip.getinfo(name)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ArticleRefused(_(_CORRUPT))
        try:
            return self._zip.read(entry)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise ArticleRefused(_(_CORRUPT)) from error

    def xml(self, name: str) -> etree._Element:
        """The root of an XML part. A document type, which could define entities or point outside, is refused unopened."""
        if self._zip.getinfo(name).file_size > MOST_XML:
            raise ArticleRefused(_(_BOMB))
        parser = etree.XMLParser(
            resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
        )  # fmt: skip
        content = self.content(name)
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise ArticleRefused(_with_entities(name))
        for strict, usual in _STRICT:
            content = content.replace(strict, usual)
        try:
            root = etree.fromstring(content, parser)
        except (etree.LxmlError, ValueError) as error:
            raise ArticleRefused(_(_CORRUPT)) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise ArticleRefused(_with_entities(name))
        return root


def _with_entities(name: str) -> str:
    part = name[:60]
    sentence = _(
        "The Word file's part {part} defines entities, which Word never writes: copy the text into a new Word file."
    )
    return sentence.format(part=part)


def _about_ole(data: bytes) -> str:
    if _ENCRYPTED in data:
        return _protected()
    return _("The file is an old Word document (.doc): open it in Word, save it as .docx and try again.")


def _protected() -> str:
    return _("The Word file is password-protected: take the password off in Word (File, Info), save it and try again.")
