"""Approval: the words as they leave, who has approved them, and a reviewer's yes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.models import Edition, Newsletter
from campaigns.newsletters.approving import STATEMENT, approval_of, approve, may_approve, take_back
from campaigns.newsletters.pictures import to_mend
from campaigns.sending.way import way_now
from clinic.refusal import Refusal
from content.lesson_text import lacking_in_words
from staff.desk import desk_page, member, show, user_of, who
from staff.newsletters.place import frame, newsletter_of
from staff.permissions import May
from staff.review_words import short_hash
from staff.tabs import address
from staff.wording import language_name, local_date, long_date


@desk_page(May.SEE_PLANS, change=May.SIGN, fields=("edition", "seen", "statement", "withdraw"))
@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: HttpRequest, newsletter: UUID) -> HttpResponse:
    """POST: `edition` and the `seen` hash approve it; `withdraw` takes the approval of an edition back."""
    row, refused = newsletter_of(newsletter), ""
    if request.method == "POST":
        try:
            messages.info(request, decide(request, row))
            return redirect("staff:newsletter_approval", row.pk)
        except Refusal as refusal:
            refused = str(refusal)
    person = member(user_of(request))
    context = {
        **frame(request, row, "approval"),
        "editions": [shown(one, row) for one in row.editions.all()],
        "may": may_approve(person),
        "statement": _(STATEMENT),
        "as_whom": f"{user_of(request).get_full_name() or user_of(request).username}, {person.credential}"
        if person
        else "",
        "refused": refused,
    }
    return show(request, "newsletters/approval", context)


def decide(request: HttpRequest, row: Newsletter) -> str:
    """What is said afterwards. Raises Refusal, Http404."""
    person, now = member(user_of(request)), timezone.now()
    if person is None or not may_approve(person):
        raise Refusal(_("Reviewers approve newsletters, with the credential they sign with."))
    chosen = request.POST.get("withdraw") or request.POST.get("edition", "")
    edition = get_object_or_404(row.editions, language=chosen)
    if "withdraw" in request.POST:
        take_back(edition, now, by=who(request))
        return _("The approval is withdrawn: what hasn’t left waits.")
    if "statement" not in request.POST:
        raise Refusal(_("Nothing was approved: tick the sentence that you have read it."))
    approve(edition, request.POST.get("seen", ""), person, now)
    return _("Approved in {language}. Any change to these words voids it.").format(
        language=language_name(edition.language)
    )


def shown(edition: Edition, row: Newsletter) -> dict[str, Any]:
    practising = way_now(timezone.now()).practising
    given = approval_of(edition, practising=practising)
    query = edition.language if edition.language != row.language else ""
    return {
        "language": edition.language,
        "name": language_name(edition.language),
        "title": edition.title or _("No title yet"),
        "subject": edition.subject or _("No subject yet"),
        "preheader": edition.preheader,
        "lacking": lacking_in_words(edition.lacking),
        "to_mend": to_mend(edition.text),
        "hash": edition.content_hash,
        "short_hash": short_hash(edition.content_hash),
        "frame_url": address(reverse("staff:newsletter_frame", args=[row.pk]), language=query),
        "approved": f"{given.reviewer}, {given.credential}, {long_date(local_date(given.signed_at))}" if given else "",
        "practice": bool(given and given.practice),
    }
