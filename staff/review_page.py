"""A review: the change sheet first, then the whole lesson, then the signature. Every word the signature covers stands on this page."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from campaigns.models import Step
from campaigns.reviewing.authors import authors_of
from campaigns.reviewing.claims import Sheet, sheet_for
from campaigns.reviewing.reach import yet_to_reach_in
from campaigns.reviewing.signature import STATEMENTS
from campaigns.reviewing.signing import OWN_EDIT, is_renewal, kind_for, latest_day, person_of
from campaigns.reviewing.withdrawing import may_withdraw
from campaigns.series.lesson_states import LessonState, states_by_language
from clinic.models import ClinicProfile, Person
from content.lesson_text import lacking_in_words
from content.models import Review, Revision
from content.plain_language.reviewer_questions import reviewer_questions
from content.reading_time import minutes_for
from staff.desk import desk_page, show, user_of
from staff.lesson_page import step_at
from staff.letter import letter_of
from staff.permissions import May
from staff.review_claims import sheet_in_words
from staff.review_words import names_of, short_hash, signature, state_line
from staff.wording import language_name, local_date, whole_day


@desk_page(May.SEE_REVIEWS)
@require_safe
def review(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    step = step_at(slug, lesson)
    return show_review(request, step, text_in(step, request.GET.get("language", "")))


def text_in(step: Step, language: str) -> Revision:
    """The newest text in `language`, in the series' own when empty. Raises Http404 when there is none."""
    if found := step.lesson.latest(language or step.series.language):
        return found
    raise Http404


def show_review(
    request: HttpRequest, step: Step, revision: Revision, *, refused: str = "", again_by: str = "", ticked: bool = False
) -> HttpResponse:
    """`refused`: why a signature was just not given; what was filled in beside it stays."""
    user, now, clinic = user_of(request), timezone.now(), ClinicProfile.current()
    state = states_by_language([step], now)[step.id][revision.language]
    sheet = sheet_for(revision, str(user.pk))
    context = {
        **letter_of(step, revision, clinic, now),
        "review": about(step, revision, state),
        "sheet": sheet_in_words(sheet),
        "minutes": minutes_for(words_to_read(sheet, revision)),
        "change_url": change_url(step),
        "in_the_inbox": in_the_inbox(revision, clinic),
        "signing": {
            **signing(step, revision, state, user, now), "refused": refused, "ticked": ticked,
            "again_by": again_by or (now.date() + timedelta(days=364)).isoformat(),
        },
        "may_withdraw": state.review is not None and may_withdraw(user),
        "questions": [{"asks": one.asks, "why": one.why} for one in reviewer_questions(revision.text)],
    }  # fmt: skip
    return show(request, "review", context)


def about(step: Step, revision: Revision, state: LessonState) -> dict[str, Any]:
    writer = names_of([revision.made_by]).get(revision.made_by)
    made = whole_day(local_date(revision.made_at))
    translation = state.translation
    original = step.lesson.latest(step.lesson.language) if translation else None
    return {
        "title": revision.title, "language": revision.language, "language_name": language_name(revision.language),
        "slug": step.lesson.slug, "translation": translation, "revision": revision.number, "hash": revision.content_hash,
        "short": short_hash(revision.content_hash), "state": state.word_of_newest, "line": state_line(state),
        "from": (_("Revision {number}, from {who}, {day}") if writer else _("Revision {number}, {day}")).format(number=revision.number, who=writer, day=made),
        "going_out": going_out(state), "lacking": lacking_in_words(revision.text.lacking),
        "original_changed": bool(original and revision.translates and original.content_hash != revision.translates),
        "signatures": [signature(one) for kind in state.kinds if (one := state.signatures.get((revision.content_hash, kind)))
                       and (not one.demo or one.signer)],
    }  # fmt: skip


def going_out(state: LessonState) -> str:
    if state.signed and state.is_signed and state.has_newer_draft:
        return _("Revision {number} keeps going out until this one is signed.").format(number=state.signed.number)
    return ""


def words_to_read(sheet: Sheet, revision: Revision) -> int:
    told = " ".join(f"{claim.claim} {claim.says} {claim.why}" for claim in sheet.claims)
    return len(told.split()) + revision.text.words


def change_url(step: Step) -> str:
    """Where the words are changed: the editor, or the lesson's own page where there is none."""
    where = [step.series.slug, step.lesson.slug]
    try:
        return reverse("staff:write", args=where)
    except NoReverseMatch:
        return reverse("staff:lesson", args=where)


def in_the_inbox(revision: Revision, clinic: ClinicProfile) -> list[dict[str, str]]:
    text = revision.text
    named = {_("Subject"): text.subject, _("Line below it"): text.preheader, _("Goal"): text.goal}
    return [{"name": name, "text": said.replace("{mail_name}", clinic.mail_name)} for name, said in named.items()]


def signing(step: Step, revision: Revision, state: LessonState, user: User, now: datetime) -> dict[str, Any]:
    """What the signing card says. `why_not` stands in its place when this person can't sign these words."""
    kind, person = kind_for(user), person_of(user)
    patients = yet_to_reach_in(step, revision.language)
    reach = ngettext(
        "{n} patient has yet to reach it. They get these words.",
        "{n} patients have yet to reach it. They get these words.",
        patients,
    ).format(n=f"{patients:,}")
    if kind is None or person is None:
        why_not = _("Reviewers sign lessons. An admin makes somebody a reviewer: `manage.py people add`.")
    else:
        why_not = why_not_now(revision, state, user, person, kind)
    renewal = bool(person and kind == Review.Kind.CLINICIAN and is_renewal(revision, person, now))
    return {
        "may": not why_not, "why_not": why_not, "renewal": renewal, "statement": _(STATEMENTS[kind]) if kind else "",
        "as_whom": f"{user.get_full_name() or user.username}, {person.credential}" if person else "",
        "practice": bool(person and person.practice), "reads": kind == Review.Kind.CLINICIAN and not renewal,
        "first_day": (now.date() + timedelta(days=1)).isoformat(), "last_day": latest_day(now).isoformat(),
        "reach": reach if patients else _("No patient is on the way to it yet."),
        "own": kind is not None and person is not None and str(user.pk) in authors_of(revision, practice=person.practice),
    }  # fmt: skip


def why_not_now(revision: Revision, state: LessonState, user: User, person: Person, kind: Review.Kind) -> str:
    if revision.text.lacking:
        return _("This lesson isn’t finished: it has no {parts}.").format(parts=lacking_in_words(revision.text.lacking))
    if kind not in state.kinds:
        return _("This is the language the lesson is written in: a clinician signs it.")
    if not person.credential.strip():
        return _("Your credential isn’t known yet. An admin adds it: `manage.py people change`.")
    if kind not in state.lacks(practice=person.practice) and not state.is_expiring:
        return _("These words are signed.")
    if str(user.pk) in authors_of(revision, practice=person.practice) and not ClinicProfile.current().own_edits_signed:
        return _(OWN_EDIT)
    return ""


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
