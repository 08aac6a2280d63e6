"""The end of the split wizard: the first draft lesson on a phone, what became of the article, and what comes next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from campaigns.models import Series
from campaigns.preview.rows import key_of
from clinic.models import ClinicProfile
from content.coverage import Claim, Fate, claims_of
from content.models import Article
from staff.desk import desk_page, show
from staff.permissions import May
from staff.series import day_line
from staff.split_page import begins
from staff.split_words import reason_in_words
from staff.wording import counted

FIRST_WORDS = 16
PHONE = 375  # CSS pixels
COUNTED = ((Fate.KEPT, pgettext_lazy("claims", "kept")), (Fate.SOFTENED, pgettext_lazy("claims", "softened")), (Fate.DROPPED, pgettext_lazy("claims", "dropped")))  # fmt: skip


@desk_page(May.SEE_TEACHING)
@require_safe
def article_ready(request: HttpRequest, article: UUID) -> HttpResponse:
    row = get_object_or_404(Article, pk=article)
    series = Series.objects.filter(slug=row.series_slug).first() if row.series_slug else None
    if series is None:
        return redirect("staff:split_article", row.pk)
    way = list(series.way().select_related("series"))
    titles = [step.lesson.latest(series.language) for step in way]
    lessons = [
        {"number": step.position, "slug": step.lesson.slug, "title": text.title if text else step.lesson.slug, "day_line": day_line(step.day)}
        for step, text in zip(way, titles, strict=True)
    ]  # fmt: skip
    clinic, first = ClinicProfile.current(), titles[0] if titles else None
    claims = claims_of(series.coverage)
    context = {
        "article": {"id": row.pk, "title": row.title},
        "series": {"slug": series.slug, "title": series.title, "lessons": counted(len(way), "lesson", "lessons")},
        "lessons": lessons,
        "has_logo": bool(clinic.logo),
        "phone": phone(clinic, key_of(way[0]), first.text.subject, first.text.preheader) if first else None,
        "claims": [claim_line(claim) for claim in claims],
        "counts": counts(claims),
    }
    return show(request, "article_ready", context)


def phone(clinic: ClinicProfile, key: str, subject: str, preheader: str) -> dict[str, Any]:
    return {
        "width": PHONE,
        "frame_url": reverse("staff:preview_frame", args=[key]),
        "preview_url": reverse("staff:preview", args=[key]),
        "mail_name": clinic.mail_name or _("no mail name yet"),
        "subject": subject.replace("{mail_name}", clinic.mail_name),
        "preheader": preheader.replace("{mail_name}", clinic.mail_name),
    }


def claim_line(claim: Claim) -> dict[str, Any]:
    words = claim.claim.replace("\\|", "|").split()
    dropped = claim.fate is Fate.DROPPED
    why = reason_in_words(claim.why.partition(": ")[2])
    return {
        "section": _(claim.section) if claim.section else "",
        "begins": begins(words, FIRST_WORDS),
        "lessons": () if dropped else claim.lessons,
        "fate": "claim_dropped" if dropped else claim.fate.value,
        "why": (why[:1].upper() + why[1:]) or claim.why,
    }


def counts(claims: list[Claim]) -> list[dict[str, Any]]:
    return [{"number": sum(claim.fate is fate for claim in claims), "label": label} for fate, label in COUNTED]
