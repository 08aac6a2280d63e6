"""Who has the words of a lesson: the newest first, a page at a time, read by an index of their own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Message
from campaigns.reviewing import readers
from campaigns.reviewing.readers import Words, count_gone_out, received, still_to_come
from content.models import Revision

pytestmark = pytest.mark.django_db


@pytest.fixture
def words(live, lesson, enrol, run, lesson_day) -> Words:
    """Three patients had the lesson, two of them in one batch an hour after the first, in a later revision of the same words."""
    for name in ("ana", "bo", "cem"):
        enrol(f"{name}@example.org", name.title())
    run(lesson_day)
    revision = lesson.latest("en")
    same = Revision.objects.get(pk=revision.pk)
    same.pk, same.number, same._state.adding = None, revision.number + 1, True
    same.save(force_insert=True)
    first, *later = Message.objects.order_by("pk").values_list("pk", flat=True)
    Message.objects.filter(pk=first).update(claimed_at=lesson_day)
    Message.objects.filter(pk__in=later).update(claimed_at=lesson_day + timedelta(hours=1), revision=same)
    return Words(lesson, "en", revision.content_hash)


def test_they_are_listed_the_newest_first_whatever_the_revision(words):
    newest = list(Message.objects.order_by("-claimed_at", "-pk").values_list("pk", flat=True))
    assert [row.pk for row in received(words, 50)] == newest
    assert received(words._replace(content_hash="0" * 64), 50) == []


def test_each_page_goes_on_below_the_last_even_within_a_batch(words):
    whole = received(words, 50)
    assert received(words, 2, whole[0].pk) == whole[1:]
    assert received(words, 2, whole[1].pk) == whole[2:]
    assert received(words, 2, words.lesson.pk) == whole[:2]


def test_they_are_counted_no_further_than_anybody_needs(words, monkeypatch):
    assert count_gone_out(words) == 3
    monkeypatch.setattr(readers, "COUNTED_TO", 1)
    assert count_gone_out(words) == 2


def test_neither_the_list_nor_a_count_reads_all_messages(words):
    with CaptureQueriesContext(connection) as captured:
        received(words, 50)
        count_gone_out(words)
        still_to_come(words)
    if connection.vendor == "sqlite":
        plans = [plan_of(one["sql"]) for one in captured if 'FROM "campaigns_message"' in one["sql"]]
        indexes = ["message_of_revision", "message_of_revision", "message_of_revision", "message_due"]
        assert all(index in plan for index, plan in zip(indexes, plans, strict=True)), plans


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return str(cursor.fetchall())
