"""The series that patients can be enrolled in now, and the words to ask them with."""

from __future__ import annotations

from django.db.models import Count, Max
from django.http import HttpRequest
from ninja import Router, Schema

from api.v1.door import Token
from campaigns.consent_words import CONSENT_WORDING, CONSENT_WORDS
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


@router.get(
    "/series", url_name="api_series", auth=Token(ApiToken.Scope.SERIES), response=SeriesList,
    summary="Series and consent words", operation_id="series",
)  # fmt: skip
def series(request: HttpRequest) -> SeriesList:
    """Scope: series. Those that are active."""
    found = Series.objects.filter(state=Series.State.ACTIVE).annotate(lessons=Count("steps"), days=Max("steps__day"))
    rows = [
        OneSeries(series=one.slug, title=one.title, language=one.language, lessons=one.lessons, days=one.days or 0)
        for one in found
    ]
    return SeriesList(series=rows, consent=ConsentWords(wording=CONSENT_WORDING, words=CONSENT_WORDS))
