"""The studio's pages over one shelf. The desk and an author's laptop put the same pages together with frames of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from campaigns.preview.shelf import Group, Leaf, Shelf
from content.series_folder import SERIES_FILE
from mailer.finding import EmailError
from staff.frames import email_frame, fault_frame, framed
from staff.studio.marks import marked
from staff.studio.page import page
from staff.studio.scheme import in_scheme
from staff.studio.shown import Kept, Shown
from staff.studio.wish import Wish

View = Callable[..., HttpResponse]


class Studio:
    """`shelf` gives the emails as they stand now, `guard` wraps every page, `draw` puts a page into its frame."""

    def __init__(
        self,
        shelf: Callable[[], Shelf],
        guard: Callable[[View], View],
        draw: Callable[[HttpRequest, str, Mapping[str, Any]], HttpResponse],
        *,
        extras: Callable[[str], Mapping[str, Any]] = lambda key: {},
    ) -> None:
        self.shelf, self.guard, self.draw, self.extras = shelf, guard, draw, extras
        self.kept = Kept()

    @property
    def urls(self) -> list[URLPattern]:
        return [
            path("preview/", self.guard(require_safe(self.first)), name="preview_first"),
            path("preview/stamp", self.guard(require_safe(self.stamp)), name="preview_stamp"),
            path("preview/frame/<path:key>", self.guard(require_safe(email_frame(self.frame))), name="preview_frame"),
            path("preview/eml/<path:key>", self.guard(require_safe(self.eml)), name="preview_eml"),
            path("preview/<path:key>", self.guard(require_safe(self.one)), name="preview"),
        ]

    def first(self, request: HttpRequest) -> HttpResponse:
        leaves = [leaf for group in self.shelf().groups() for leaf in group.leaves]
        if not leaves:
            return self.draw(request, "preview_empty", {})
        return redirect("staff:preview", leaves[0].key)

    def one(self, request: HttpRequest, key: str) -> HttpResponse:
        shelf, wish = self.shelf(), Wish.read(request.GET.dict())
        stamp, groups = shelf.stamp(), shelf.groups()
        if (mended := beside(groups, key)) is not None:
            return redirect(reverse("staff:preview", args=[mended.key]) + wish.query())

        def made(of: str, asked: Wish) -> Shown:
            return self.made(shelf, stamp, of, asked)

        context = page(groups, key, wish, made, stamp)
        return self.draw(request, "preview", {**context, **self.extras(key)})

    def frame(self, request: HttpRequest, key: str) -> HttpResponse:
        shelf, wish = self.shelf(), Wish.read(request.GET.dict())
        found = self.made(shelf, shelf.stamp(), key, wish)
        if found.preview is None:
            return fault_frame(EmailError(found.findings))
        html = marked(in_scheme(found.preview.filled().html, wish.scheme), found.findings)
        return framed(html, found.preview.email.images)

    def eml(self, request: HttpRequest, key: str) -> HttpResponse:
        shelf, wish = self.shelf(), Wish.read(request.GET.dict())
        found = self.made(shelf, shelf.stamp(), key, wish)
        if found.preview is None:
            return redirect(reverse("staff:preview", args=[key]) + wish.query())
        answer = HttpResponse(found.preview.eml(), content_type="message/rfc822")
        answer["Content-Disposition"] = (
            content_disposition_header(True, f"{key.rpartition('/')[2]}.eml") or "attachment"
        )
        return answer

    def stamp(self, request: HttpRequest) -> HttpResponse:
        """Asked twice a second by an open page, which loads itself anew when the answer changes."""
        return JsonResponse({"stamp": self.shelf().stamp()})

    def made(self, shelf: Shelf, stamp: str, key: str, wish: Wish) -> Shown:
        try:
            return self.kept.email(shelf, stamp, key, wish.language, wish.revision, wish.person, timezone.now())
        except KeyError:
            raise Http404 from None


def beside(groups: Sequence[Group], key: str) -> Leaf | None:
    """Where to go from a series.toml that could not be read, and now can: the first lesson."""
    folder, _, name = key.rpartition("/")
    leaves = [leaf for group in groups for leaf in group.leaves if leaf.key.rpartition("/")[0] == folder]
    wanted = name == SERIES_FILE and leaves and all(leaf.key != key for leaf in leaves)
    return leaves[0] if wanted else None
