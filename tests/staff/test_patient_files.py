"""A file of a practice system at the desk: looked at, tried, remembered, read in, and reported."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from campaigns.models import Enrolment, ImportProfile, PatientImport, PendingVisit
from clinic.models import AuditEntry
from tests.staff.conftest import Page, said

URL = "/staff/patients/file/"
ROWS = (
    "E-Mail;Patient Name;DOB;Appt Date;Status;Email consent\r\n"
    "walter@example.org;Nakamura, Walter;02/03/1959;09/10/2026;Checked-Out;yes\r\n"
    "hanako@example.org;Nakamura, Hanako;14/02/1961;09/10/2026;Completed;\r\n"
    "bo@example.org;Bo;03/03/1961;09/10/2026;No Show;yes\r\n"
)


@pytest.fixture
def bring(signed_series, staff: Client):
    return lambda text=ROWS, encoding="utf-16": staff.post(
        URL, {"file": SimpleUploadedFile("visits.csv", text.encode(encoding))}
    )


@pytest.fixture
def looked(bring, staff: Client):
    """The form as the page offers it."""
    page = Page(staff.get(bring()["Location"]))
    selects = {str(attrs["name"]): "" for tag, attrs in page.tags if tag == "select"}
    columns = dict(zip(sorted(name for name in selects if name.startswith("column-")), ("email", "full_name", "birth_date", "visit_date", "status", "consent"), strict=True))  # fmt: skip
    return {
        **columns,
        "dates": "day first",
        "series": "fibromyalgia",
        "took_place": "checked out, completed",
        "profile": "",
    }


def at() -> str:
    return f"{URL}{PatientImport.objects.get().pk}/"


def test_columns_separator_encoding_and_dates_are_found(bring, staff: Client):
    page = staff.get(bring()["Location"])
    words = said(page)
    assert "3 lines, with semicolons between the columns." in words
    chosen = [attrs.get("value") for tag, attrs in Page(page).tags if tag == "option" and "selected" in attrs]
    assert chosen == ["email", "full_name", "birth_date", "visit_date", "status", "consent", "fibromyalgia"]
    assert "02/03/1959 is March 2, 1959." in words and "Some rows would have no date." in words
    day_first = next(attrs for _, attrs in Page(page).tags if attrs.get("value") == "day first")
    assert "checked" in day_first
    assert "Checked-Out: took place" in words and "No Show: left out" in words


def test_a_single_line_is_counted_as_one(bring, staff: Client):
    assert "1 line, with semicolons" in said(staff.get(bring("".join(ROWS.splitlines(keepends=True)[:2]))["Location"]))


def test_a_try_reports_and_writes_nothing(looked, staff: Client):
    answer = staff.post(at(), {**looked, "act": "try"})
    assert "This was a try: nothing was written." in said(answer)
    assert "1 enrolled" in said(answer) and "1 wait for the desk to ask" in said(answer) and "Row 4" in said(answer)
    assert not Enrolment.objects.exists() and not PendingVisit.objects.exists()


def test_it_is_read_to_its_end_with_a_report_of_every_row_left_out(looked, staff: Client):
    begun = staff.post(at(), {**looked, "profile": "WebChart", "act": "import"})
    assert begun.status_code == 302 and "The file is being read" in said(staff.get(at()))
    assert not Enrolment.objects.exists(), "looking reads nothing"
    done = staff.post(f"{at()}go-on/", follow=True)
    assert "The file was read" in said(done) and "1 enrolled" in said(done)
    assert Enrolment.objects.get().patient.open_identity().family_name == "Nakamura"
    assert PendingVisit.objects.get().patient.open_identity().given_name == "Hanako"
    report = staff.get(f"{at()}report.csv").content.decode()
    assert (
        report.startswith("\ufeffRow,Outcome,Reason\r\n3,pending,")
        and "\n4,skipped," in report
        and "akamura" not in report
    )
    assert staff.post(f"{at()}go-on/").status_code == 302 and Enrolment.objects.count() == 1
    assert AuditEntry.objects.filter(action="patients.import").count() == 1


def test_the_next_file_with_these_columns_is_read_as_the_last(looked, bring, staff: Client):
    staff.post(at(), {**looked, "column-0": "", "column-1": "", "act": "look", "profile": ""})
    staff.post(at(), {**looked, "took_place": "kept", "profile": "WebChart", "act": "look"})
    assert ImportProfile.objects.get().name == "WebChart"
    PatientImport.objects.all().delete()
    assert "kept" in said(staff.get(bring()["Location"]))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"column-0": ""}, "Say which column holds the email address"),
        ({"column-1": ""}, "Say which column holds the given name or the whole name"),
        ({"dates": "month first"}, "so the other way is chosen now"),
        ({"column-1": "email"}, "Two columns can’t both be this"),
        ({"series": ""}, "Choose a series, or say which column holds the codes"),
        ({"column-0": "ssn"}, "answer that isn’t on the list"),
    ],
    ids=["no-address", "no-name", "wrong-order", "twice", "no-series", "made-up"],
)
def test_what_cannot_be_read_in_is_said_and_nothing_begins(looked, staff: Client, changed, sentence):
    assert sentence in said(staff.post(at(), {**looked, **changed, "act": "import"}))
    assert PatientImport.objects.get().state == "choosing"


def test_the_order_of_dates_is_found_when_their_columns_are_named_later(looked, staff: Client):
    without = {**looked, "column-2": "", "column-3": "", "dates": "month first", "act": "look"}
    assert "No date in the first rows." in said(staff.post(at(), without))
    page = Page(staff.post(at(), {**without, "column-2": "birth_date", "column-3": "visit_date"}))
    chosen = next(attrs for _, attrs in page.tags if attrs.get("value") == "day first")
    assert "checked" in chosen and not any("aria-invalid" in attrs for _, attrs in page.tags)


@pytest.mark.parametrize("text", ["", "no table\n"], ids=["empty", "one-column"])
def test_what_is_no_table_is_not_kept(bring, home, text):
    assert "The file wasn’t taken in." in said(bring(text, "utf-8"))
    assert not PatientImport.objects.exists() and not list((home / "imports").glob("*"))
