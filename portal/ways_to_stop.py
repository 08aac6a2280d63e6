"""What else a patient may stop, on the page that stops one thing: a button each. It tells nothing of what the lessons are about."""

from __future__ import annotations

from django.urls import reverse

from campaigns.stopping.everything import gets, news_of
from patients.models import Patient


def beside_a_series(patient: Patient, token: str, *, running: bool) -> list[dict[str, str]]:
    """[{"url", "word"}]. `token`: of the series' own stop link; `running`: the page has a button for that series."""
    if patient.erased_at is not None:
        return []
    news = news_of(patient)
    found = [{"url": reverse("portal:stop_news", args=[news.stop_token]), "word": "stop_the_news"}] if news else []
    return found + everything(patient, token, buttons=running + len(found))


def beside_the_news(patient: Patient, token: str, *, running: bool) -> list[dict[str, str]]:
    """The same beside newsletters."""
    return [] if patient.erased_at is not None else everything(patient, token, buttons=int(running))


def everything(patient: Patient, token: str, *, buttons: int) -> list[dict[str, str]]:
    """Offered where it does more than one of the page's other buttons."""
    more = gets(patient) > min(buttons, 1)
    return [{"url": reverse("portal:stop_everything", args=[token]), "word": "stop_everything"}] if more else []
