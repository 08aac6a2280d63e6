"""The clinic's articles: those that became a series, those still to be cut, and one more brought in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.models import Series
from clinic.models import ClinicProfile
from content.articles import bring, bring_pasted
from content.importing import ArticleRefused
from content.models import Article
from staff.article_form import ENDINGS, ArticleForm
from staff.desk import desk_page, record, show, who
from staff.permissions import May
from staff.tabs import page_number, pages
from staff.wording import counted, dated, language_name, local_date

SIZE = 25  # articles a page


@desk_page(May.SEE_TEACHING)
@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    number, url = page_number(request.GET.get("page", "")), reverse("staff:articles")
    rows = Article.objects.defer("text", "dropped").order_by("-imported_at", "-pk")
    shown = list(rows[(number - 1) * SIZE : number * SIZE])
    titles = dict(Series.objects.filter(slug__in=[row.series_slug for row in shown]).values_list("slug", "title"))
    context = {
        "articles": [line(row, titles) for row in shown],
        "page": pages(url, number, rows.count(), SIZE),
    }
    return show(request, "articles", context)


def line(row: Article, titles: dict[str, str]) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": row.title,
        "file": row.file_name,
        "language": language_name(row.language),
        "brought": dated(local_date(row.imported_at)),
        "lessons": counted(len(row.split.get("lessons", ())), "lesson", "lessons"),
        "series": {"slug": row.series_slug, "title": titles[row.series_slug]} if row.series_slug in titles else None,
    }


@desk_page(May.WRITE, change=May.WRITE, fields=ArticleForm.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def bring_article(request: HttpRequest) -> HttpResponse:
    spoken = ClinicProfile.current().languages
    if request.method != "POST":
        return show(request, "bring_article", page_of(ArticleForm(spoken=spoken, initial={"language": spoken[0]})))
    form = ArticleForm(request.POST, request.FILES, spoken=spoken)
    if form.is_valid():
        try:
            return brought(request, form)
        except ArticleRefused as refused:
            form.refuse(str(refused))
    return show(request, "bring_article", page_of(form))


def brought(request: HttpRequest, form: ArticleForm) -> HttpResponse:
    """Kept, and shown cut into lessons. Raises ArticleRefused."""
    said, now, by = form.cleaned_data, timezone.now(), who(request)
    if form.pasted:
        article = bring_pasted(said["title"], said["text"], language=said["language"], now=now, by=by)
    else:
        article = bring(said["file"].name, form.data_of_file(), language=said["language"], now=now, by=by)
    split = article.split
    record(request, "article.import", article.pk, lessons=len(split["lessons"]), left_out=len(split["left_out"]))
    return redirect("staff:split_article", article.pk)


def page_of(form: ArticleForm) -> dict[str, Any]:
    return {"form": form, "accept": ",".join(ENDINGS), "endings": either(ENDINGS)}


def either(endings: list[str]) -> str:
    """.docx, .html or .md"""
    return _("{all_but_last} or {last}").format(all_but_last=", ".join(endings[:-1]), last=endings[-1])
