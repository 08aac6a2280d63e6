"""Which lesson, in which language, an address of the editor means."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse

from campaigns.models import Step
from clinic.models import ClinicProfile
from staff.lesson_page import step_at
from staff.permissions import May, may


@dataclass(frozen=True)
class Place:
    step: Step
    language: str

    @property
    def is_translation(self) -> bool:
        return self.language != self.step.lesson.language

    def url(self, name: str) -> str:
        """An address of the editor for this lesson and language."""
        address = reverse(f"staff:{name}", args=[self.step.series.slug, self.step.lesson.slug])
        return f"{address}?language={self.language}" if self.is_translation else address


def place_of(request: HttpRequest, slug: str, lesson: str) -> Place:
    """Raises Http404 for a language that neither the clinic nor the lesson has."""
    step = step_at(slug, lesson)
    language = request.GET.get("language", "") or step.lesson.language
    if language not in languages_of(step):
        raise Http404
    return Place(step, language)


def place_to_write(request: HttpRequest, slug: str, lesson: str) -> Place:
    """The same for somebody who writes there. Raises PermissionDenied for a translator at the original."""
    place = place_of(request, slug, lesson)
    if not may(request.user, May.TRANSLATE if place.is_translation else May.WRITE):
        raise PermissionDenied
    return place


def languages_of(step: Step) -> list[str]:
    """The lesson's own first, then those the clinic mails in, then those it has texts in besides."""
    written = step.lesson.revisions.order_by("language").values_list("language", flat=True).distinct()
    return list(dict.fromkeys([step.lesson.language, *ClinicProfile.current().languages, *written]))
