"""Each fact is written down with what makes it, once for each system that may hear it, by ids alone."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.db import transaction

from campaigns.enrolments.beginning import begin
from campaigns.enrolments.resuming import go_on
from campaigns.events.applying import apply_events
from campaigns.keeping.erasing import ON_REQUEST, erase_patient
from campaigns.models import Answer, Enrolment, Message, OutgoingEvent, Series
from campaigns.requests.from_the_portal import ask_to_be_called
from campaigns.sending.planning import plan_due
from campaigns.sending.settling import leave
from campaigns.steps.changing import Slot, change_steps
from campaigns.stopping.everything import stop_everything
from campaigns.stopping.lessons import stop
from campaigns.stopping.reasons import BY_STAFF
from tests.campaigns.events.in_the_post import LESSONS, told
from tests.campaigns.outgoing.conftest import kinds
from tests.test_architecture import BASE

ID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
FINISHED = "series.finished"


def bodies() -> list[dict[str, object]]:
    return [json.loads(body) for body in OutgoingEvent.objects.order_by("id").values_list("body", flat=True)]


def test_what_became_of_an_email_is_told_once_however_often_the_provider_says_it(live, receiver, post, now):
    receiver()
    email, other = post.email(), post.email("bo@example.org")
    events = [told(email, "delivered", id="d1"), told(other, "hard bounce", id="b1")]
    for _ in range(2):
        apply_events("sendgrid", events, now)
    assert sorted(kinds()) == ["message.bounced", "message.delivered"]
    about = {one["type"]: one["data"] for one in bodies()}
    assert about["message.delivered"] == {
        "enrolment": str(email.enrolment_id), "visit_id": None, "message": str(email.pk),
    }  # fmt: skip


def test_what_is_rolled_back_was_never_told(live, receiver, post, now):
    receiver()
    email = post.email()

    class Power(Exception):
        pass

    with pytest.raises(Power), transaction.atomic():
        leave(Message.objects.filter(pk=email.pk), "delivered", "", now)
        assert kinds() == ["message.delivered"]
        raise Power
    assert kinds() == []


def test_a_fact_outside_a_transaction_is_a_fault_of_ours(transactional_db, live, receiver, now):
    receiver()
    with pytest.raises(AssertionError, match="stored together"):
        OutgoingEvent.objects.note(FINISHED, lambda: [], now)


# ---- finished, wherever a series is over


def test_the_last_lesson_that_leaves_finishes(live, receiver, post, now):
    receiver()
    post.email(position=LESSONS - 1)
    assert kinds() == []
    post.email("bo@example.org", position=LESSONS)
    assert kinds() == [FINISHED] and Enrolment.objects.filter(state="finished").count() == 1


def test_a_series_that_has_nothing_left_to_plan_finishes(live, receiver, post, now):
    receiver()
    one = post.enrolment(post.patient(), position=LESSONS + 1)
    Enrolment.objects.filter(pk=one.pk).update(next_due_at=now)
    plan_due(now, practising=False)
    assert kinds() == [FINISHED] and bodies()[0]["data"]["enrolment"] == str(one.pk)


def test_one_that_is_over_the_moment_it_begins_or_goes_on(live, receiver, post, now):
    receiver()
    patient = post.patient()
    patient.address_confirmed_at = now
    patient.save()
    empty = Series.objects.create(slug="empty", title="Empty", state="active", created_at=now)
    with transaction.atomic():
        begun = begin(Enrolment(patient=patient, series=empty, enrolled_at=now, anchored_on=now.date()), now)
    assert (begun.state, kinds()) == ("finished", [FINISHED])
    paused = post.enrolment(patient, position=LESSONS + 1)
    Enrolment.objects.filter(pk=paused.pk).pause("Somebody looked.")
    go_on(paused, now, by="7")
    assert (paused.state, kinds()) == ("finished", [FINISHED] * 2)
    assert [one["data"]["enrolment"] for one in bodies()] == [str(begun.pk), str(paused.pk)]


def test_a_series_cut_short_finishes_those_who_had_what_is_left(live, receiver, post, now):
    receiver()
    had_three = post.email(position=3).enrolment_id
    post.email("bo@example.org", position=1)
    steps = list(post.series.way())
    change_steps(post.series, [Slot(step.lesson, step.day) for step in steps[:3]], now)
    assert kinds() == [FINISHED] and bodies()[0]["data"]["enrolment"] == str(had_three)


def test_only_these_work_out_that_a_series_is_over():
    """Each of them writes the fact down. Whoever becomes the next one must, too."""
    callers = {
        str(path.relative_to(BASE))
        for package in ("campaigns", "staff", "portal", "api", "scheduler")
        for path in (BASE / package).rglob("*.py")
        if re.search(r"\.set_next_due\(|state=Enrolment\.State\.FINISHED\)$", path.read_text(), re.MULTILINE)
    }
    assert callers == {
        "campaigns/enrolments/beginning.py", "campaigns/sending/going_on.py", "campaigns/sending/planning.py",
        "campaigns/sending/settling.py", "campaigns/steps/moving.py",
    }  # fmt: skip


# ---- what patients do


def test_a_stop_is_told_when_it_is_the_patients_own(live, receiver, post, now):
    receiver()
    for number, address in enumerate(("ana", "bo", "cy", "di", "ed")):
        post.email(f"{address}@example.org", position=1 + number % 2)
    ana, bo, cy, di, _ed = Enrolment.objects.order_by("id")
    stop(ana, now, by="patient")
    stop(bo, now, by="7", reason=BY_STAFF)
    stop_everything(cy.patient, now, by="patient")
    apply_events("sendgrid", [told(di.messages.get(), "complaint")], now)
    whose = [one["data"]["enrolment"] for one in bodies() if one["type"] == "patient.unsubscribed"]
    assert whose == [str(ana.pk), str(cy.pk), str(di.pk)]
    stop(ana, now, by="patient")
    assert kinds(kind="patient.unsubscribed") == ["patient.unsubscribed"] * 3


def test_an_answer_is_told_once_and_a_call_back_when_it_is_asked(live, receiver, post, now):
    receiver(kinds=["question.answered", "callback.asked"])
    email = post.email()
    for choice in (1, 2):
        Answer.objects.give(email, choice, now, right=choice == 2)
        ask_to_be_called(email, "My knee hurts, 555 0199", now)
    assert kinds() == ["question.answered", "callback.asked"]
    assert [one["data"]["message"] for one in bodies()] == [str(email.pk)] * 2


# ---- who hears what


def test_a_system_hears_of_its_own_visits_with_its_own_numbers(live, receiver, post, now):
    receiver("all", kinds=["message.delivered"])
    receiver("north", system="North")
    email, other = post.email(), post.email("bo@example.org")
    Enrolment.objects.filter(pk=email.enrolment_id).update(visit_source="api:north", visit_id="V-1")
    Enrolment.objects.filter(pk=other.enrolment_id).update(visit_source="api:south", visit_id="V-1")
    apply_events("sendgrid", [told(email, "delivered"), told(other, "delivered")], now)
    heard = OutgoingEvent.objects.order_by("receiver__name", "id").values_list("receiver__name", "body")
    numbers = [(name, json.loads(body)["data"]["visit_id"]) for name, body in heard]
    assert numbers == [("all", None), ("all", None), ("north", "V-1")]


def test_nobody_elsewhere_hears_of_practice(receiver, post, now):
    receiver("far")
    receiver("near", url="http://127.0.0.1:9/hooks")
    post.email(state="delivered")
    assert list(OutgoingEvent.objects.values_list("receiver__name", flat=True)) == ["near"]


def test_a_body_holds_ids_and_a_moment_and_nothing_else(live, receiver, post, now):
    receiver()
    email = post.email(state="delivered", position=LESSONS)
    ask_to_be_called(email, "My knee hurts", now)
    stop(email.enrolment, now, by="patient")
    shape = rf'{{"type":"[a-z.]+","timestamp":"[0-9TZ:-]+","data":{{"enrolment":"{ID}","visit_id":null,"message":(null|"{ID}")}}}}'
    texts = OutgoingEvent.objects.values_list("body", flat=True)
    assert len(texts) == 4 and all(re.fullmatch(shape, one) for one in texts)


def test_an_erased_patient_is_told_of_no_more_and_old_rows_go(live, receiver, post, now):
    receiver()
    email, kept = post.email(state="delivered"), post.email("bo@example.org", state="delivered")
    erase_patient(email.patient, now, why=ON_REQUEST, by="7")
    assert {one["data"]["enrolment"] for one in bodies()} == {str(kept.enrolment_id)}
    assert not OutgoingEvent.objects.over(now + timedelta(days=29)).exists()
    assert OutgoingEvent.objects.over(now + timedelta(days=30)).count() == 1


def test_without_anybody_who_listens_nothing_is_written_or_asked(live, post, now, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert OutgoingEvent.objects.note(FINISHED, lambda: pytest.fail("asked for nobody"), now) == 0
    assert kinds() == []
