"""The lesson in the browser: what the patient got, on a page that tells nobody else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from campaigns.emails import links
from campaigns.models import Enrolment, Message, Series
from content.models import Review


def lesson_url(message: Message) -> str:
    return reverse("portal:lesson", args=[message.token])


def test_the_page_shows_the_lesson_with_a_button_for_each_answer(browser, message):
    page = browser.get(lesson_url(message))
    html = page.content.decode()
    assert page.status_code == 200
    assert f"<h1>{message.revision.title}</h1>" in html
    assert "Hello Ana," in html
    assert "Lesson 1 of 8" in html
    for number, answer in enumerate(message.revision.text.question.answers, 1):
        url = reverse("portal:answer", args=[message.token, number])
        assert f'<form method="post" action="{url}"><button class="answer">{answer.text}</button></form>' in html


def test_opening_the_page_sets_no_cookie_and_looks_at_no_session(browser, message):
    page = browser.get(lesson_url(message))
    assert not page.cookies
    assert "Cookie" not in page.headers.get("Vary", "")


def test_the_page_shows_the_revision_that_was_sent_after_a_newer_one_was_loaded(browser, message, day_one):
    sent = message.revision
    newer = sent.source.replace(sent.title, "A title written later").replace("It is real.", "It is quite real.")
    sent.lesson.revise("en", newer, now=day_one + timedelta(hours=1), by="test")
    html = browser.get(lesson_url(message)).content.decode()
    assert sent.title in html
    assert "A title written later" not in html
    assert "It is quite real." not in html


def test_the_page_names_the_reviewer_whose_signature_it_left_under(browser, message):
    assert "Checked by Test Reviewer, MD" in browser.get(lesson_url(message)).content.decode()


def test_the_page_no_longer_names_a_reviewer_who_withdrew_the_signature(browser, message, day_one):
    Review.objects.filter(pk=message.review_id).update(withdrawn_at=day_one)
    html = browser.get(lesson_url(message)).content.decode()
    assert "Test Reviewer" not in html
    assert "Not yet checked by a clinician." in html


def test_the_title_of_the_tab_names_no_condition(browser, message, series):
    title = re.search(r"<title>(.*?)</title>", browser.get(lesson_url(message)).content.decode())[1]
    assert title == "Your lesson · Learning Desk"
    assert not any(word.lower() in title.lower() for word in series.private_words)


def test_the_page_loads_nothing_from_a_third_party(browser, message):
    html = browser.get(lesson_url(message)).content.decode()
    loaded = re.findall(r'<(?:script|link|img|iframe|source|form)[^>]*?(?:src|href|action)="([^"]*)"', html)
    assert loaded
    assert all(one.startswith(("/static/", "data:,", "/look.css", f"/l/{message.token}/answer/")) for one in loaded)
    assert "<style" not in html
    assert " style=" not in html


def test_the_page_says_when_the_next_lesson_comes(browser, message):
    enrolment = Enrolment.objects.get()
    local = enrolment.next_due_at.astimezone(enrolment.zone)
    html = browser.get(lesson_url(message)).content.decode()
    assert f"Your next lesson comes on {local:%A}" in html.replace("\u00a0", " ")


def test_an_older_lesson_promises_no_date_for_a_lesson_that_has_left(browser, message, send):
    later = Enrolment.objects.get().next_due_at + timedelta(minutes=1)
    send(later)
    with time_machine.travel(later, tick=False):
        assert "Your next lesson comes" not in browser.get(lesson_url(message)).content.decode()


@pytest.mark.parametrize("change", [{"state": "paused"}, {"state": "ended"}, {"waits_for": "review"}])
def test_no_date_is_promised_while_nothing_is_on_its_way(browser, message, change):
    Enrolment.objects.update(**change, next_due_at=None)
    html = browser.get(lesson_url(message)).content.decode()
    assert "Your next lesson comes" not in html
    assert "Comes on" not in html


def test_no_date_is_promised_while_the_series_is_paused(browser, message):
    Series.objects.update(state=Series.State.PAUSED)
    assert "Comes on" not in browser.get(lesson_url(message)).content.decode()


def test_the_list_links_the_lessons_that_left_and_dates_those_to_come(browser, message, send):
    later = Enrolment.objects.get().next_due_at + timedelta(minutes=1)
    send(later)
    second = Message.objects.exclude(pk=message.pk).get()
    with time_machine.travel(later, tick=False):
        html = browser.get(lesson_url(second)).content.decode()
    assert html.count('<li class="done">') == 1
    assert f'<a href="{lesson_url(message)}">{message.revision.title}</a>' in html
    assert html.count('<li class="here">') == 1
    assert html.count("Comes on") == 6


def test_a_lesson_that_nobody_signed_is_not_promised(browser, message, series, settings):
    Review.objects.exclude(lesson=message.revision.lesson).delete()
    from clinic.models import Installation

    Installation.objects.update(live_mark="live")
    settings.TRANSPORT = "sendgrid"
    assert "Comes on" not in browser.get(lesson_url(message)).content.decode()


AWKWARD = '<b onclick="x">Bo</b> & {{ 7*7 }} {given_name} {% if %}'


def test_markup_and_braces_in_a_name_are_inert(browser, signed_series, enrol, send):
    enrol(given_name=AWKWARD)
    send()
    html = browser.get(lesson_url(Message.objects.get())).content.decode()
    assert "&lt;b onclick=&#34;x&#34;&gt;Bo&lt;/b&gt; &amp; {{ 7*7 }} {given_name} {% if %}" in html
    assert "<b onclick" not in html
    assert "49" not in re.search(r"Hello .*?</p>", html)[0]


def test_a_merge_field_in_the_lessons_words_says_the_same_as_in_the_email(browser, signed_series, enrol, send, day_one):
    lesson = signed_series.way().first().lesson
    words = lesson.latest("en").source.replace("Fibromyalgia (", "Dear {given_name}, {unknown} fibromyalgia (")
    words = words.replace("{unknown} ", "").replace('ask = "', 'ask = "{given_name}: ')
    lesson.revise("en", words, now=day_one, by="test")
    Review.objects.all().delete()
    enrol(given_name="<i>Ana</i>")
    send()
    html = browser.get(lesson_url(Message.objects.get())).content.decode()
    assert "Dear &lt;i&gt;Ana&lt;/i&gt;, fibromyalgia" in html
    assert "<p>&lt;i&gt;Ana&lt;/i&gt;: " in html


def test_the_stop_link_of_the_page_is_the_one_of_the_email(browser, message):
    path = links.stop(message.enrolment.stop_token).removeprefix("https://learn.clinic.example")
    assert f'href="{path}"' in browser.get(lesson_url(message)).content.decode()


def test_a_page_in_another_language_says_so_and_runs_the_other_way(browser, message):
    type(message.revision).objects.filter(pk=message.revision_id).update(language="ar")
    html = browser.get(lesson_url(message)).content.decode()
    assert '<html lang="ar" dir="rtl">' in html


def test_the_clinics_own_colour_comes_as_a_stylesheet_of_ours(browser, message, clinic):
    clinic.look = {"accent": "#123456"}
    clinic.save()
    assert '<link rel="stylesheet" href="/look.css">' in browser.get(lesson_url(message)).content.decode()
    sheet = browser.get("/look.css")
    assert sheet["Content-Type"] == "text/css"
    assert "--accent: #123456" in sheet.content.decode()
