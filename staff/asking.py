"""An author asks for a review of the newest text of a lesson."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.reviewing import asking
from clinic.refusal import Refusal
from staff.desk import desk_page, who
from staff.permissions import May
from staff.signing import posted_text


@desk_page(change=May.WRITE, fields=("language",))
@require_POST
def ask(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    revision = posted_text(request, slug, lesson)[1]
    try:
        asking.ask(revision, who(request), timezone.now())
        waits = _("Revision {number} waits for a reviewer: it stands first on their Reviews page.")
        messages.info(request, waits.format(number=revision.number))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("staff:lesson", slug, lesson)
