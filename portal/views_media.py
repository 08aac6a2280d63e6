"""The clinic's own pictures, for emails and pages alike: no sign-in, no cookie, and nothing a browser could run."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from clinic.models import Picture
from clinic.picture_files import is_name
from content.figures import ShownPicture, ShowsPictures
from content.shown_pictures import shown_pictures

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "public, max-age=31536000, immutable",  # another picture has another name
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Robots-Tag": "noindex",
}


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    row = Picture.objects.filter(name=name).first() if is_name(name) else None
    if row is None:
        raise Http404
    answer = HttpResponse(
        bytes(row.content), content_type=row.media_type, headers={**HEADERS, "ETag": f'"{row.sha256}"'}
    )
    return get_conditional_response(request, etag=answer["ETag"], response=answer) or answer


def address(name: str) -> str:
    return reverse("portal:media", args=[name])


def pictures(text: ShowsPictures) -> dict[str, ShownPicture]:
    """For a page: from the address the page itself came from."""
    return shown_pictures(text, address)
