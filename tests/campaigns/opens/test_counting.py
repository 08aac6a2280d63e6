"""Opens and clicks of a newsletter: asked for and counted only while the clinic wants it, each email once, machines apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from campaigns.events.applying import Applied, apply_events
from campaigns.models import Event, LookCount, Message, Newsletter
from campaigns.opens.switch import count_looks, stop_counting_looks
from clinic.models import AuditEntry, ClinicProfile
from clinic.refusal import Refusal
from mailer.events.base import ProviderEvent
from tests.campaigns.conftest import Provider
from tests.campaigns.events.in_the_post import told
from tests.campaigns.newsletters.conftest import approved, planned, reader, reviewer, tuesday, written

__all__ = ["approved", "planned", "reader", "reviewer", "tuesday", "written"]  # fixtures
pytestmark = pytest.mark.django_db


class Counter(Provider):
    """A provider that can be asked to count. Keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[bool] = []

    def counting(self) -> Counter:
        self.asked.append(True)
        return self


@pytest.fixture
def provider(settings, monkeypatch) -> Counter:
    made = Counter()
    settings.TRANSPORT, settings.SENDGRID_API_KEY = "sendgrid", "SG.test"
    monkeypatch.setattr("campaigns.sending.way.configured", lambda: made)
    return made


@pytest.fixture
def sent(live, planned, reader, run, tuesday, now) -> Callable[..., list[Message]]:
    """The newsletter as it left to two readers."""

    def leave(*, counted: bool = True) -> list[Message]:
        if counted:
            count_looks(now, by="test")
        reader("ana@example.org"), reader("eva@example.org")
        run(tuesday)
        return list(Message.objects.news().order_by("id"))

    return leave


def look(email: Message, happened: str, minutes: int = 30, *, link: str = "", machine: bool = False) -> ProviderEvent:
    event = told(email, happened, minutes=minutes)
    return ProviderEvent(event.id, event.happened, event.at, event.message, event.attempt, link=link, machine=machine)


def tell(*events: ProviderEvent) -> Applied:
    return apply_events("sendgrid", events, events[0].at)


def counted() -> tuple[int, ...]:
    row = LookCount.objects.first() or LookCount()
    return row.opened, row.opened_by_machine, row.clicked, row.clicked_by_machine


def test_nothing_is_asked_for_and_nothing_kept_unless_switched_on(live, sent):
    email, _ = sent(counted=False)
    events = [look(email, "opened"), look(email, "clicked", link="a")]
    assert live.asked == [] and not Newsletter.objects.get().counts_looks
    assert tell(*events) == Applied(ignored=2)
    assert not Event.objects.exists() and not LookCount.objects.exists()
    assert "counts how many" not in str(live.emails[0].text)


def test_each_email_counts_once_and_machines_apart(live, sent):
    first, second = sent()
    assert live.asked == [True] and "counts how many" in str(live.emails[0].text)
    tell(look(first, "opened", machine=True), look(second, "opened", machine=True))
    assert counted() == (0, 2, 0, 0)
    again = [look(first, "opened", 40), look(first, "opened", 50)]
    tell(*again), tell(*again)
    assert counted() == (1, 1, 0, 0)
    tell(look(second, "clicked", link="a"))
    assert counted() == (2, 0, 1, 0)


def test_a_delivery_told_late_shows_that_a_scanner_was_in_haste(sent):
    email, _ = sent()
    tell(look(email, "opened", 5))
    assert counted() == (1, 0, 0, 0)
    tell(told(email, "delivered", minutes=5))
    assert counted() == (0, 1, 0, 0)


def test_switched_off_again_the_rest_is_dropped_and_what_was_counted_stays(live, sent, now):
    email, other = sent()
    tell(look(email, "opened"))
    stop_counting_looks(now + timedelta(days=9), by="test")
    assert tell(look(other, "opened")) == Applied(ignored=1) and counted() == (1, 0, 0, 0)
    assert [row.action for row in AuditEntry.objects.filter(action__startswith="looks.").order_by("id")] == [
        "looks.on",
        "looks.off",
    ]


def test_a_newsletter_that_had_begun_before_stays_uncounted(live, sent, now):
    email, _ = sent(counted=False)
    count_looks(now, by="test")
    assert tell(look(email, "opened")) == Applied(ignored=1)


def test_a_lesson_is_never_counted(live, enrol, run, lesson_day, now):
    count_looks(now, by="test")
    enrol("ana@example.org")
    run(lesson_day)
    email = Message.objects.get(kind=Message.Kind.STEP)
    assert live.asked == []
    assert tell(look(email, "opened")) == Applied(ignored=1) and not Event.objects.exists()


def test_an_open_proves_that_it_left_and_no_more(sent):
    email, _ = sent()
    Message.objects.filter(pk=email.pk).update(state=Message.State.UNCERTAIN)
    tell(look(email, "opened"))
    email.refresh_from_db()
    assert email.state == Message.State.ACCEPTED


def test_a_provider_that_may_not_see_health_information_counts_nothing(live, now):
    live.carries_health_information = False
    with pytest.raises(Refusal, match="PROVIDER_CARRIES_PHI"):
        count_looks(now, by="test")
    assert ClinicProfile.current().looks_counted_since is None


def test_without_an_agreement_on_record_it_stays_off(live, now, settings):
    settings.PROVIDER_CARRIES_PHI = True
    with pytest.raises(Refusal, match="No agreement"):
        count_looks(now, by="test")
    assert ClinicProfile.current().looks_counted_since is None


def test_a_provider_that_cannot_be_asked_is_said(monkeypatch, clinic, now: datetime):
    monkeypatch.setattr("campaigns.sending.way.configured", Provider)
    with pytest.raises(Refusal, match="can’t count"):
        count_looks(now, by="test")
    assert not AuditEntry.objects.filter(action="looks.on").exists()
