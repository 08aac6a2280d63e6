"""Reviews: what waits for your signature, what runs out soon and can be signed again together, what is signed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from campaigns.models import Newsletter
from campaigns.newsletters.approving import may_approve, unapproved
from campaigns.reviewing import signing
from campaigns.reviewing.reach import yet_to_reach
from campaigns.reviewing.signature import STATEMENTS
from clinic.models import Person
from clinic.refusal import Refusal
from content.models import Lesson, Review
from staff.desk import desk_page, show, user_of
from staff.newsletters.place import when_it_leaves
from staff.permissions import May
from staff.review_page import day_of
from staff.review_waiting import Text, all_texts, ends_with, expiring, for_person, signed, waits
from staff.review_words import short_hash, signatures, state_line
from staff.signing import NO_DAY, review_url
from staff.wording import counted, in_words, language_name, long_date, whole_day


@desk_page(May.SEE_REVIEWS)
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    now, user = timezone.now(), user_of(request)
    person, kind = signing.person_of(user), signing.kind_for(user)
    texts = all_texts(now)
    mine, ending = for_person(texts, person), expiring(texts, None)
    others = [text for text in texts if waits(text) and text not in mine]
    reach = yet_to_reach([text.step for text in [*mine, *ending]])
    tried = [text for text in texts if not text.state.is_signed and text.state.review and text.state.review.signer]
    context = {
        "headline": headline(mine),
        "mine": [line(one, reach) for one in mine],
        "others": [line(one, reach) for one in others],
        "newsletters": newsletters_waiting(person),
        "expiring": [{**line(one, reach), "key": one.key, "may": kind is not None and may_again(one, kind)} for one in ending],
        "signed": [line(one, reach) for one in [*signed(texts), *tried]],
        "signs": kind is not None,
        "statement": _(STATEMENTS[kind]) if kind else "",
        "as_whom": f"{user.get_full_name() or user.username}, {person.credential}" if person else "",
        "again_by": (now.date() + timedelta(days=364)).isoformat(),
        "first_day": (now.date() + timedelta(days=1)).isoformat(),
        "last_day": signing.latest_day(now).isoformat(),
    }  # fmt: skip
    return show(request, "reviews", context)


def newsletters_waiting(person: Person | None) -> list[dict[str, Any]]:
    """Planned newsletters with words nobody has approved, for those who may, the first to leave first."""
    if not may_approve(person):
        return []
    planned = Newsletter.objects.to_come().prefetch_related("editions")
    return [
        {"id": one.pk, "name": one.name, "when": when_it_leaves(one)}
        for one in planned if unapproved(one, practising=bool(person and person.practice))
    ]  # fmt: skip


def headline(mine: list[Text]) -> str:
    """What waits, as a sentence."""
    translations = sum(text.state.translation for text in mine)
    lessons = len(mine) - translations
    parts = [counted(lessons, "lesson", "lessons")] * bool(lessons) + [
        counted(translations, "translation", "translations")
    ] * bool(translations)
    if not mine:
        return _("Reviews")
    waits_for = ngettext("{what} waits for your signature", "{what} wait for your signature", len(mine))
    return waits_for.format(what=in_words(parts))


def may_again(text: Text, kind: Review.Kind) -> bool:
    return kind in text.state.kinds and ends_with(text, kind)


def line(text: Text, reach: dict[UUID, int]) -> dict[str, Any]:
    state, step = text.state, text.step
    newest = state.newest
    assert newest is not None
    patients = 0 if state.translation else reach.get(step.id, 0)
    return {
        "title": newest.title, "url": review_url(step, newest), "lesson": _("Lesson {number} of {series}").format(number=step.position, series=step.series.title),
        "language": language_name(text.language) if state.translation else "", "state": state.word, "newest": state.word_of_newest,
        "line": state_line(state), "hash": short_hash((state.signed or newest).content_hash), "revision": newest.number,
        "stops": whole_day(state.stops_on) if state.stops_on else "", "signatures": signatures(state),
        "reach": to_come(patients) if patients else "",
        "asked": state.in_review,
    }  # fmt: skip


def to_come(patients: int) -> str:
    return ngettext("{n} patient has yet to reach it", "{n} patients have yet to reach it", patients).format(
        n=f"{patients:,}"
    )


@desk_page(change=May.SIGN, fields=("words", "statement", "again_by"))
@require_POST
def sign_again(request: HttpRequest) -> HttpResponse:
    """Several at once, each with the hash that was shown. One that has changed is named, and the others are signed."""
    now, user = timezone.now(), user_of(request)
    kind, day = signing.kind_for(user), day_of(request.POST.get("again_by", ""))
    chosen, done, refusals = request.POST.getlist("words"), [], []
    if day is None or not chosen:
        why = NO_DAY if chosen else _("Choose at least one lesson.")
        messages.error(request, _("Nothing was signed. {why}").format(why=why))
        return redirect("staff:reviews")
    for key in dict.fromkeys(chosen):
        lesson, language, seen_hash = named(key)
        if lesson is None or kind is None:
            continue
        newest = lesson.latest(language)
        title = newest.title if newest else lesson.slug
        try:
            signing.sign(lesson, language, seen_hash, user, kind, day, statement="statement" in request.POST, now=now)
            done.append(title)
        except Refusal as refusal:
            refusals.append(_("“{title}” isn’t signed. {why}").format(title=title, why=refusal))
    tell(request, done, refusals, long_date(day))
    return redirect("staff:reviews")


def named(key: str) -> tuple[Lesson | None, str, str]:
    """The words a form names (Text.key); no lesson for anything else."""
    lesson, _colon, rest = key.partition(":")
    language, _colon, seen_hash = rest.partition(":")
    try:
        return Lesson.objects.filter(pk=UUID(lesson)).first(), language, seen_hash
    except ValueError:
        return None, "", ""


def tell(request: HttpRequest, done: list[str], refusals: list[str], until: str) -> None:
    if done:
        titles = in_words([f"“{title}”" for title in done])
        messages.info(request, _("Signed again until {day}: {titles}.").format(day=until, titles=titles))
    for refusal in refusals:
        messages.error(request, refusal)
    if not done and not refusals:
        messages.error(request, _("Nothing was signed: reviewers sign lessons."))
