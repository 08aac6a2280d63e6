"""Activity, and one message exactly as the patient received it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from campaigns.emails.received import received, received_eml
from campaigns.models import KeptEmail, Message, Series, Tally
from campaigns.sending.way import inbox_folder
from clinic.models import AuditEntry, ClinicProfile
from mailer.transports.inbox_reading import open_email
from patients.models import Patient
from tests.staff.conftest import Page, said


def test_every_message_is_listed_with_its_state_and_no_name(filled, staff: Client):
    words = said(staff.get("/staff/messages/"))
    assert "1 · What fibromyalgia is" in words and "Address confirmation" in words
    assert f"{Message.objects.count()} emails to patients." in words
    assert "Newcomer" not in words and "Neill" not in words


def test_a_state_can_be_chosen(filled, staff: Client, now):
    Message.objects.filter(pk=filled.message).update(state="uncertain")
    Tally.objects.moved(
        [(one.day, one.series_id, "accepted", "uncertain") for one in Message.objects.filter(pk=filled.message)]
    )
    Message.objects.filter(pk=filled.message).move("held", settled_at=now)
    page = Page(staff.get("/staff/messages/?state=held"))
    assert [one for one in page.addresses if one.startswith("/staff/messages/0")] == [
        f"/staff/messages/{filled.message}/"
    ]
    assert "None like this" in said(staff.get("/staff/messages/?state=bounced"))


def test_an_email_of_words_alone_shows_its_words_at_once(filled, staff: Client, now):
    one = Message.objects.get(pk=filled.message)
    assert one.email is not None
    Message.objects.filter(pk=one.pk).update(email=KeptEmail.keep("words", one.email.compiled.words_only(), now))
    page = staff.get(f"/staff/messages/{one.pk}/")
    assert "What to know" in said(page) and "<iframe" not in page.content.decode()
    assert f"/staff/messages/{one.pk}/?view=html" not in page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?state=nonsense",
        "?after=x",
        "?after=%00&id=%00",
        "?first=9999-99-99&last=0000-00-00",
        "?first=0001-01-01&last=9999-12-31",
        "?series=x&lesson=²",
    ],
)
def test_an_address_with_nonsense_in_it_still_opens(filled, staff: Client, query: str):
    assert staff.get(f"/staff/messages/{query}").status_code == 200


def test_fifty_stand_on_a_page_and_older_ones_on_the_next(filled, staff: Client, now):
    one, copies = Message.objects.get(pk=filled.message), 60
    Message.objects.make([
        Message(key=f"copy:{n}", kind="welcome", patient_id=one.patient_id, due_at=now, planned_at=now, day=one.day, series_id=one.series_id)
        for n in range(copies)
    ])  # fmt: skip
    first = Page(staff.get("/staff/messages/"))
    older = next(url for url in first.addresses if "after=" in url)
    second = Page(staff.get(older))
    shown = [listed_on(page) for page in (first, second)]
    assert len(shown[0]) == 50 and not set(shown[0]) & set(shown[1])
    assert {*shown[0], *shown[1]} == {str(key) for key in Message.objects.values_list("pk", flat=True)}
    assert "These are the oldest." in second.words and "/staff/messages/" in second.addresses


def listed_on(page: Page) -> list[str]:
    return [url.split("/")[3] for url in page.addresses if re.fullmatch(r"/staff/messages/[0-9a-f-]{36}/", url)]


def test_filters_are_kept_from_page_to_page_and_a_wrong_day_says_so(filled, staff: Client):
    page = Page(staff.get("/staff/messages/?kind=welcome&practice=practice&first=2026-10-01&last=x"))
    assert [attrs["value"] for tag, attrs in page.tags if tag == "option" and "selected" in attrs] == [
        "welcome",
        "practice",
    ]
    assert page.field("first")["value"] == "2026-10-01" and page.field("last")["value"] == "x"
    assert "Write it as 2026-11-24." in page.words
    assert len(listed_on(page)) == Message.objects.welcomes().count()


def test_the_day_before_the_first_is_refused_in_words(filled, staff: Client):
    assert "This day lies before the first" in said(staff.get("/staff/messages/?first=2026-10-08&last=2026-10-07"))


def test_an_email_is_found_by_its_id(filled, staff: Client):
    url = f"/staff/messages/{filled.message}/"
    assert staff.get(f"/staff/messages/?id={filled.message.hex}").headers["Location"] == url
    for unknown in (filled.patient, "nonsense", "²"):
        assert "No email has the id you typed." in said(staff.get(f"/staff/messages/?id={unknown}"))


def test_what_was_received_is_byte_for_byte_what_lies_in_the_inbox(filled):
    for row in Message.objects.exclude(email=None):
        email = open_email(inbox_folder(), str(row.id))
        got = received(row)
        assert got and (got.html.decode(), got.subject) == (email.html, email.subject)
        assert received_eml(row) == email.raw


def test_it_stays_the_same_after_the_clinic_and_the_name_have_changed(filled, now):
    row = Message.objects.get(pk=filled.message)
    before = received(row)
    ClinicProfile.objects.update(mail_name="Another Name", look={"accent": "#000000"})
    identity = row.patient.open_identity()
    row.patient.change_identity(type(identity)(email="else@example.org", given_name="Else"), now=now)
    assert received(Message.objects.get(pk=filled.message)) == before


def test_the_page_shows_text_and_headers_as_received(filled, staff: Client):
    url = f"/staff/messages/{filled.message}/"
    text = received(Message.objects.get(pk=filled.message)).text.decode()  # type: ignore[union-attr]
    assert " ".join(text.split()) in said(staff.get(f"{url}?view=text"))
    words = said(staff.get(f"{url}?view=headers"))
    assert "List-Unsubscribe-Post List-Unsubscribe=One-Click" in words and "To bo@example.org" in words


def test_the_frame_shows_the_html_as_received(filled, staff: Client):
    html = received(Message.objects.get(pk=filled.message)).html.decode()  # type: ignore[union-attr]
    assert (
        staff.get(f"/staff/messages/{filled.message}/frame/").content.decode().replace('<base target="_blank">', "")
        == html
    )


def test_who_signed_and_what_happened_is_said(filled, staff: Client):
    words = said(staff.get(f"/staff/messages/{filled.message}/"))
    assert "Revision 1, signed by Test Reviewer, MD on October 12, 2026." in words
    assert "Planned Oct 6" in words and "Sending Oct 6" in words and "to the local inbox" in words


def test_opening_it_is_recorded(filled, staff: Client):
    staff.get(f"/staff/messages/{filled.message}/")
    entry = AuditEntry.objects.get(action="message.read")
    assert (entry.subject, entry.detail) == (str(filled.message), {"patient": str(filled.patient)})


def test_before_it_is_made_the_page_says_so(filled, staff: Client, now):
    row = Message.objects.create(
        key="new",
        kind="welcome",
        patient_id=filled.patient,
        due_at=now,
        planned_at=now,
        day=now.date(),
        series=Series.objects.get(),
    )
    assert "The email is made when it is due." in said(staff.get(f"/staff/messages/{row.id}/"))
    assert staff.get(f"/staff/messages/{row.id}/frame/").status_code == 404


def test_what_an_erased_patient_received_is_gone(filled, staff: Client, now):
    Patient.objects.get(pk=filled.patient).erase(now)
    assert received(Message.objects.get(pk=filled.message)) is None
    assert received_eml(Message.objects.get(pk=filled.message)) is None
    assert "Erased patient" in said(staff.get(f"/staff/messages/{filled.message}/"))
