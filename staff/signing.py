"""What a reviewer does on the review page: accept claims, take one back, sign. Each works without script and keeps the place."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from campaigns.models import Step
from campaigns.reviewing import claims, signing
from clinic.refusal import Refusal
from content.models import Revision
from staff.desk import desk_page, user_of, who
from staff.lesson_page import step_at
from staff.permissions import May
from staff.review_claims import next_place
from staff.review_page import day_of, show_review, text_in
from staff.tabs import address
from staff.wording import long_date

NO_DAY = gettext_lazy("Write the day on which you review it again, such as 2027-10-01.")


@desk_page(change=May.SIGN, fields=("language", "hash", "claim", "back"))
@require_POST
def accept_claims(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    """`claim`: keys to accept; `back`: one to take back. Goes on at the next claim that is open."""
    step, revision = posted_text(request, slug, lesson)
    if signing.kind_for(user_of(request)) is None:
        messages.error(request, _("Reviewers accept claims: an admin makes somebody a reviewer."))
        return redirect(review_url(step, revision))
    if back := request.POST.get("back"):
        claims.take_back(revision, [back], who(request))
        return redirect(f"{review_url(step, revision)}#claim-{back}" if back.isalnum() else review_url(step, revision))
    try:
        claims.accept(
            revision, request.POST.get("hash", ""), request.POST.getlist("claim"), who(request), timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(review_url(step, revision))
    return redirect(f"{review_url(step, revision)}#{next_place(claims.sheet_for(revision, who(request)))}")


@desk_page(change=May.SIGN, fields=("language", "hash", "statement", "again_by"))
@require_POST
def sign_lesson(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    step, revision = posted_text(request, slug, lesson)
    user, again_by, ticked = user_of(request), request.POST.get("again_by", ""), "statement" in request.POST
    try:
        kind, day = signing.kind_for(user), day_of(again_by)
        if day is None:
            raise Refusal(str(NO_DAY))
        if kind is None:
            raise Refusal(_("Reviewers sign lessons: an admin makes somebody a reviewer."))
        review = signing.sign(
            step.lesson, revision.language, request.POST.get("hash", ""), user, kind, day, statement=ticked, now=timezone.now()
        )  # fmt: skip
    except Refusal as refusal:
        return show_review(request, step, revision, refused=str(refusal), again_by=again_by, ticked=ticked)
    signed = _("Revision {number} is signed until {day}.")
    said = [signed.format(number=revision.number, day=long_date(review.expires_on))]
    if review.own_edit:
        said.append(_("It says that you signed your own edit."))
    if review.demo:
        said.append(_("For practice: it counts for the local inbox only."))
    messages.info(request, " ".join(said))
    return redirect("staff:reviews")


def posted_text(request: HttpRequest, slug: str, lesson: str) -> tuple[Step, Revision]:
    step = step_at(slug, lesson)
    return step, text_in(step, request.POST.get("language", ""))


def review_url(step: Step, revision: Revision) -> str:
    """In the series' own language without naming it."""
    url = reverse("staff:review", args=[step.series.slug, step.lesson.slug])
    return address(url, language=revision.language if revision.language != step.series.language else "")
