"""Stopping, from the email's link and from the mail program's own button (RFC 8058), and the undo."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Enrolment, Message
from campaigns.stopping import lessons as stopping
from campaigns.stopping.reasons import BY_STAFF
from patients.models import Consent

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def enrolment(message) -> Enrolment:
    return Enrolment.objects.get()


def stop_url(enrolment: Enrolment) -> str:
    return reverse("portal:stop", args=[enrolment.stop_token])


def undo_url(enrolment: Enrolment) -> str:
    return reverse("portal:undo_stop", args=[enrolment.stop_token])


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete"])
def test_only_a_post_stops(browser, enrolment, method):
    before = Enrolment.objects.values().get()
    getattr(browser, method)(stop_url(enrolment))
    assert Enrolment.objects.values().get() == before
    assert Consent.objects.standing(Consent.Stream.LESSONS).exists()


def test_the_page_before_stopping_has_one_button(browser, enrolment):
    html = browser.get(stop_url(enrolment)).content.decode()
    assert html.count("<button") == 1
    assert f'<form method="post" action="{stop_url(enrolment)}">' in html


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_one_click_stops_without_session_cookie_or_redirect(browser, enrolment, send, day_one, kind):
    body = {"data": "List-Unsubscribe=One-Click", "content_type": kind} if "form-url" in kind else {"data": ONE_CLICK}
    answer = browser.post(stop_url(enrolment), **body)
    assert answer.status_code == 200
    assert not answer.cookies
    assert send(day_one + timedelta(days=60)).accepted == 0
    assert Message.objects.count() == 1
    enrolment.refresh_from_db()
    assert enrolment.state == Enrolment.State.ENDED


def test_a_lesson_planned_before_the_stop_never_leaves(browser, signed_series, enrol, send, day_one):
    from campaigns.sending.planning import plan_due

    enrol()
    plan_due(day_one, practising=True)
    browser.post(stop_url(Enrolment.objects.get()), ONE_CLICK)
    assert send().accepted == 0
    assert Message.objects.get().state == Message.State.CANCELLED


def test_stopping_twice_is_the_same_as_stopping_once(browser, enrolment):
    first = browser.post(stop_url(enrolment), ONE_CLICK)
    ended = Enrolment.objects.values().get()
    second = browser.post(stop_url(enrolment), ONE_CLICK)
    assert (second.status_code, second.content) == (200, first.content)
    assert Enrolment.objects.values().get() == ended


def test_the_stopped_page_offers_the_undo_and_so_does_the_link_from_then_on(browser, enrolment):
    for page in (browser.post(stop_url(enrolment)), browser.get(stop_url(enrolment))):
        html = page.content.decode()
        assert "The lessons have stopped" in html
        assert undo_url(enrolment) in html
        assert "with lesson 2" in html


def test_the_undo_goes_on_at_the_same_place(browser, enrolment, send, day_one):
    browser.post(stop_url(enrolment))
    answer = browser.post(undo_url(enrolment))
    assert answer.status_code == 200
    assert "The lessons go on" in answer.content.decode()
    assert "The next one comes on" in answer.content.decode()
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.position) == (Enrolment.State.ACTIVE, 1)
    send(enrolment.next_due_at + timedelta(minutes=1))
    assert list(Message.objects.order_by("planned_at").values_list("step__position", flat=True)) == [1, 2]


def test_opening_the_undo_without_its_button_changes_nothing(browser, enrolment):
    browser.post(stop_url(enrolment))
    assert browser.get(undo_url(enrolment))["Location"] == stop_url(enrolment)
    enrolment.refresh_from_db()
    assert enrolment.state == Enrolment.State.ENDED


def test_an_undo_twice_changes_nothing_more(browser, enrolment):
    browser.post(stop_url(enrolment))
    browser.post(undo_url(enrolment))
    before = Enrolment.objects.values().get()
    assert "The lessons go on" in browser.post(undo_url(enrolment)).content.decode()
    assert Enrolment.objects.values().get() == before
    assert Consent.objects.standing(Consent.Stream.LESSONS).count() == 1


def test_what_staff_stopped_the_link_does_not_start_again(browser, enrolment, day_one):
    stopping.stop(enrolment, day_one, by="maya", reason=BY_STAFF)
    assert undo_url(enrolment) not in browser.get(stop_url(enrolment)).content.decode()
    browser.post(undo_url(enrolment))
    enrolment.refresh_from_db()
    assert enrolment.state == Enrolment.State.ENDED
    assert not Consent.objects.standing(Consent.Stream.LESSONS).exists()


def test_an_undo_after_a_new_enrolment_leaves_that_one_alone(browser, enrolment, enrol):
    browser.post(stop_url(enrolment))
    enrol()
    assert browser.post(undo_url(enrolment)).status_code == 200
    enrolment.refresh_from_db()
    assert enrolment.state == Enrolment.State.ENDED
    assert Enrolment.objects.under_way().count() == 1


def test_the_link_works_for_a_patient_who_was_erased(browser, enrolment, day_one):
    enrolment.patient.erase(day_one)
    assert browser.get(stop_url(enrolment)).status_code == 200
    answer = browser.post(stop_url(enrolment), ONE_CLICK)
    assert answer.status_code == 200
    assert undo_url(enrolment) not in answer.content.decode()


def test_the_link_works_years_after_the_last_lesson(enrolment, day_one):
    import time_machine

    Enrolment.objects.update(state=Enrolment.State.FINISHED, next_due_at=None)
    with time_machine.travel(day_one + timedelta(days=3650), tick=False):
        assert Client().get(stop_url(enrolment)).status_code == 200
        answer = Client().post(stop_url(enrolment), ONE_CLICK)
    assert answer.status_code == 200
    assert not Consent.objects.standing(Consent.Stream.LESSONS).exists()


def test_a_patient_with_a_language_we_have_no_words_for_reads_english_marked_as_english(browser, enrolment):
    type(enrolment.patient).objects.update(language="tl")
    html = browser.get(stop_url(enrolment)).content.decode()
    assert '<html lang="en" dir="ltr">' in html
    assert browser.post(stop_url(enrolment)).status_code == 200
    assert browser.post(undo_url(enrolment)).status_code == 200
