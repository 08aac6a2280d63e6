"""Reports through the API: the desk's figures, and of a few answers none; and what a system's own webhooks tell."""

from __future__ import annotations

import json

from campaigns.models import Answer, Receiver
from campaigns.outgoing import receivers
from campaigns.reporting.questions import ENOUGH
from content.models import Revision
from tests.api.v1.conftest import is_problem
from tests.campaigns.events.in_the_post import Post


def read(answer) -> dict:
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def test_the_funnel_of_a_series_and_its_emails(north, now):
    post = Post(now)
    for number in range(3):
        post.email(f"p{number}@example.org", state="delivered", position=1 + number)
    post.email("gone@example.org", state="bounced")
    told = read(north.get("v1/reports/series/first-steps"))
    assert (told["enrolled"], told["in_it"], told["finished"], told["ended_early"]) == (4, 4, 0, 0)
    assert [one["had_it"] for one in told["lessons"]] == [4, 2, 1, 0]
    assert told["emails"] == {"delivered": 3, "bounced": 1} and told["median_seconds"] is None
    assert (
        told["months"]
        == [{"month": "2026-10", "emails": told["emails"]}]
        == read(north.get("v1/reports/months"))["months"]
    )
    listed = {one["series"]: one for one in read(north.get("v1/reports/series"))["series"]}
    assert listed["first-steps"].items() <= told.items()


def test_of_a_few_answers_nothing_is_told(north, series, now, monkeypatch):
    post = Post(now)
    step = series.way()[0]
    revision = Revision.objects.filter(lesson=step.lesson, language="en").latest("number")
    for number in range(ENOUGH):
        email = post.message(post.enrolment(post.patient(f"p{number}@example.org"), series), step.position)
        email.revision = revision
        email.save()
        Answer.objects.give(email, 1, now, right=number % 4 == 0)
        told = read(north.get("v1/reports/series/fibromyalgia"))["lessons"][0] if number > ENOUGH - 3 else None
        if told and number < ENOUGH - 1:
            assert (told["answered"], told["right_at_once"]) == (None, None)
    assert told and (told["answered"], told["right_at_once"]) == (ENOUGH, 0.25)


def test_a_draft_and_a_series_that_is_none_are_told_alike(north, series):
    series.state = "draft"
    series.save()
    for slug in ("fibromyalgia", "nowhere", "%00"):
        assert is_problem(north.get(f"v1/reports/series/{slug}"), 404)
    assert read(north.get("v1/reports/series"))["series"] == []


def test_a_system_sees_its_own_webhooks_and_what_they_tell(north, system, now):
    kinds = Receiver.Kind.values
    mine = receivers.add("hooks", "http://127.0.0.1:9/", kinds, system="north", now=now, by="7").receiver
    receivers.add("all", "http://127.0.0.1:9/", kinds, now=now, by="7")
    post = Post(now)
    email = post.email()
    type(email.enrolment).objects.filter(pk=email.enrolment_id).update(visit_source="api:north", visit_id="V-1")
    for _ in range(3):
        type(email).objects.filter(pk=email.pk).update(state="accepted")
        type(email).objects.filter(pk=email.pk).move("delivered", settled_at=now)
    (one,) = read(north.get("v1/webhooks"))["webhooks"]
    assert (one["receiver"], one["waiting"], one["paused"]) == (str(mine.pk), 3, False)
    first = read(north.get("v1/events?limit=2"))
    rest = read(north.get(f"v1/events?limit=2&cursor={first['next']}"))
    events = first["events"] + rest["events"]
    assert [len(first["events"]), len(rest["events"]), rest["next"]] == [2, 1, None]
    assert {(one["type"], one["data"]["visit_id"], one["told_at"]) for one in events} == {
        ("message.delivered", "V-1", None)
    }
    south = system("south")
    assert read(south.get("v1/webhooks")) == {"webhooks": []} and read(south.get("v1/events"))["events"] == []
