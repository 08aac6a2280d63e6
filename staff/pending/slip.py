"""A slip to print: a QR code and an address where a patient signs up for one series. It names no series and no condition."""

from __future__ import annotations

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from campaigns.emails import links
from campaigns.emails.making import clinic_context
from campaigns.models import Series
from clinic.models import ClinicProfile
from content.words import direction, layout_words, words_language
from staff.desk import desk_page
from staff.permissions import May
from staff.tabs import address
from staff.wording import language_name


@desk_page(May.HELP_PATIENTS)
@require_safe
def slip(request: HttpRequest, slug: str) -> HttpResponse:
    """`?language=es`."""
    series, clinic = get_object_or_404(Series, slug=slug), ClinicProfile.current()
    wanted = request.GET.get("language", "")
    language = wanted if wanted in clinic.languages else series.language
    spoken = words_language(language)
    join_url = links.join(series.join_code)
    here = reverse("staff:slip", args=[slug])
    context = {
        "words": layout_words(spoken), "lang": spoken, "direction": direction(spoken),
        "clinic": clinic_context(clinic, spoken), "join_url": join_url, "code": qr_code(address(join_url, language=language)),
        "is_open": series.state == Series.State.ACTIVE,
        "others": [{"label": language_name(tag), "url": address(here, language=tag), "current": tag == spoken} for tag in clinic.languages],
        "back_url": reverse("staff:series", args=[slug]),
    }  # fmt: skip
    return render(request, "staff/pending/slip.html", context, using="jinja2")


def qr_code(text: str) -> SafeString:
    """As SVG in black, to stand in the page: ISO/IEC 18004, with a fifth of it allowed to be lost to a fold or a stain."""
    made = segno.make(text, error="q", micro=False)
    return mark_safe(made.svg_inline(omitsize=True, dark="#000", light="#fff", svgclass="qr", lineclass=None))  # noqa: S308 - made here, of our own address
