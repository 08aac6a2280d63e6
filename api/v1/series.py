"""The series that patients can be enrolled in now, and the words to ask them with."""

from __future__ import annotations

from django.db.models import Count, Max
from django.http import HttpRequest
from ninja import Router, Schema

from api.v1 import paging
from api.v1.door import Token
from campaigns.consents.words import CONSENT_WORDING, CONSENT_WORDS
from campaigns.models import Series
from clinic.models import ApiToken

router = Router(tags=["Series"])


class OneSeries(Schema):
    series: str
    title: str
    language: str
    lessons: int
    days: int


class ConsentWords(Schema):
    wording: str
    words: str


class SeriesList(Schema):
    """`days`: on which the last lesson leaves, counted from the visit. `consent`: in English; `wording` is the version of the words."""

    series: list[OneSeries]
    consent: ConsentWords
    next: str | None


@router.get(
    "/series", url_name="api_series", auth=Token(ApiToken.Scope.SERIES), response=SeriesList,
    summary="Series and consent words", operation_id="series",
)  # fmt: skip
def series(request: HttpRequest, cursor: paging.Cursor = "", limit: paging.Limit = paging.USUAL) -> SeriesList:
    """Scope: series. Those that are active, by name."""
    found = Series.objects.filter(state=Series.State.ACTIVE).annotate(lessons=Count("steps"), days=Max("steps__day"))
    if after := paging.read(cursor, [str]):
        found = found.filter(slug__gt=after[0])
    shown, following = paging.page(list(found.order_by("slug")[: limit + 1]), limit, lambda one: [one.slug])
    rows = [
        OneSeries(series=one.slug, title=one.title, language=one.language, lessons=one.lessons, days=one.days or 0)
        for one in shown
    ]
    return SeriesList(series=rows, consent=ConsentWords(wording=CONSENT_WORDING, words=CONSENT_WORDS), next=following)
