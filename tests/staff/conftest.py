"""A desk at a known hour, and one with patients in every situation."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from types import SimpleNamespace
from uuid import UUID

import pytest
import time_machine
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, reverse

from campaigns.events.applying import apply_events
from campaigns.models import (
    Enrolment,
    Message,
    Newsletter,
    PatientImport,
    PatientRequest,
    PendingVisit,
    Receiver,
    WayOut,
)
from campaigns.newsletters.editions import write
from campaigns.newsletters.writing import new_newsletter
from campaigns.outgoing import receivers
from campaigns.patient_files import running
from campaigns.patient_files.reading import Reading
from campaigns.requests.acting import finish
from campaigns.requests.asking import ask
from campaigns.sending.run import send_due
from campaigns.sending.settling import hold_the_unproven
from clinic.api_tokens import make
from clinic.models import Installation, Person, Picture
from clinic.pictures import cleaned
from content.articles import bring
from mailer.events.base import Happened, ProviderEvent
from mailer.transports.base import Outcome, Verdict
from patients.models import Consent, Identity, Patient
from staff.urls import urlpatterns
from tests.campaigns.conftest import lessons_parsed_once
from tests.clinic.drawings import drawing
from tests.snapshot import Snapshot

__all__ = ["lessons_parsed_once"]  # a fixture that every test here uses

AWKWARD = '<script>alert("x")</script>'
FAMILY = "O'<b>Neill</b> & {{ 7*7 }}"
ARTICLE = f"# Sore backs {AWKWARD}\n\n## What it is, {FAMILY}\n\nA sore back is common. {AWKWARD}\n\nIt gets better {FAMILY}.\n"


@pytest.fixture
def as_role(db) -> Callable[[str], Client]:
    def signed_in(role: str) -> Client:
        user = User.objects.create_user(role.replace(" ", "."), password="a-long-password", is_staff=True)
        Person.objects.create(user=user, role=role, credential="MD")
        browser = Client()
        browser.force_login(user)
        return browser

    return signed_in


@pytest.fixture(autouse=True)
def today(now: datetime) -> Iterator[datetime]:
    """Monday, 10 in the morning at the clinic, in Chicago."""
    with time_machine.travel(now, tick=False):
        yield now


@pytest.fixture
def send() -> Callable[[datetime], None]:
    return lambda moment: send_due(lambda: moment, "test")  # type: ignore[return-value]


FILLED = Snapshot()


@pytest.fixture
def filled(request: pytest.FixtureRequest, db, home) -> SimpleNamespace:
    """Someone with an awkward name who had a lesson, someone who hasn't confirmed, someone stopped; emails in the inbox.

    Made once a process and put back after that, unless the test needs the series besides.
    """
    needs = ("signed_series", "enrol", "send", "now")
    if {"clinic", "series"} & set(request.fixturenames):
        return fill(*map(request.getfixturevalue, needs))
    if FILLED.things is None:
        with FILLED.taken(home):
            FILLED.things = fill(*map(request.getfixturevalue, needs))
    else:
        FILLED.put_back(home)
    return SimpleNamespace(**vars(FILLED.things))


def fill(signed_series, enrol, send, now: datetime) -> SimpleNamespace:
    before = now - timedelta(days=7)
    awkward = enrol(
        "bo@example.org", AWKWARD, family_name=FAMILY, birth_date=date(1968, 3, 14), visit_date=before.date(), at=before
    ).enrolment
    enrol("new@example.org", "Newcomer", confirmed=False, at=before)
    stopped = enrol("ed@example.org", "Ed", at=before).enrolment
    for day in range(8):
        send(before + timedelta(days=day))
    Enrolment.objects.filter(pk=stopped.pk).end("Staff stopped the lessons.", now)
    awkward.refresh_from_db()
    message = Message.objects.lessons().filter(enrolment=awkward).earliest("planned_at")
    return SimpleNamespace(
        slug=signed_series.slug,
        lesson="01-what-it-is",
        patient=awkward.patient_id,
        enrolment=awkward.id,
        stopped=stopped.id,
        message=message.id,
        attempt=message.attempt_id,
        article=bring("pain.md", ARTICLE.encode(), language="en", now=now, by="test").pk,
        newsletter=awkward_newsletter(now).pk,
        contact=awkward_contact(now).pk,
        person=User.objects.create_user("ada", first_name="Ada", is_staff=True).pk,
        act="link",
        token=make("north", ["enrol"], now=now, by="test").token.pk,
        receiver=receiver_that_was_tried(now),
        asked=request_that_was_done(awkward.patient, now).pk,
        pending=visit_that_was_declined(awkward, now).pk,
        file=file_that_was_brought(now).pk,
        picture=Picture.objects.add(cleaned(drawing()), words="logo", alt="A bar", now=now, by="test")[0].pk,
    )


def file_that_was_brought(now: datetime) -> PatientImport:
    rows = f"E-Mail,First Name,DOB,Status\nkim@example.org,{AWKWARD},2/3/1959,Completed\n"
    return running.keep([rows.encode()], Reading(), now, by="test")


def awkward_contact(now: datetime) -> Patient:
    contact = Patient.objects.register(
        Identity("reader@example.org", AWKWARD), language="en", time_zone="America/Chicago", now=now
    )
    contact.contact, contact.address_confirmed_at = True, now
    contact.save()
    Consent.objects.give(
        contact, Consent.Stream.NEWSLETTER, how="form", wording="imported", recorded_by="test", now=now
    )
    return contact


def receiver_that_was_tried(now: datetime) -> UUID:
    """On this machine, where nobody listens."""
    one = receivers.add("north", "http://127.0.0.1:9/hooks", Receiver.Kind.values, now=now, by="test").receiver
    receivers.test(one, lambda: now, by="test")
    return one.pk


def request_that_was_done(patient: Patient, now: datetime) -> PatientRequest:
    asked = ask(patient, "reply", f"My back {AWKWARD}", how="phone", now=now, by="test")
    return finish(asked.pk, f"I wrote back {AWKWARD}", now, by="test")


def visit_that_was_declined(enrolment: Enrolment, now: datetime) -> PendingVisit:
    return PendingVisit.objects.create(
        patient=enrolment.patient, series=enrolment.series, visit_source="fhir", visit_id="V9", came_at=now,
        state=PendingVisit.State.DECLINED, settled_at=now, settled_by="test",
    )  # fmt: skip


def awkward_newsletter(now: datetime) -> Newsletter:
    newsletter = new_newsletter(f"Winter {AWKWARD}", now, by="test")
    words = {
        "title": f"Winter {AWKWARD}",
        "subject": "News & more",
        "preheader": "Short",
        "body": f"Hello {AWKWARD} {FAMILY}",
    }
    write(newsletter, "en", words, now, by="test")
    return newsletter


NO_ANSWER = Outcome(Verdict.UNCERTAIN, 503, reason="SendGrid answered 503, which proves nothing.")


class Provider:
    """Stands in the place of SendGrid: `answers` are given in turn, then it says yes."""

    name = "sendgrid"
    batch_size = 100
    reaches_people = True
    carries_health_information = True

    def __init__(self) -> None:
        self.answers: deque[Outcome] = deque()

    def hand_over(self, email, recipients, *, attempt: str, now: datetime) -> Outcome:
        return self.answers.popleft() if self.answers else Outcome(Verdict.ACCEPTED, 202)


@pytest.fixture
def live(settings, monkeypatch, signed_series, now: datetime) -> Provider:
    """A live installation: its clock has just ticked, and nothing is due."""
    from campaigns.live.going_live import go_live

    made, settings.TRANSPORT, settings.SENDGRID_API_KEY = Provider(), "sendgrid", "SG.made-up"
    monkeypatch.setattr("campaigns.sending.way.configured", lambda: made)
    go_live(now - timedelta(days=8), by="test")
    Installation.current().tick(now)
    return made


@pytest.fixture
def unproven(live: Provider, enrol, send, now: datetime) -> Callable[..., list[Message]]:
    """One call for so many first lessons, six days ago, that got no clear answer. The emails of the call, all in doubt."""
    calls = iter(range(100))

    def made(number: int, answer: Outcome = NO_ANSWER, *, held: bool = True, **more) -> list[Message]:
        call, before = next(calls), now - timedelta(days=7)
        Installation.current().tick(before)
        for one in range(number):
            enrol(f"p{one}@call{call}.example.org", f"Given{one}", family_name="Zykow", at=before, **more)
        live.answers.append(answer)
        send(before + timedelta(days=1))
        rows = list(Message.objects.filter(state="uncertain").order_by("-attempt_id", "id")[:number])
        if held:
            hold_the_unproven(now)
        Installation.current().tick(now)
        WayOut.reopen()
        return rows

    return made


def tell(message: Message, happened: Happened, at: datetime, code: str = "", number: int = 0) -> None:
    """The provider tells what became of this message."""
    row = Message.objects.get(pk=message.pk)
    event = ProviderEvent(
        id=f"{row.pk}-{happened}-{number}", happened=happened, at=at, message=str(row.pk), attempt=str(row.attempt_id), code=code
    )  # fmt: skip
    apply_events("sendgrid", [event], at)


def address_of(pattern: URLPattern, thing: SimpleNamespace) -> str:
    """Where this page is, with the ids of `thing` in the places it asks for."""
    known = {**vars(thing), "name": thing.message, "key": f"series/{thing.slug}/{thing.lesson}"}
    wanted = {name: known[name] for name in pattern.pattern.converters}
    return reverse(f"staff:{pattern.name}", kwargs=wanted)


def plain_pages() -> dict[str, str]:
    return {str(one.name): reverse(f"staff:{one.name}") for one in urlpatterns if not one.pattern.converters}


def all_pages(thing: SimpleNamespace) -> dict[str, str]:
    return {str(one.name): address_of(one, thing) for one in urlpatterns}


class Page(HTMLParser):
    """What a browser would make of a page: every tag with its attributes, the title, and the words."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.open: list[str] = []
        self.title = ""
        self.feed(response.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)
        self.words += " "

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "title":
            self.title += data
        self.words += data

    def handle_endtag(self, tag: str) -> None:
        self.open.append("")

    @property
    def addresses(self) -> list[str]:
        return [value for _, attrs in self.tags for name in ("href", "src", "action") if (value := attrs.get(name))]

    def field(self, name: str) -> dict[str, str | None]:
        return next(attrs for tag, attrs in self.tags if tag in ("input", "select") and attrs.get("name") == name)


def said(response: HttpResponse) -> str:
    """The words of a page with the blanks made one."""
    return " ".join(Page(response).words.split())


def page(client: Client, url: str) -> Page:
    return Page(client.get(url))
