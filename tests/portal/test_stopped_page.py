"""The page behind the answer to a STOP: opening it changes nothing, its buttons do, and only its own token opens it."""

from __future__ import annotations

import pytest

from campaigns.inbound.stopping import stop_everything
from campaigns.models import Enrolment, Message
from campaigns.sending.run import send_due
from tests.portal.test_scanners import everything


@pytest.fixture
def family(signed_series, enrol):
    return [enrol(given_name=name).enrolment.patient for name in ("Ana", "Ben")]


@pytest.fixture
def link(family, day_one) -> str:
    """The link in the answer, which has left; Ana wrote."""
    stop_everything(family, family[0], day_one)
    send_due(lambda: day_one, "test")
    return f"/stopped/{Message.objects.answers_to_stop().get().token}/"


def running() -> set[str]:
    return {one.patient.open_identity().given_name for one in Enrolment.objects.under_way().select_related("patient")}


def test_opening_it_changes_nothing_and_sets_no_cookie(link, browser):
    before = everything()
    for _ in range(2):
        page = browser.get(link)
    assert "All our emails to this address have stopped" in page.content.decode() and not page.cookies
    assert browser.head(link).status_code == 200 and everything() == before


def test_only_me_and_undo_do_what_they_say(link, browser):
    assert "for you only" in browser.post(link, {"choice": "only-me"}).content.decode() and running() == {"Ben"}
    assert "go on" in browser.post(link, {"choice": "undo"}).content.decode() and running() == {"Ana", "Ben"}


def test_one_click_in_a_mail_program_stops_all_again(link, browser):
    browser.post(link, {"choice": "undo"})
    assert browser.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200 and running() == set()


def test_it_names_nobody(link, browser):
    page = browser.get(link).content.decode()
    assert "Ana" not in page and "Ben" not in page and "ibromyalgia" not in page


def test_other_tokens_open_nothing(link, browser):
    for token in (Enrolment.objects.first().stop_token, "A" * 32, "x"):
        assert browser.get(f"/stopped/{token}/").status_code == 404


def test_after_an_erasure_it_opens_nothing(link, browser, family, day_one):
    family[0].erase(day_one)
    assert browser.get(link).status_code == 404
