"""Whoever tries many links is slowed down, and nobody with a right one is."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from patients.tokens import new_token
from portal import patient_page
from portal.wrong_links import MOST, MOST_NETWORKS, SPAN, WrongLinks

THEIRS, OTHERS = "203.0.113.7", "198.51.100.9"


@pytest.fixture(autouse=True)
def counted(monkeypatch) -> WrongLinks:
    fresh = WrongLinks()
    monkeypatch.setattr(patient_page, "wrong_links", fresh)
    return fresh


def tried(browser, times: int, network: str = THEIRS) -> list[int]:
    return [browser.get(f"/l/{new_token()}/", REMOTE_ADDR=network).status_code for _ in range(times)]


def test_after_many_wrong_links_the_same_page_says_wait(browser, clinic):
    assert tried(browser, MOST) == [404] * MOST
    slow = browser.get(f"/stop/{new_token()}/", REMOTE_ADDR=THEIRS)
    assert slow.status_code == 429 and slow["Retry-After"] == "600"
    assert slow.content == browser.get(f"/l/{new_token()}/", REMOTE_ADDR=OTHERS).content


def test_a_right_link_opens_all_the_same(browser, message, clinic):
    tried(browser, MOST + 1)
    assert browser.get(f"/l/{message.token}/", REMOTE_ADDR=THEIRS).status_code == 200
    assert browser.get(f"/stop/{message.enrolment.stop_token}/", REMOTE_ADDR=THEIRS).status_code == 200


def test_after_a_while_it_begins_anew(browser, clinic, day_one):
    tried(browser, MOST + 1)
    with time_machine.travel(day_one + SPAN, tick=False):
        assert tried(browser, 1) == [404]


def test_behind_a_proxy_of_this_machine_nobody_is_counted(browser, clinic):
    assert set(tried(browser, MOST + 2, "127.0.0.1")) == {404}


def test_memory_is_bounded(now, counted):
    for number in range(MOST_NETWORKS + 5):
        counted.too_many(str(number), now + timedelta(seconds=1))
    assert len(counted._counts) == MOST_NETWORKS and "0" not in counted._counts
