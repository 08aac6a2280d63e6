"""Lists in pages: each row once, whatever is added meanwhile; and each system sees what its own visits started."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Answer, Enrolment, Message, Newsletter, Series
from campaigns.newsletters.writing import new_newsletter
from campaigns.sending.settling import leave
from clinic.models import AuditEntry
from tests.api.v1.conftest import PRIVATE, System, is_problem
from tests.campaigns.events.in_the_post import Post


def read(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store", answer.content
    assert not any(word in answer.content.decode() for word in PRIVATE[:4])
    return json.loads(answer.content)


def walk(north: System, path: str, name: str, *, limit: int = 2) -> list[dict[str, Any]]:
    found, cursor = [], ""
    while True:
        page = read(north.get(f"v1/{path}?limit={limit}&cursor={cursor}"))
        assert len(page[name]) <= limit
        found += page[name]
        if page["next"] is None:
            return found
        cursor = page["next"]


def enrolled(post: Post, number: int, source: str = "api:north") -> Enrolment:
    one = post.enrolment(post.patient(f"p{source[-1]}{number}@example.org"))
    Enrolment.objects.filter(pk=one.pk).update(visit_source=source, visit_id=f"V-{number}")
    return one


def test_a_system_finds_its_enrolments_by_visit_or_page_by_page(north, system, now):
    post = Post(now)
    mine = [enrolled(post, number) for number in range(5)]
    enrolled(post, 3, "api:south")
    post.enrolment(post.patient("desk@example.org"))
    assert [one["visit_id"] for one in walk(north, "enrolments", "enrolments")] == [f"V-{n}" for n in range(5)]
    (found,) = read(north.get("v1/enrolments?visit_id=V-3"))["enrolments"]
    assert found["enrolment"] == str(mine[3].pk) and found["lessons_sent"] == found["questions_answered"] == 0
    assert read(system("east").get("v1/enrolments?visit_id=V-3")) == {"enrolments": [], "next": None}
    entry = AuditEntry.objects.filter(action="enrolments.read").last()
    assert entry and entry.actor == north.token.actor


def test_a_page_costs_the_same_however_many_are_on_it(north, now):
    post = Post(now)
    queries = []
    for number in range(6):
        enrolled(post, number)
        if number in (1, 5):
            with CaptureQueriesContext(connection) as asked:
                north.get("v1/enrolments")
            queries.append(len(asked))
    assert queries[0] == queries[1]


def test_one_visit_that_started_many_series_is_split_between_pages_without_a_loss(north, now):
    post = Post(now)
    patient = post.patient()
    for number in range(5):
        one = post.enrolment(patient, post.new_series(f"s-{number}"))
        Enrolment.objects.filter(pk=one.pk).update(visit_source="api:north", visit_id="V-1")
    assert len({one["enrolment"] for one in walk(north, "enrolments", "enrolments")}) == 5


def test_an_enrolment_in_detail_holds_ids_and_counts(north, now):
    post = Post(now)
    email = post.email(state="delivered")
    Enrolment.objects.filter(pk=email.enrolment_id).update(visit_source="api:north", visit_id="V-1")
    Answer.objects.give(email, 2, now, right=False)
    told = read(north.get(f"v1/enrolments/{email.enrolment_id}"))
    assert (told["lessons_sent"], told["questions_answered"]) == (1, 1)
    (lesson,) = told["lessons"]
    assert lesson == {"message": str(email.pk), "state": "delivered", "sent_at": lesson["sent_at"], "answered": True}
    leave(Message.objects.filter(pk=email.pk), "bounced", "", now)
    assert read(north.get(f"v1/enrolments/{email.enrolment_id}"))["lessons"][0]["state"] == "bounced"


def test_series_and_newsletters_come_page_by_page(north, now):
    post = Post(now)
    for number in range(3):
        post.new_series(f"s-{number}")
        new_newsletter(f"News {number}", now + timedelta(days=number), by="7")
    active = Series.objects.filter(state="active").order_by("slug")
    assert [one["series"] for one in walk(north, "series", "series")] == [one.slug for one in active]
    assert [one["name"] for one in walk(north, "newsletters", "newsletters")] == ["News 2", "News 1", "News 0"]
    new_newsletter("News 3", now, by="7")
    assert len(walk(north, "reports/series", "series", limit=1)) == Series.objects.exclude(state="draft").count()
    assert Newsletter.objects.count() == 4


@pytest.mark.parametrize("path", ["enrolments", "series", "newsletters", "reports/series", "events"])
@pytest.mark.parametrize("query", ["cursor=%00", "cursor=x", "cursor=W10", "cursor=Im5vIg", "cursor=WyJcdTAwMDAiXQ", "cursor=WyJcdWQ4MDAiXQ", "cursor=%C3%A9", "limit=0", "limit=101", "limit=x"])  # fmt: skip
def test_a_page_that_is_none_is_refused(path: str, query: str, north):
    answer = north.get(f"v1/{path}?{query}")
    assert is_problem(answer, 422) and json.loads(answer.content)["errors"][0]["field"] == query.partition("=")[0]


def test_a_visit_number_that_no_database_takes_is_refused(north):
    answer = north.get("v1/enrolments?visit_id=V-1%00")
    assert is_problem(answer, 422) and json.loads(answer.content)["errors"][0]["field"] == "visit_id"
