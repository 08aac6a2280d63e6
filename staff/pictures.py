"""The clinic's pictures: the list, one more by upload, and how a lesson shows one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinic.models import ClinicProfile, Picture
from content.figures import as_markdown
from staff.desk import desk_page, record, show, who
from staff.permissions import May
from staff.picture_form import AltForm, PictureForm
from staff.tabs import page_number, pages
from staff.wording import local_date, long_date

SIZE = 24  # thumbnails a page: each is the picture itself
FORMS = ["GET", "HEAD", "POST"]


@desk_page(May.SEE_TEACHING, change=May.WRITE, fields=PictureForm.base_fields)
@require_http_methods(FORMS)
def pictures(request: HttpRequest) -> HttpResponse:
    form = PictureForm(request.POST, request.FILES) if request.method == "POST" else PictureForm()
    if request.method == "POST" and form.is_valid():
        return added(request, form)
    number, url = page_number(request.GET.get("page", "")), reverse("staff:pictures")
    rows = Picture.objects.listed()[(number - 1) * SIZE : number * SIZE]
    context = {
        "form": form,
        "pictures": [line(row) for row in rows],
        "page": pages(url, number, Picture.objects.count(), SIZE),
    }
    return show(request, "picture_list", context)


def added(request: HttpRequest, form: PictureForm) -> HttpResponse:
    """Keep it and show it. The same picture a second time leads to the first."""
    upload, alt = form.cleaned_data["file"], form.cleaned_data["alt"]
    row, new = Picture.objects.add(form.picture, words=stem(upload.name), alt=alt, now=timezone.now(), by=who(request))
    if new:
        record(request, "picture.add", row.pk, size=row.size)
    messages.info(request, _("Added.") if new else _("This picture was here already."))
    return redirect("staff:picture", row.pk)


def stem(file_name: str) -> str:
    return file_name.rpartition(".")[0] or file_name


@desk_page(May.SEE_TEACHING, change=May.WRITE, fields=AltForm.base_fields)
@require_http_methods(FORMS)
def picture(request: HttpRequest, picture: int) -> HttpResponse:
    row = get_object_or_404(Picture.objects.listed(), pk=picture)
    form = AltForm(request.POST if request.method == "POST" else None, initial={"alt": row.alt})
    if request.method == "POST" and form.is_valid():
        row.describe(form.cleaned_data["alt"])
        record(request, "picture.describe", row.pk)
        messages.info(request, _("Saved. Lessons keep the words they have."))
        return redirect("staff:picture", row.pk)
    context = {
        "form": form,
        "picture": line(row),
        "markdown": as_markdown(row.name, row.alt),
        "is_logo": ClinicProfile.current().logo == row.name,
    }
    return show(request, "picture", context)


def line(row: Picture) -> dict[str, Any]:
    return {
        "id": row.pk, "name": row.name, "alt": row.alt, "url": picture_url(row.name), "width": row.width, "height": row.height,
        "facts": _("{width} by {height} pixels, {size} KB").format(width=row.width, height=row.height, size=max(1, row.size // 1000)),
        "added": long_date(local_date(row.added_at)),
    }  # fmt: skip


def picture_url(name: str) -> str:
    """Where a page of the desk has it from: its own address, as its policy asks."""
    return reverse("portal:media", args=[name])
