"""The editor's page: the form, the findings, the email beside it. It works without scripts; with them it saves by itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from campaigns.enrolments.progress import progress_of
from clinic.models import ClinicProfile
from content import drafts
from content.drafts import Draft
from content.lesson_parts import ANSWERS, parts_of
from content.models import AuthorAtWork
from mailer.finding import EmailError
from staff.desk import desk_page, show
from staff.frames import email_frame, fault_frame, framed
from staff.permissions import May
from staff.studio.scheme import in_scheme
from staff.wording import language_name
from staff.writing import claims, fields
from staff.writing.checks import checks
from staff.writing.email import email_of, with_place
from staff.writing.place import Place, languages_of, place_to_write
from staff.writing.saving import others, saved_line

SCHEMES = ("light", "dark")


@desk_page(May.TRANSLATE)
@require_safe
def write(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    place, now = place_to_write(request, slug, lesson), timezone.now()
    draft = drafts.draft_of(place.step.lesson, place.language)
    who_else = others(request, place)
    AuthorAtWork.objects.seen(place.step.lesson, place.language, request.user, now)
    context = {
        "place": place,
        "about": about(place),
        "draft": draft,
        "saved": saved_line(draft),
        "others": who_else,
        "languages": languages(place),
        "going_out": going_out(draft, place),
        "original": original(place),
        **form(draft),
        **checks(draft, place),
        "claims": claims.shown(place),
        "clinic": ClinicProfile.current(),
        "merge_fields": ("given_name", "mail_name"),
    }
    return show(request, "write", context)


@desk_page(May.TRANSLATE)
@require_safe
@email_frame
def write_frame(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    place = place_to_write(request, slug, lesson)
    draft = drafts.draft_of(place.step.lesson, place.language)
    try:
        made = email_of(draft, place, timezone.now())
    except EmailError as fault:
        return fault_frame(fault)
    html = in_scheme(made.filled().html, "dark" if request.GET.get("scheme") == "dark" else "light")
    return framed(with_place(html, request.GET.get("near", "")[:200]), made.email.images)


def about(place: Place) -> dict[str, Any]:
    step = place.step
    return {
        "slug": step.series.slug, "lesson": step.lesson.slug, "series": step.series.title, "position": step.position,
        "count": step.series.steps.count(),
    }  # fmt: skip


def form(draft: Draft) -> dict[str, Any]:
    parts = draft.parts
    return {
        "inbox": [fields.shown(field, parts) for field in fields.INBOX],
        "head": [fields.shown(field, parts) for field in fields.HEAD],
        "text": fields.shown(fields.TEXT, parts),
        "groups": [
            {"key": one.key, "title": one.title, "says": one.says, "fields": [fields.shown(field, parts) for field in one.fields]}
            for one in fields.GROUPS
        ],
        "ask": fields.shown(fields.ASK, parts),
        "answers": [
            {"number": n, "text": parts[f"answer_{n}"], "why": parts[f"why_{n}"], "right": parts["right"] == str(n)} for n in ANSWERS
        ],
        "number": draft.number,
    }  # fmt: skip


def languages(place: Place) -> list[dict[str, Any]]:
    """`older`: its newest text was translated from words that have changed since."""
    lesson, shown = place.step.lesson, []
    original = lesson.latest(lesson.language)
    for tag in languages_of(place.step):
        newest = lesson.latest(tag)
        older = bool(newest and newest.translates and original and newest.translates != original.content_hash)
        shown.append(
            {"tag": tag, "label": language_name(tag), "current": tag == place.language, "older": older,
             "none": newest is None, "url": Place(place.step, tag).url("write")}
        )  # fmt: skip
    return shown


def going_out(draft: Draft, place: Place) -> dict[str, str]:
    """What patients get while this is written, and how many have yet to get it."""
    step, now = place.step, timezone.now()
    next_number = (draft.revision.number if draft.revision else 0) + 1
    text = step.lesson.signed_text(place.language, now, practising=False)
    way = list(step.series.way())
    ahead = progress_of(step.series_id).ahead_of(step)
    writing = _("revision {number}").format(number=next_number)
    if text and text.review:
        keeps = _("Patients keep getting revision {number}, signed by {who}, until this one is signed.").format(
            number=text.revision.number, who=text.review.reviewer
        )
    else:
        keeps = _("No text of it is signed: until one is, it leaves for the local inbox only.")
    reach = ngettext(
        "{n} patient has yet to reach this lesson.", "{n} patients have yet to reach this lesson.", ahead
    ).format(n=f"{ahead:,}")
    return {"writing": writing, "keeps": keeps, "ahead": reach if way and ahead else ""}


def original(place: Place) -> dict[str, Any] | None:
    """The text a translation is made from, as its authors see it beside the form."""
    if not place.is_translation:
        return None
    lesson = place.step.lesson
    newest, mine = lesson.latest(lesson.language), lesson.latest(place.language)
    if newest is None:
        return None
    parts = parts_of(newest.text)
    changed = bool(mine and mine.translates and mine.translates != newest.content_hash)
    return {
        "parts": parts,
        "language": language_name(lesson.language),
        "revision": newest.number,
        "changed": changed,
    }
