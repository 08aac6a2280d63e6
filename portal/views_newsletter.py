"""A newsletter in the browser, as it was sent to this reader."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.emails.making import news_cover
from campaigns.models import Edition, Message
from campaigns.sending.claiming import SEALED_AS
from clinic.models import ClinicProfile
from content.markdown import rich
from content.words import direction, layout_words
from patients.models import Consent
from portal import door
from portal.merge_fields import filled
from portal.page import page
from portal.patient_page import patient_page
from portal.views_door import show_door
from portal.views_media import pictures


@patient_page
@require_safe
def newsletter(request: HttpRequest, token: str) -> HttpResponse:
    message, now = get_object_or_404(Message.objects.news().opened_by(token)), timezone.now()
    if door.is_shut(request, message, now):
        return show_door(message, now)
    edition = message.edition
    assert edition is not None
    return page(
        "newsletter",
        edition.language,
        lang=edition.language,
        direction=direction(edition.language),
        **filled(words_of(edition), values_of(message)),
        cover=news_cover(message.cover, ClinicProfile.current().phone),
        stop_url=stop_url(message),
    )


def words_of(edition: Edition) -> dict[str, Any]:
    words = layout_words(edition.language)["lesson"]
    return {"title": edition.title, "body": {"html": rich(edition.body, words, pictures(edition.text)).html}}


def values_of(message: Message) -> dict[str, str]:
    assert message.values is not None
    return message.patient.open_seal(SEALED_AS, message.id, message.values)


def stop_url(message: Message) -> str:
    consent = Consent.objects.filter(patient=message.patient, stream=Consent.Stream.NEWSLETTER).order_by("-id").first()
    return reverse("portal:stop_news", args=[consent.stop_token]) if consent else ""
