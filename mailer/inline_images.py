"""Pictures that travel in the email: the MIME parts around the HTML, and the HTML as a page can show it."""

import re
from base64 import b64decode
from collections.abc import Iterable, Iterator

from mailer.compiled import CompiledEmail, InlineImage

LINE = 76  # RFC 2045 §6.8
CID = re.compile(rb'(?<=src=")cid:([^"]+)(?=")')


def inline_image(content_id: str, name: str, media_type: str, content: str) -> InlineImage:
    """`content` in base64. Raises ValueError for what could break out of a header or an attribute."""
    if not re.fullmatch(r"[A-Za-z0-9.-]+@[A-Za-z0-9.-]+", content_id) or not re.fullmatch(r"[A-Za-z0-9.-]+", name):
        raise ValueError("A content id is letters, digits, . and - around one @; a name has no @")
    if media_type not in ("image/png", "image/jpeg"):
        raise ValueError("Inline images are PNG or JPEG")
    b64decode(content, validate=True)
    return InlineImage(content_id, name, media_type, content)


def related_boundary(email: CompiledEmail) -> str:
    """Neither boundary is the other's beginning (RFC 2046 §5.1.1); "=_" stands in no body, as in the outer one."""
    return email.boundary.replace("=_", "=_in_", 1)


def related_opening(email: CompiledEmail) -> str:
    """multipart/related with the HTML as its root (RFC 2387)."""
    return f'Content-Type: multipart/related; type="text/html";\r\n boundary="{related_boundary(email)}"\r\n\r\n'


def image_parts(email: CompiledEmail) -> Iterator[str]:
    """Each image as a MIME part, then the end of multipart/related."""
    boundary = related_boundary(email)
    for image in email.images:
        yield f'--{boundary}\r\nContent-Type: {image.media_type};\r\n name="{image.name}"\r\n'
        yield f"Content-Transfer-Encoding: base64\r\nContent-ID: <{image.content_id}>\r\n"
        yield f'Content-Disposition: inline;\r\n filename="{image.name}"\r\n\r\n'
        lines = [image.content[at : at + LINE] for at in range(0, len(image.content), LINE)]
        yield "\r\n".join(lines) + "\r\n"
    yield f"--{boundary}--\r\n"


def shown_in_a_page(html: bytes, images: Iterable[InlineImage]) -> bytes:
    """The HTML with each `cid:` replaced by its picture as a `data:` address: browsers know no `cid:` (RFC 2392)."""
    data = {one.content_id: f"data:{one.media_type};base64,{one.content}".encode() for one in images}
    return CID.sub(lambda found: data.get(found[1].decode(), found[0]), html) if data else html
