"""The split wizard: the article at one side, its lessons at the other, and every step kept at once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from content.articles import SplitMovedOn, take_step
from content.importing.split_history import SplitHistory
from content.models import Article
from staff.desk import desk_page, record, show
from staff.permissions import May
from staff.split_form import ON_A_LESSON, Posted, number_in
from staff.split_page import page_of

CONFLICT = 409  # RFC 9110, 15.5.10: the state that was seen is not the one there is


@desk_page(May.WRITE, change=May.WRITE, fields=("version", "step", "block", "title_*", "day_*", "why_*"))
@require_http_methods(["GET", "HEAD", "POST"])
def split_article(request: HttpRequest, article: UUID) -> HttpResponse:
    row = get_object_or_404(Article, pk=article)
    if row.series_slug:
        return redirect("staff:article_ready", row.pk)
    if request.method == "POST":
        return step_taken(request, row)
    chosen = number_in(request.GET.get("block", ""))
    return show(request, "split_article", page_of(row, SplitHistory.from_json(row.split), chosen))


def step_taken(request: HttpRequest, row: Article) -> HttpResponse:
    posted = Posted(request.POST.dict())
    try:
        history = take_step(row.pk, posted.seen, posted.taken)
    except SplitMovedOn as moved:
        return as_it_stands(request, row.pk, posted, str(moved))
    if history.version != posted.seen:
        split = history.split
        record(
            request,
            "article.split",
            row.pk,
            version=history.version,
            lessons=len(split.lessons),
            left_out=len(split.left_out),
        )
    for sentence in posted.refused:
        messages.warning(request, sentence)
    if posted.word == "go_on" and not posted.refused:
        return redirect("staff:draft_article", row.pk)
    return redirect(address(row.pk, posted, history))


def as_it_stands(request: HttpRequest, article: UUID, posted: Posted, why: str) -> HttpResponse:
    """Nothing was changed: the present state, with what was typed and isn't in it."""
    row = Article.objects.get(pk=article)
    if row.series_slug:
        messages.warning(request, why)
        return redirect("staff:article_ready", row.pk)
    history = SplitHistory.from_json(row.split)
    context = page_of(row, history, posted.block)
    moved = {"moved_on": {"why": why, "typed": posted.lost(history.split)}}
    response = show(request, "split_article", {**context, **moved})
    response.status_code = CONFLICT
    return response


def address(article: UUID, posted: Posted, history: SplitHistory) -> str:
    """Back to where one was: a lesson that was pressed is followed to its new place, a part keeps its choice."""
    here, unit, lessons = (
        reverse("staff:split_article", args=[article]),
        to_choose(posted, history),
        len(history.split.lessons),
    )
    fragment = f"part-{unit}" if unit else "lessons"
    if posted.word in ON_A_LESSON:
        place = posted.number + {"up": -1, "down": 1}.get(posted.word, 0)
        fragment = f"lesson-{min(max(place, 1), lessons)}" if lessons else "lessons"
    return f"{here}{f'?block={unit}' if unit else ''}#{fragment}"


def to_choose(posted: Posted, history: SplitHistory) -> int:
    """The unit to mark: the chosen one, what was just taken in, or the neighbour of what has just left the lessons. 0 for none."""
    split = history.split
    number = posted.number if posted.word == "take" else posted.block
    if not 1 <= number <= len(split.blocks):
        return 0
    if split.lesson_of(number):
        return split.block(number).unit
    taught = [other for lesson in split.lessons for other in lesson.blocks]
    near = [other for other in taught if other > number][:1] or taught[-1:]
    return split.block(near[0]).unit if near else 0
