"""The pages that help one patient: what each says before, does on a yes, and records."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from django.test import Client

from campaigns.models import DoorTries, Enrolment, Message
from clinic.models import AuditEntry
from patients.models import Consent, Note, Patient, Suppression
from tests.staff.conftest import AWKWARD, FAMILY, Page, said

NOBODY = "01a204d3-7942-7486-8194-47cb7c0e8c7b"


def at(filled: SimpleNamespace, page: str = "") -> str:
    return f"/staff/patients/{filled.patient}/{page}"


def back(answer, filled) -> bool:
    return (answer.status_code, answer["Location"]) == (302, at(filled))


def test_the_exact_text_opens_under_its_row_and_that_is_recorded(filled, staff: Client):
    shut = Page(staff.get(at(filled)))
    assert "Your care team at" not in shut.words
    url = next(one for one in shut.addresses if f"open={filled.message}" in one)
    words = said(staff.get(url))
    assert "From Learning Desk <lessons@clinic.example>" in words
    assert "Revision 1, signed by Test Reviewer, MD" in words and "Answered not yet" in words
    assert f"Hello {AWKWARD}," in words and "{{ 7*7 }}" in words
    assert "Handed to" in words
    assert AuditEntry.objects.filter(action="patient.read", detail={"open": str(filled.message)}).exists()


def test_a_message_of_somebody_else_opens_nothing_here(filled, staff: Client):
    other = Message.objects.exclude(patient=filled.patient).exclude(email=None).first()
    assert "Answered" not in said(staff.get(f"{at(filled)}?open={other.pk}"))
    assert AuditEntry.objects.get(action="patient.read").detail == {}


def test_many_messages_come_a_page_at_a_time(filled, staff: Client, monkeypatch):
    monkeypatch.setattr("staff.patient.messages.MOST", 2)
    first = Page(staff.get(at(filled)))
    older = next(one for one in first.addresses if "before=" in one)
    second = Page(staff.get(older))
    links = [{one for one in page.addresses if one.endswith("/resend/")} for page in (first, second)]
    assert [len(one) for one in links] == [2, 1] and not links[0] & links[1]
    assert at(filled) in second.addresses


def test_another_address_is_checked_then_changed(filled, staff: Client):
    assert "1 neutral email asks at the new one" in said(staff.get(at(filled, "address/")))
    assert back(staff.post(at(filled, "address/"), {"email": "bo.new@example.org"}), filled)
    assert Patient.objects.get(pk=filled.patient).open_identity().email == "bo.new@example.org"
    assert Enrolment.objects.get(pk=filled.enrolment).waits_for == "confirmation"
    assert "example.org" not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type the new address."),
        ("no address", "Enter one plain address"),
        ("gone@example.org", "must not be mailed (hard bounce): ask for another one"),
        ("new@example.org", "Another patient uses this address."),
    ],
    ids=["empty", "none", "suppressed", "shared"],
)
def test_an_address_that_cannot_be_taken_stays_typed_and_says_why(filled, staff: Client, now, typed, sentence):
    Suppression.objects.suppress("gone@example.org", Suppression.Reason.HARD_BOUNCE, now)
    answer = staff.post(at(filled, "address/"), {"email": typed})
    assert sentence in said(answer)
    assert Page(answer).field("email")["value"] == typed
    assert Patient.objects.get(pk=filled.patient).open_identity().email == "bo@example.org"


def test_a_shared_address_is_taken_once_it_is_ticked(filled, staff: Client):
    assert back(staff.post(at(filled, "address/"), {"email": "new@example.org", "share_address": "on"}), filled)


def test_details_change_and_what_is_wrong_stays_typed(filled, staff: Client):
    page = Page(staff.get(at(filled, "details/")))
    assert page.field("given_name")["value"] == AWKWARD and page.field("birth_date")["value"] == "3/14/1968"
    typed = {"given_name": "Bo", "family_name": "Ny", "birth_date": "13/45/1968", "mrn": "M7", "language": "en", "time_zone": "America/Chicago"}  # fmt: skip
    answer = staff.post(at(filled, "details/"), typed)
    assert "Write the date as" in said(answer) and Page(answer).field("family_name")["value"] == "Ny"
    assert back(staff.post(at(filled, "details/"), {**typed, "birth_date": "4/2/1968"}), filled)
    assert "Bo Ny born April 2, 1968 · MRN M7 · English · Chicago" in said(staff.get(at(filled)))


@pytest.mark.parametrize("name", ["W" * 200, "Bo\u202eyN"], ids=["200 characters", "bidi"])
def test_a_name_nobody_could_print_is_refused_and_stays_typed(filled, staff: Client, name: str):
    typed = {"given_name": name, "language": "en", "time_zone": "America/Chicago"}
    answer = staff.post(at(filled, "details/"), typed)
    assert "Nothing is saved yet." in said(answer) and Page(answer).field("given_name")["value"] == name
    assert Patient.objects.get(pk=filled.patient).open_identity().given_name == AWKWARD


def test_a_no_then_a_yes_to_lessons(filled, staff: Client):
    url = at(filled, "consent/lessons/")
    assert "1 series ends, with all that is planned" in said(staff.get(url))
    assert back(staff.post(url, {"how": "Said no on the phone", "answer": "no"}), filled)
    assert Enrolment.objects.get(pk=filled.enrolment).state == "ended"
    assert "Read aloud" in said(staff.get(url))
    staff.post(url, {"how": "Said yes on the phone", "answer": "yes"})
    standing = Consent.objects.standing(Consent.Stream.LESSONS).get(patient=filled.patient)
    assert (standing.how, standing.recorded_by) == ("Said yes on the phone", staff.session["_auth_user_id"])


def test_pressing_the_same_answer_twice_changes_nothing_more(filled, staff: Client):
    for _ in range(2):
        staff.post(at(filled, "consent/newsletters/"), {"how": "signed", "answer": "yes"})
    assert Consent.objects.filter(patient=filled.patient, stream="newsletter").count() == 1


def test_neither_yes_nor_no_records_nothing(filled, staff: Client):
    before = list(Consent.objects.values())
    staff.post(at(filled, "consent/newsletters/"), {"how": "signed", "answer": "perhaps"})
    assert list(Consent.objects.values()) == before


def test_paused_then_gone_on_with(filled, staff: Client):
    url = f"/staff/enrolments/{filled.enrolment}/"
    assert "Pause 5 lessons" in said(staff.get(f"{url}pause/"))
    assert back(staff.post(f"{url}pause/"), filled)
    assert Enrolment.objects.get(pk=filled.enrolment).end_reason == "Staff paused the lessons."
    staff.post(f"{url}go-on/")
    assert Enrolment.objects.get(pk=filled.enrolment).state == "active"


def test_from_the_beginning_only_with_a_reason(filled, staff: Client):
    url = f"/staff/enrolments/{filled.enrolment}/restart/"
    words = said(staff.get(url))
    assert "8 lessons come from today" in words and "3 of them have come before" in words
    assert "Say why" in said(staff.post(url, {"reason": " "}))
    assert back(staff.post(url, {"reason": AWKWARD}), filled)
    assert Enrolment.objects.get(patient=filled.patient, state="active").position == 0
    assert AWKWARD in said(staff.get(at(filled)))


def test_sent_again_once_and_the_history_tells_who_asked(filled, staff: Client):
    url = f"/staff/messages/{filled.message}/resend/"
    assert "0 lessons move: the series stays where it is" in said(staff.get(url))
    assert back(staff.post(url), filled)
    assert "It is on its way already" in said(staff.post(url))
    again = Message.objects.get(kind="resend")
    assert "Maya asked for it." in said(staff.get(f"/staff/messages/{again.pk}/"))


def test_stop_all_ends_series_and_consents(filled, staff: Client):
    assert "1 series ends" in said(staff.get(at(filled, "stop-all/")))
    assert back(staff.post(at(filled, "stop-all/")), filled)
    assert not Enrolment.objects.under_way().filter(patient=filled.patient).exists()


def test_a_locked_door_opens_again(filled, staff: Client, now):
    one = Patient.objects.get(pk=filled.patient)
    for _ in range(5):
        DoorTries.objects.take(one, now)
    assert "5 wrong tries today" in said(staff.get(at(filled)))
    assert "0 of 5 tries are left today" in said(staff.get(at(filled, "unlock/")))
    staff.post(at(filled, "unlock/"))
    assert DoorTries.objects.left(one, now) == 5
    assert AuditEntry.objects.get(action="door unlocked").subject == str(filled.patient)


def test_a_note_is_shown_as_it_was_typed_with_its_author(filled, staff: Client):
    assert back(staff.post(at(filled, "note/"), {"text": "Calls after 3 pm. {{ 7*7 }} <b>"}), filled)
    assert "Calls after 3 pm. {{ 7*7 }} <b> Maya, Oct 12" in said(staff.get(at(filled)))
    answer = staff.post(at(filled, "note/"), {"text": "a\u202eb"})
    assert "hidden character" in said(answer) and "a\u202eb" in Page(answer).words
    assert Note.objects.count() == 1


def test_the_export_holds_what_is_kept_and_is_recorded(filled, staff: Client):
    staff.post(at(filled, "note/"), {"text": "Calls after 3 pm."})
    answer = staff.post(at(filled, "export/"), {"form": "json"})
    assert answer["Content-Disposition"] == f'attachment; filename="patient-{filled.patient.hex[-6:]}.json"'
    data = json.loads(answer.content)
    assert data["patient"]["family_name"] == FAMILY and data["notes"][0]["text"] == "Calls after 3 pm."
    assert len(data["emails"]) == 3 and "Hello" in data["emails"][0]["text"]
    html = staff.post(at(filled, "export/"), {"form": "html"}).content.decode()
    assert AWKWARD not in html and "<b>Neill" not in html and "Calls after 3 pm." in html
    assert [entry.detail["form"] for entry in AuditEntry.objects.filter(action="patient.export")] == ["json", "html"]


def test_the_handout_names_nobody_unless_asked(filled, staff: Client):
    url = "/staff/series/fibromyalgia/01-what-it-is/handout/"
    plain = said(staff.get(url))
    assert "What fibromyalgia is" in plain and "+1 217 555 0100" in plain and "Checked by Test Reviewer" in plain
    whose = f"{url}?patient={filled.patient}"
    assert AWKWARD not in said(staff.get(whose))
    assert f"For {AWKWARD} {FAMILY}" in said(staff.get(f"{whose}&named=1"))
    assert AuditEntry.objects.filter(action="patient.handout.read", detail__named=True).count() == 1
    assert staff.get(f"{url}?patient={NOBODY}").status_code == 404


def test_the_handout_is_in_the_language_asked_for(signed_in_spanish, staff: Client):
    url = "/staff/series/fibromyalgia/01-what-it-is/handout/?language=es"
    assert Page(staff.get(url)).tags[0] == ("html", {"lang": "es", "dir": "ltr"})


def test_the_card_tells_what_to_look_for_in_the_patients_language(filled, enrol, staff: Client):
    assert "They come from Learning Desk lessons@clinic.example" in said(staff.get(at(filled, "card/")))
    spanish = enrol("sol@example.org", "Sol", language="es", confirmed=False).enrolment
    words = said(staff.get(f"/staff/patients/{spanish.patient_id}/card/"))
    assert "Busque nuestros correos" in words and "El primero dice Confirme su correo electrónico" in words
    assert "Sol" not in words


@pytest.mark.parametrize(
    "page", ["", "address/", "details/", "consent/lessons/", "note/", "unlock/", "stop-all/", "handout/", "card/", "export/", "pin/"]
)  # fmt: skip
def test_nobody_by_a_made_up_id(db, staff: Client, page: str):
    assert staff.get(f"/staff/patients/{NOBODY}/{page}").status_code == 404


@pytest.mark.parametrize("page", ["address/", "details/", "note/", "card/", "export/"])
def test_an_erased_patient_has_no_more_to_change_or_print(filled, staff: Client, now, page: str):
    Patient.objects.get(pk=filled.patient).erase(now)
    assert staff.get(at(filled, page)).status_code == 404
    assert staff.post(at(filled, page)).status_code in (404, 405)


HOSTILE = {
    "markup": "<img src=x onerror=alert(1)>",
    "braces": "{{ 7*7 }}{% raw %}${7*7}",
    "mirrored": "אבג دهو",
    "long": "W" * 100,
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_name_is_only_words_everywhere(signed_series, enrol, staff: Client, name: str):
    one = enrol("odd@example.org", name, family_name=name).enrolment
    for page in ("", "address/", "details/", "note/", "unlock/", "stop-all/", "handout/", "card/", "export/"):
        html = staff.get(f"/staff/patients/{one.patient_id}/{page}").content.decode()
        assert "<img src=x" not in html and "4949" not in html and "$49" not in html, page
    named = staff.get(f"/staff/series/fibromyalgia/01-what-it-is/handout/?patient={one.patient_id}&named=1")
    assert f"For {name}" in said(named)
