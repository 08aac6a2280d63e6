"""Emails in a frame of their own: with their styles, without scripts, forms or anything from elsewhere.

A `srcdoc` would inherit the page's policy and lose the email's inline styles, so each frame is an address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

from csp.decorators import csp
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from mailer.compiled import InlineImage
from mailer.finding import EmailError
from mailer.inline_images import shown_in_a_page

POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:", settings.PUBLIC_URL],  # where emails have their pictures from
    "form-action": ["'none'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'self'"],
    # A link opens a tab of its own, which is an ordinary page again.
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}
OPEN_IN_A_TAB = b'<base target="_blank">'


def email_frame(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For views that answer with an email's HTML."""
    return cast("Callable[..., HttpResponse]", csp(POLICY)(xframe_options_sameorigin(view)))


def framed(html: bytes, images: Iterable[InlineImage] = ()) -> HttpResponse:
    """The email byte for byte, but for one element that opens its links in a new tab, and the pictures it carries."""
    html = shown_in_a_page(html, images)
    head = html.find(b"<head>")
    at = head + len(b"<head>") if head >= 0 else 0
    return HttpResponse(html[:at] + OPEN_IN_A_TAB + html[at:])


def fault_frame(fault: EmailError) -> HttpResponse:
    """In place of an email that can't be made: why."""
    items = "".join(f"<li>{escape(str(finding))}</li>" for finding in fault.findings)
    return HttpResponse(
        f"<!doctype html><title>{escape(_('No email'))}</title>"
        f'<body style="font:16px/1.5 sans-serif;margin:24px"><p><b>{escape(_("This email can’t be made yet."))}</b></p>'
        f"<ul>{items}</ul>"
    )


def wants(request: HttpRequest, name: str, choices: tuple[str, ...]) -> str:
    """One of a few values from the address; the first when it is none of them."""
    value = request.GET.get(name, "")
    return value if value in choices else choices[0]
