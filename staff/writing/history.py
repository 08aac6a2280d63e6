"""What a lesson said before, what changed, and how to take earlier words back into the draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinic.refusal import Refusal
from content import drafts
from content.differences import changed_parts
from content.lesson_parts import ANSWERS, parts_of
from content.lesson_text import LessonText, parse_lesson
from content.models import DraftSave, Review, Revision
from staff.desk import desk_page, person, record, show, who
from staff.permissions import May
from staff.tabs import address
from staff.wording import day_and_time
from staff.writing import fields
from staff.writing.page import about
from staff.writing.place import Place, place_of, place_to_write

MOST_SAVES = 12  # shown; a save a second is kept for a while, and most say next to nothing


@desk_page(May.SEE_TEACHING)
@require_safe
def history(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    place = place_of(request, slug, lesson)
    revisions = list(place.step.lesson.revisions.filter(language=place.language).order_by("-number"))
    saves = list(DraftSave.objects.open(place.step.lesson, place.language)[:MOST_SAVES])
    chosen = chosen_of(request, revisions, saves)
    if chosen is None:
        raise Http404
    before = before_of(chosen, revisions)
    newest = revisions[0] if revisions else None
    restorable = isinstance(chosen, Revision) and (chosen != newest or bool(saves))
    names = Names()
    context = {
        "place": place,
        "about": about(place),
        "title": chosen.title if isinstance(chosen, Revision) else drafts.draft_of(place.step.lesson, place.language).text.title,
        "newer": name_of(chosen), "older": name_of(before) if before else "",
        "parts": compared(before, chosen) if before else [],
        "revisions": [line(one, chosen, place, names) for one in revisions],
        "saves": [
            {"number": one.number, "at": day_and_time(one.saved_at), "by": names.of(one.saved_by), "chosen": one == chosen, "url": url(place, save=one.number)}
            for one in saves
        ],
        "may_restore": chosen.number if restorable else None,
    }  # fmt: skip
    return show(request, "history", context)


@desk_page(change=May.TRANSLATE, fields=("revision",))
@require_POST
def restore(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    """The words of an earlier revision become the newest save of the draft: nothing is thrown away."""
    place, now = place_to_write(request, slug, lesson), timezone.now()
    number = request.POST.get("revision", "")
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0
    revision = place.step.lesson.revisions.filter(language=place.language, number=wanted).first()
    if revision is None:
        raise Http404
    draft = drafts.draft_of(place.step.lesson, place.language)
    try:
        drafts.save(
            place.step.lesson, place.language, parts_of(revision.text), seen=draft.number, now=now, by=who(request)
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(place.url("history"))
    record(request, "lesson.restore", place.step.lesson_id, language=place.language, revision=revision.number)
    messages.success(request, _("The draft holds the words of revision {number} now.").format(number=revision.number))
    return redirect(place.url("write"))


def chosen_of(request: HttpRequest, revisions: list[Revision], saves: list[DraftSave]) -> Revision | DraftSave | None:
    """The one asked for, else the newest; None when there is no such one."""
    if asked := request.GET.get("save"):
        return next((one for one in saves if str(one.number) == asked), None)
    if asked := request.GET.get("revision"):
        return next((one for one in revisions if str(one.number) == asked), None)
    return saves[0] if saves else revisions[0] if revisions else None


def before_of(chosen: Revision | DraftSave, revisions: list[Revision]) -> Revision | None:
    """A draft is compared with the newest revision, a revision with the one before it."""
    if isinstance(chosen, DraftSave):
        return revisions[0] if revisions else None
    return next((one for one in revisions if one.number < chosen.number), None)


def compared(before: Revision, chosen: Revision | DraftSave) -> list[dict[str, Any]]:
    called = labels()
    return [
        {"label": called[name], "pieces": [vars(piece) for piece in pieces]}
        for name, pieces in changed_parts(parts_of(before.text), parts_of(text_of(chosen)))
    ]


def labels() -> dict[str, str]:
    """What each part of a lesson is called here."""
    return {
        **{field.name: str(field.label) for field in (*fields.INBOX, *fields.HEAD, fields.TEXT, fields.ASK)},
        **{field.name: f"{group.title}: {str(field.label).lower()}" if len(group.fields) > 1 else str(group.title) for group in fields.GROUPS for field in group.fields},
        **{f"answer_{n}": _("Answer {number}").format(number=n) for n in ANSWERS},
        **{f"why_{n}": _("Why, answer {number}").format(number=n) for n in ANSWERS},
        "right": _("The right answer"),
    }  # fmt: skip


def text_of(one: Revision | DraftSave) -> LessonText:
    return one.text if isinstance(one, Revision) else parse_lesson(one.source, "draft.md")


def name_of(one: Revision | DraftSave) -> str:
    return _("Revision {number}").format(number=one.number) if isinstance(one, Revision) else _("The draft")


def url(place: Place, **chosen: int) -> str:
    language = place.language if place.is_translation else ""
    return address(place.url("history").partition("?")[0], language=language, **{k: str(v) for k, v in chosen.items()})


def line(one: Revision, chosen: object, place: Place, names: Names) -> dict[str, Any]:
    review = signature(one)
    return {
        "number": one.number, "made": day_and_time(one.made_at), "by": names.of(one.made_by), "chosen": one == chosen,
        "url": url(place, revision=one.number), "state": ("withdrawn" if review.withdrawn_at else "approved") if review else "",
        "signed": f"{review.reviewer}, {review.credential}" if review else "",
    }  # fmt: skip


def signature(one: Revision) -> Review | None:
    signed = Review.objects.by_clinicians().filter(lesson=one.lesson_id, language=one.language, demo=False)
    return signed.filter(content_hash=one.content_hash).order_by("-signed_at").first()


class Names:
    """Who made a text: a user's name, or what loaded it ("first run")."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    def of(self, by: str) -> str:
        if by not in self.known:
            user = User.objects.filter(pk=int(by)).first() if by.isascii() and by.isdigit() else None
            self.known[by] = (
                person(user)["name"] if user else _("the library") if by in ("first run", "command line") else by
            )
        return self.known[by]
