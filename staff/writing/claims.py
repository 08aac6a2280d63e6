"""In the editor: what became of each claim of the article, for the reviewer's change sheet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from campaigns.reviewing.claims import claims_about
from campaigns.reviewing.telling_claims import FATES, add, tell
from clinic.refusal import Refusal
from content.coverage import Claim, Fate
from staff.desk import desk_page, who
from staff.permissions import May
from staff.writing.place import Place, place_to_write

STATES = {Fate.DROPPED: "claim_dropped", Fate.OPEN: "waiting"}
SAID = {
    Fate.KEPT: gettext_lazy("Kept: same meaning, plainer words"),
    Fate.SOFTENED: gettext_lazy("Softened: less certain, or corrected"),
    Fate.DROPPED: gettext_lazy("Dropped: no lesson says it"),
    Fate.ADDED: gettext_lazy("Added: the article doesn’t say it"),
}


def shown(place: Place) -> list[dict[str, Any]]:
    """The claims told with this lesson; none beside a translation, which is compared with the lesson itself."""
    return [card(one) for one in claims_about(place.step.lesson, place.language)]


def card(one: Claim) -> dict[str, Any]:
    return {
        "key": one.key, "claim": one.claim, "line": one.article_line, "says": one.says, "reason": one.reason,
        "state": STATES.get(one.fate, one.fate.value), "word": _("Not said yet") if one.fate is Fate.OPEN else None,
        "can_say": one.can_say, "is_question": one.is_question,
        "fates": [(fate.value, SAID[fate], fate is one.fate) for fate in FATES],
    }  # fmt: skip


@desk_page(change=May.WRITE, fields=("key", "fate", "says", "reason"))
@require_POST
def claim(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    """Change one claim (`key`), or add one where no key is given."""
    place, now, key = place_to_write(request, slug, lesson), timezone.now(), request.POST.get("key", "")
    says, reason = request.POST.get("says", ""), request.POST.get("reason", "")
    try:
        if key:
            told = tell(place.step.lesson, key, fate_in(request), says, reason, now=now, by=who(request))
        else:
            told = add(place.step.lesson, says, reason, now=now, by=who(request))
    except Refusal as refusal:
        messages.error(request, _("Not saved. {why}").format(why=refusal))
        return redirect(f"{place.url('write')}#claims")
    return redirect(f"{place.url('write')}#{told.key}")


def fate_in(request: HttpRequest) -> Fate:
    try:
        return Fate(request.POST.get("fate", ""))
    except ValueError:
        raise Http404 from None
