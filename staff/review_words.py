"""What pages say of signatures: who, until when, and on whose words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.series.lesson_states import LessonState
from content.models import Review
from staff.wording import dated, local_date, long_date

SIGNED_OWN = gettext_lazy("signed their own edit")
NEEDS = {
    Review.Kind.TRANSLATOR: gettext_lazy("needs a translator’s signature"),
    Review.Kind.CLINICIAN: gettext_lazy("needs a clinician’s signature"),
}


def signature(review: Review) -> dict[str, Any]:
    """One signature in a list: who (as it stands in the email), as what, since and until when, and what is odd about it."""
    practice = _("for practice: counts for the local inbox only")
    odd = [str(SIGNED_OWN)] * review.own_edit + [practice] * review.demo
    return {
        "who": f"{review.reviewer}, {review.credential}",
        "kind": review.kind,
        "on": long_date(local_date(review.signed_at)),
        "until": long_date(review.expires_on),
        "odd": odd,
    }


def signatures(state: LessonState) -> list[dict[str, Any]]:
    """Those under which the words go out, and for practice those that somebody gave while trying it out."""
    return [signature(one) for one in state.let_out_by if not one.demo or one.signer]


def state_line(state: LessonState) -> str:
    """What stands beside the state's tag."""
    if state.is_signed and state.last_day:
        said = [_("until {day}").format(day=dated(state.last_day))]
        if any(one.own_edit for one in state.let_out_by):
            said.append(str(SIGNED_OWN))
        if state.has_newer_draft:
            said.append(_("a newer text is in review") if state.in_review else _("with a newer draft"))
        return ", ".join(said)
    if state.withdrawn:
        return _("withdrawn: {why}").format(why=state.withdrawn.withdrawn_why)
    if state.ran_out:
        return _("its review ran out on {day}").format(day=dated(state.ran_out.expires_on))
    if state.review is not None and state.review.signer:
        return _("signed for practice by {who}").format(who=state.review.reviewer)
    if state.review is not None:
        return _("not yet reviewed: a made-up signature for practice")
    return lacking(state)


def lacking(state: LessonState) -> str:
    """Whose signature the newest words still need."""
    lacks = state.lacks()
    if not state.translation or len(lacks) != 1:
        return _("not yet reviewed")
    return str(NEEDS[Review.Kind(lacks[0])])


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """Users' names by id; what isn't a user's id (a command, the first run) has none."""
    numbers = {one for one in ids if one.isascii() and one.isdigit() and len(one) < 10}
    found = User.objects.filter(pk__in=numbers) if numbers else []
    return {str(user.pk): user.get_full_name() or user.username for user in found}


def short_hash(content_hash: str) -> str:
    """7c1e 40b9: enough to compare by eye."""
    return f"{content_hash[:4]} {content_hash[4:8]}"
