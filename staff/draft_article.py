"""The last question of the split wizard: what the draft series is called. Then it is made, and shown on a phone."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from campaigns.models import Series
from campaigns.series.drafting import LONGEST_TITLE, check_slug, series_from
from clinic.refusal import Refusal
from content.importing.article import slug_for
from content.importing.split_history import SplitHistory
from content.models import Article
from staff.desk import desk_page, record, show
from staff.desk_form import DeskForm
from staff.permissions import May

DRAFTS = _("draft lessons are made, each with its title, day, subject and text.")
LEFT_OUT = _("parts of the article are left out. The coverage map lists them with the reason.")
NOBODY = _("patients get them before someone has written them in plain words and a clinician has signed.")


class SeriesNameForm(DeskForm):
    title = forms.CharField(
        label=_("Name of the series"),
        max_length=LONGEST_TITLE,
        error_messages={
            "required": _("Give the series a name."),
            "max_length": format_lazy(_("Name it in {n} characters."), n=LONGEST_TITLE),
        },
    )
    slug = forms.CharField(
        label=_("Short name for addresses"), error_messages={"required": _("Give it a short name, such as back-care.")}
    )

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        try:
            check_slug(slug)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return slug


@desk_page(May.WRITE, change=May.WRITE, fields=SeriesNameForm.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def draft_article(request: HttpRequest, article: UUID) -> HttpResponse:
    row = get_object_or_404(Article, pk=article)
    if row.series_slug:
        return redirect("staff:article_ready", row.pk)
    start = {"title": row.title, "slug": free_slug(row.title)}
    form = SeriesNameForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            return made(request, row, form.cleaned_data["title"], form.cleaned_data["slug"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    split = SplitHistory.from_json(row.split).split
    context = {
        "article": {"id": row.pk, "title": row.title},
        "form": form,
        "lessons": len(split.lessons),
        "consequences_of": [
            {"number": len(split.lessons), "text": DRAFTS},
            {"number": len(split.parts_left_out), "text": LEFT_OUT},
            {"number": 0, "text": NOBODY},
        ],
    }  # fmt: skip
    return show(request, "draft_article", context)


def made(request: HttpRequest, row: Article, title: str, slug: str) -> HttpResponse:
    series = series_from(row, title, slug, timezone.now())
    record(request, "article.draft", row.pk, series=str(series.pk), lessons=series.steps.count())
    return redirect("staff:article_ready", row.pk)


def free_slug(title: str) -> str:
    """A short name nobody has, from the title; empty when the title has no Latin letters."""
    slug = slug_for(title)
    taken = set(Series.objects.filter(slug__startswith=slug).values_list("slug", flat=True)) if slug else set()
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (slug, *numbered) if name not in taken) if slug else ""
