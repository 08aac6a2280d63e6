"""mammoth turns a clean Word file into HTML. It is given only the parts it needs, and none that points outside."""

import zipfile
from io import BytesIO

import mammoth
from django.utils.translation import gettext as _
from lxml import etree

from content.importing.refusal import ArticleRefused
from content.importing.web.page import parsed

PICTURE = "word-picture:"
_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='List Bullet'] => ul > li:fresh
p[style-name='List Number'] => ol > li:fresh
"""
_TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_ROOT = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Target="word/document.xml" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)


def tree_of(parts: dict[str, bytes]) -> tuple[etree._Element, dict[str, bytes]]:
    """The document as a tree of HTML, and its pictures by the address they have in it. Raises ArticleRefused.

    `parts` are XML, relations and pictures by their names in the file.
    """
    pictures: dict[str, bytes] = {}

    def address(image: mammoth.documents.Image) -> dict[str, str]:
        with image.open() as file:
            name = f"{PICTURE}{len(pictures)}"
            pictures[name] = file.read()
        return {"src": name}

    try:
        result = mammoth.convert_to_html(
            _packed(parts),
            style_map=_STYLES,
            include_embedded_style_map=False,
            ignore_empty_paragraphs=False,
            external_file_access=False,
            convert_image=mammoth.images.img_element(address),
        )
    except Exception as error:  # whatever a strange file makes mammoth raise, the editor needs one sentence
        raise ArticleRefused(
            _("The Word file's structure can't be understood: copy its text into a new Word file and try that one.")
        ) from error
    return _without_return_arrows(parsed(f"<body>{result.value}</body>")), pictures


def _packed(parts: dict[str, bytes]) -> BytesIO:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in {"[Content_Types].xml": _TYPES, "_rels/.rels": _ROOT, **parts}.items():
            archive.writestr(name, content)
    file.seek(0)
    return file


def _without_return_arrows(root: etree._Element) -> etree._Element:
    """The arrow after a note, which leads back to the place it belongs to, isn't in the Word file."""
    for link in list(root.iter("a")):
        parent, target = link.getparent(), link.get("href") or ""
        if parent is not None and link.text == "↑" and target.startswith(("#footnote-ref-", "#endnote-ref-")):
            parent.remove(link)
    return root
