"""Every kind of link at every address of the portal: only its own pages open, the rest is one 404, and looking changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client, RequestFactory
from django.urls import reverse

from campaigns.contacts.signing_up import Asked, sign_up
from campaigns.inbound.stopping import stop_everything
from campaigns.models import Enrolment, Message
from clinic import profile_settings
from clinic.models import ClinicProfile, Picture
from clinic.pictures import cleaned
from patients.models import Consent
from patients.tokens import new_token
from portal.urls import urlpatterns
from portal.views_errors import gone
from tests.campaigns.newsletters.conftest import approved, planned, reader, reviewer, written
from tests.clinic.drawings import drawing
from tests.portal.test_scanners import everything

__all__ = ["approved", "planned", "reader", "reviewer", "written"]  # fixtures

STOPS_ALL = {"stop_everything", "undo_everything"}
OPENS = {
    "lesson": {
        "lesson", "answer", "clear", "call_back", "door", "fresh_link", "earlier", "my_data", "plan", "settings"
    },
    "newsletter": {"newsletter", "door"},
    "stop the series": {"stop", "undo_stop", "break_instead"} | STOPS_ALL,
    "stop the news": {"stop_news", "undo_stop_news"} | STOPS_ALL,
    "answer to a STOP": {"stopped"},
    "welcome": {"confirm"},
    "sign-up": {"confirm_sign_up"},
    "slip": {"join"},
    "picture": {"media"},
    "nothing": set(),
}  # fmt: skip
"""Each kind of token with the names of the addresses it opens. Those that take none: look, sign_up."""


@pytest.fixture
def tokens(signed_series, enrol, reader, planned, send, now: datetime, day_one: datetime) -> dict[str, str]:
    """One of each kind, all of them good. Ana gets lessons and newsletters, Flo's mailbox wrote STOP, Ed hasn't confirmed."""
    clinic = ClinicProfile.current()
    profile_settings.change(clinic, {"sign_up": "yes"})
    ana = enrol().enrolment
    consent = Consent.objects.give(
        ana.patient, Consent.Stream.NEWSLETTER, how="at the desk", wording="1", recorded_by="test", now=now
    )
    flo = enrol("flo@example.org", "Flo").enrolment.patient
    enrol("ed@example.org", "Ed", consent="", confirmed=False)
    sign_up(Asked("reader@example.org", "Rea", "en"), "", day_one + timedelta(days=6))
    stop_everything([flo], flo, now)
    send(day_one)
    send(day_one + timedelta(days=7))
    picture = Picture.objects.add(cleaned(drawing()), words="logo", alt="A bar", now=now, by="test")[0]
    messages = Message.objects
    return {
        "lesson": messages.lessons().filter(enrolment=ana).latest("claimed_at").token,
        "newsletter": messages.news().get(patient=ana.patient).token,
        "stop the series": Enrolment.objects.get(pk=ana.pk).stop_token,
        "stop the news": consent.stop_token,
        "answer to a STOP": messages.answers_to_stop().get().token,
        "welcome": messages.welcomes().latest("planned_at").token,
        "sign-up": messages.sign_ups().get().token,
        "slip": signed_series.join_code,
        "picture": picture.name,
        "nothing": new_token(),
    }


@pytest.fixture
def visitor(tokens, day_one: datetime) -> Iterator[Client]:
    with time_machine.travel(day_one + timedelta(days=7, hours=1), tick=False):
        yield Client(enforce_csrf_checks=True)


def addresses(token: str) -> dict[str, str]:
    """Every address of the portal that takes something, by its name."""
    takers = [one for one in urlpatterns if one.pattern.converters]
    return {
        str(one.name): reverse(
            f"portal:{one.name}",
            kwargs={part: 1 if part == "number" else token for part in one.pattern.converters},
        )
        for one in takers
    }


def test_the_table_knows_every_address():
    assert set.union(*OPENS.values()) == set(addresses("x"))


def test_each_link_opens_its_own_pages_and_all_others_are_one_404(visitor, tokens):
    """Whatever a page says to a POST with an unknown token (404, or 405 where it takes none), it says to a wrong one."""
    page, before, wrong = gone(RequestFactory().get("/")).content, everything(), []
    unknown = {name: visitor.post(url) for name, url in addresses(tokens["nothing"]).items()}
    for kind, token in tokens.items():
        for name, url in addresses(token).items():
            got = visitor.get(url)
            if name in OPENS[kind]:
                right = got.status_code in (200, 302)
            else:
                posted = visitor.post(url)
                right = (got.status_code, got.content) == (404, page)
                right &= (posted.status_code, posted.content) == (unknown[name].status_code, unknown[name].content)
            if not right:
                wrong.append((kind, name))
    assert wrong == [] and everything() == before and not visitor.cookies
    assert {one.status_code for name, one in unknown.items() if name != "media"} == {404, 405}


def test_looking_at_every_page_changes_no_row_and_leaves_no_cookie(visitor, tokens):
    """As link scanners and programs that fetch ahead do."""
    before, found = everything(), set()
    pages = [url for kind, token in tokens.items() for name, url in addresses(token).items() if name in OPENS[kind]]
    for url in [*pages, reverse("portal:sign_up"), reverse("portal:look")]:
        for look in (visitor.get, visitor.head, visitor.options):
            found.add(look(url).status_code)
    assert found == {200, 302, 405}
    assert everything() == before and not visitor.cookies
