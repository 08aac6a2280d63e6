"""A field that no form offers is refused on every page, and nothing is changed by it."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from campaigns.models import Enrolment, Message
from clinic.models import AuditEntry, ClinicProfile, Installation
from tests.staff.conftest import all_pages


def test_every_page_refuses_a_field_it_doesnt_offer(filled, staff: Client):
    def rows() -> list[object]:
        models = (Message, Enrolment, Installation, ClinicProfile, AuditEntry)
        return [list(model.objects.order_by("pk").values()) for model in models]

    before = rows()
    answers = {name: staff.post(url, {"unheard_of": "1"}).status_code for name, url in all_pages(filled).items()}
    assert {name: code for name, code in answers.items() if code != 400} == {}
    assert rows() == before


def test_a_file_nobody_asked_for_is_refused_and_the_page_says_so(staff: Client):
    answer = staff.post("/staff/pause/", {"file": SimpleUploadedFile("a.txt", b"text")})
    assert answer.status_code == 400
    assert "Nothing was changed" in answer.content.decode()
    assert not Installation.current().paused
