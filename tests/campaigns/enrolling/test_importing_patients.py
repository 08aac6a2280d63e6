"""A CSV file, row by row: a bad row costs itself only, and the same file again enrols nobody twice."""

import io
from dataclasses import replace

import pytest
from django.db import connection

from campaigns.enrolling.importing_patients import import_patients
from campaigns.intake.pending import decline
from campaigns.models import Enrolment, Message, PendingVisit, StartCode
from campaigns.patient_files.reading import Reading
from campaigns.stopping.lessons import stop, undo_stop
from clinic.refusal import Refusal
from patients.models import Consent, Patient, Suppression
from patients.readers.csv_rows import UnreadableFile

pytestmark = pytest.mark.django_db
HEADER = "email,given_name,family_name,birth_date,language,time_zone,visit_date,visit_id,consent\n"


FOR_ALL = Reading("fibromyalgia")


def read(text: str, now, **more):
    return list(import_patients(io.BytesIO((HEADER + text).encode()), FOR_ALL, now=now, by="test", **more))


def outcomes(results) -> list[tuple[int, str]]:
    return [(result.row, result.outcome) for result in results]


def test_each_row_has_its_own_result_under_its_line_in_the_file(series, now):
    results = read(
        "ana@example.org,Ana,,1970-01-02,en,America/New_York,2026-10-09,V1,signed form\n"
        "no address,Bo,,,,,,V2,yes\n"
        "\n"
        "chi@example.org,Chi,,,,Mars/Base,,V3,yes\n"
        "dee@example.org,Dee,,,,,2026-10-13,V4,yes\n"
        "eve@example.org,Eve,,02/30/1970,,,,V5,yes\n"
        "fay@example.org,Fay,,,,,,V6,yes\n",
        now,
    )
    assert outcomes(results) == [
        (2, "enrolled"),
        (3, "error"),
        (5, "error"),
        (6, "skipped"),
        (7, "error"),
        (8, "enrolled"),
    ]
    assert all(result.why for result in results if result.outcome != "enrolled")
    assert Patient.objects.count() == Enrolment.objects.count() == 2, "an error leaves nothing of its row"


def test_the_same_file_again_enrols_nobody_twice(series, now):
    rows = "ana@example.org,Ana,,,,,,V1,yes\nbo@example.org,Bo,,,,,,,yes\n"
    assert outcomes(read(rows, now)) == [(2, "enrolled"), (3, "enrolled")]
    assert outcomes(read(rows, now)) == [(2, "already"), (3, "already")]
    assert Patient.objects.count() == 2


def test_the_same_visit_twice_in_one_file_starts_once(series, now):
    rows = "ana@example.org,Ana,,,,,,V1,yes\nana@example.org,Ana,,,,,,V1,yes\n"
    assert outcomes(read(rows, now)) == [(2, "enrolled"), (3, "already")]


def test_a_dry_run_reports_the_same_and_writes_nothing(series, now):
    rows = "ana@example.org,Ana,,,,,,V1,yes\nno address,Bo,,,,,,,yes\n"
    assert outcomes(read(rows, now, dry_run=True)) == [(2, "enrolled"), (3, "error")]
    assert not Patient.objects.exists() and not Enrolment.objects.exists() and not Consent.objects.exists()


def test_a_dry_run_says_of_a_row_that_stands_twice_what_the_import_would(series, now):
    rows = "ana@example.org,Ana,,,,,,V1,yes\nana@example.org,Ana,,,,,,V1,yes\nAna@example.org,ana,,,,,,V2,yes\nbo@example.org,Bo,,,,,,V3,yes\n"
    tried = outcomes(read(rows, now, dry_run=True))
    assert tried == outcomes(read(rows, now)) == [(2, "enrolled"), (3, "already"), (4, "already"), (5, "enrolled")]


def test_a_suppressed_address_is_skipped(series, now):
    Suppression.objects.suppress("ana@example.org", Suppression.Reason.HARD_BOUNCE, now)
    assert outcomes(read("ana@example.org,Ana,,,,,,V1,yes\n", now)) == [(2, "skipped")]


@pytest.mark.parametrize("said", ["yes", "Signed form 2026-10-12", "Y", "verbal, nurse", "on file", "opt-in"])
def test_a_consent_is_recorded_as_it_was_given(series, now, said):
    read(f'ana@example.org,Ana,,,,,,V1,"{said}"\n', now)
    assert Consent.objects.get().how == f"CSV: {said}" and Enrolment.objects.get().waits_for == ""


@pytest.mark.parametrize(
    "said",
    [
        "",
        "no",
        "No",
        "N",
        "0",
        "false",
        "none",
        "N/A",
        "not asked",
        "no consent",
        "unknown",
        "-",
        "?",
        "pending",
        "NULL",
    ],
)
def test_without_a_consent_nobody_is_enrolled_and_the_desk_is_to_ask(series, now, said):
    assert outcomes(read(f"ana@example.org,Ana,,,,,,V1,{said}\n", now)) == [(2, "skipped")]
    assert not Consent.objects.exists() and not Enrolment.objects.exists()
    assert PendingVisit.objects.get().patient.open_identity().email == "ana@example.org"


@pytest.mark.parametrize("said", ["declined", "Refused", "opted out", "withdrawn"])
def test_who_has_said_no_is_not_asked_again(series, now, said):
    assert outcomes(read(f"ana@example.org,Ana,,,,,,V1,{said}\n", now)) == [(2, "skipped")]
    assert not PendingVisit.objects.exists() and not Patient.objects.exists()


def test_who_waits_already_or_is_enrolled_is_not_kept_twice(series, now):
    rows = "ana@example.org,Ana,,,,,,V1,\nbo@example.org,Bo,,,,,,,\n"
    for dry_run in (True, False):
        assert [one.came_to for one in read(rows, now, dry_run=dry_run)] == ["pending", "pending"]
    assert outcomes(read(rows, now)) == [(2, "already"), (3, "already")]
    assert Patient.objects.count() == PendingVisit.objects.waiting().count() == 2


def test_a_yes_that_comes_later_ends_the_waiting(series, now):
    rows = "ana@example.org,Ana,,,,,,V1,\nana@example.org,Ana,,,,,,V1,yes\nana@example.org,Ana,,,,,,V10,\n"
    tried, done = ([one.came_to for one in read(rows, now, dry_run=dry)] for dry in (True, False))
    assert tried == done == ["pending", "enrolled", "already"]
    assert PendingVisit.objects.get().state == PendingVisit.State.ENROLLED and Patient.objects.count() == 1


@pytest.mark.parametrize("visit", ["V1", ""], ids=["with-a-number", "without"])
def test_after_a_no_the_same_file_asks_nobody_again(series, now, visit):
    row = f"ana@example.org,Ana,Ito,1970-01-02,,,2026-10-09,{visit},\n"
    read(row, now)
    decline(PendingVisit.objects.get(), now, by="7")
    assert outcomes(read(row, now)) == [(2, "already")]
    assert Patient.objects.known().count() == 0 and PendingVisit.objects.count() == 1
    assert "ana" not in PendingVisit.objects.get().visit_id


def test_a_row_without_a_number_starts_once_even_after_a_stop(series, now):
    row = "ana@example.org,Ana,,,,,2026-10-09,,yes\n"
    read(row, now)
    Enrolment.objects.all().end("Staff stopped the lessons.", now)
    assert outcomes(read(row, now)) == [(2, "already")]


def test_a_series_that_is_paused_is_refused_before_the_first_row(series, now):
    series.state = "paused"
    series.save()
    with pytest.raises(Refusal, match="must be active"):
        read("ana@example.org,Ana,,,,,,V1,\n", now)


def visits(text: str, now, reading: Reading):
    return list(import_patients(io.BytesIO(text.encode()), reading, now=now, by="test"))


BY_CODE = Reading(
    columns={"Mail": "email", "Name": "full_name", "Dx": "codes", "Status": "status", "X": "cancelled", "OK": "consent", "DOB": "birth_date"}
)  # fmt: skip


def test_a_clinic_that_declared_its_process_may_bring_codes_of_substance_use(series, clinic, now):
    row, reading = "Mail;Name;Dx;OK\ngus@example.org;Gus;F11.20;yes\n", replace(FOR_ALL, columns={"Mail": "email", "Name": "full_name", "Dx": "codes", "OK": "consent"})  # fmt: skip
    assert outcomes(visits(row, now, reading)) == [(2, "skipped")] and not Patient.objects.exists()
    clinic.substance_use_consent = True
    clinic.save()
    assert outcomes(visits(row, now, reading)) == [(2, "enrolled")]


def test_the_codes_of_a_row_start_the_series_that_name_them_exactly(series, now):
    series.start_codes.create(system=StartCode.System.ICD_10_CM, code="M79.7")
    results = visits(
        "Mail;Name;DOB;Dx;Status;X;OK\n"
        "ana@example.org;Ruiz, Ana;1970-01-02;I10|M797;Checked-Out;0;yes\n"
        "bo@example.org;Bo;1970-01-02;M79.70;Completed;;yes\n"
        "chi@example.org;Chi;1970-01-02;M79.7;Scheduled;;yes\n"
        "dee@example.org;Dee;1970-01-02;M79.7;Completed;2;yes\n"
        "eve@example.org;Eve;2012-01-02;M79.7;Completed;;yes\n"
        "fay@example.org;Fay;1970-01-02;M79.7, F11.20;Completed;;yes\n"
        "gus@example.org;Gus;1970-01-02;M79.7;;;yes\n",
        now,
        BY_CODE,
    )
    assert outcomes(results) == [(2, "enrolled"), *((row, "skipped") for row in range(3, 9))]
    whys = ["No code of this visit", "status", "cancelled", "under 18", "substance-use", "status"]
    assert all(part in one.why for part, one in zip(whys, results[1:], strict=True))
    assert Enrolment.objects.get().patient.open_identity().family_name == "Ruiz"


@pytest.mark.parametrize("column", ["status", "mark"])
def test_a_visit_cancelled_later_stops_what_it_started(column: str, series, now):
    reading = replace(FOR_ALL, columns={"Mail": "email", "Name": "given_name", "Id": "visit_id", "Status": "status", "X": "cancelled", "OK": "consent"})  # fmt: skip
    head, row = "Mail;Name;Id;Status;X;OK\n", "ana@example.org;Ana;V1;{};{};yes\n"
    before, after = ("Completed", ""), ("Cancelled", "") if column == "status" else ("Completed", "yes")
    assert outcomes(visits(head + row.format(*before), now, reading)) == [(2, "enrolled")]
    other = "bo@example.org;Bo;V2;Cancelled;;yes\n"
    tried = list(import_patients(io.BytesIO((head + row.format(*after)).encode()), reading, now=now, by="test", dry_run=True))  # fmt: skip
    assert "One series" in tried[0].why or "1 series" in tried[0].why
    assert Enrolment.objects.get().state == Enrolment.State.ACTIVE, "a try stops nothing"
    told = visits(head + row.format(*after) + other, now, reading)
    assert outcomes(told) == [(2, "skipped"), (3, "skipped")] and "Nothing of ours" in told[1].why
    assert Enrolment.objects.get().end_reason == "The visit was cancelled."
    assert not Message.objects.filter(state="planned").exists()
    again = visits(head + row.format(*before), now, reading)
    assert outcomes(again) == [(2, "already")], "one visit starts a series once"


@pytest.mark.parametrize(
    "reading",
    [Reading(), Reading(columns={"Mail": "email"}), Reading("fibromyalgia", {"Mail": "given_name"}), Reading("fibromyalgia", {"Mail": "ssn"})],
    ids=["nothing-said", "neither-series-nor-codes", "no-address", "unknown-column"],
)  # fmt: skip
def test_a_reading_that_leads_nowhere_is_refused_before_the_first_row(series, now, reading):
    with pytest.raises(Refusal):
        import_patients(io.BytesIO(b"Mail\n"), reading, now=now, by="test")


def test_reading_goes_on_where_it_stopped(series, now):
    rows = "ana@example.org,Ana,,,,,,V1,yes\nbo@example.org,Bo,,,,,,V2,yes\n"
    assert outcomes(read(rows, now, after=2)) == [(3, "enrolled")]


def test_a_fault_of_the_database_undoes_only_rows_nobody_was_told_of(series, now, monkeypatch):
    rows = "".join(f"p{number}@example.org,P,,,,,,V{number},yes\n" for number in range(5))
    monkeypatch.setattr("campaigns.enrolling.importing_patients.TOGETHER", 2)
    told = []
    for result in import_patients(io.BytesIO((HEADER + rows).encode()), FOR_ALL, now=now, by="test"):
        told.append(result)
        if len(told) == 2:
            break
    assert Enrolment.objects.count() == len(told) == 2


def test_a_mapping_names_their_columns(series, now):
    file = io.BytesIO(b"E-Mail;Vorname;Notiz\nana@example.org;Ana;secret\n")
    reading = Reading("fibromyalgia", {"E-Mail": "email", "Vorname": "given_name"})
    results = list(import_patients(file, reading, now=now, by="test"))
    assert [one.came_to for one in results] == ["pending"]
    assert PendingVisit.objects.get().patient.open_identity().given_name == "Ana"


def test_an_unknown_series_is_refused_before_the_first_row(series, now):
    with pytest.raises(Refusal, match="nosuch"):
        import_patients(io.BytesIO(b""), Reading("nosuch"), now=now, by="test")


@pytest.mark.parametrize("content", [b"", b"name,phone\nAna,1\n", "email,given_name\nx".encode("utf-16")[:-1]])
def test_a_file_that_is_no_csv_of_ours_is_refused_whole(series, now, content):
    with pytest.raises(UnreadableFile):
        list(import_patients(io.BytesIO(content), FOR_ALL, now=now, by="test"))
    assert not Patient.objects.exists()


def test_no_report_repeats_what_a_row_says(series, now):
    results = read(
        'secret@@example.org,Sec Ret,,1970-01-02,xx-secret,Secret/Zone,1800-01-01,V1,yes\n"open,Sec Ret,,,,,,,\n', now
    )
    assert len(results) == 2 and not any("ecret" in result.why or "Sec Ret" in result.why for result in results)


def test_two_patients_of_one_file_may_share_an_address(series, now):
    results = read("family@example.org,Ana,,,,,,V1,yes\nfamily@example.org,Bo,,,,,,V2,yes\n", now)
    assert outcomes(results) == [(2, "enrolled"), (3, "enrolled")] and "uses this address" in results[1].why


@pytest.mark.parametrize(("said", "most"), [("yes", 12), ("", 10)], ids=["enrolled", "left-for-the-desk"])
def test_a_new_row_asks_little_of_the_database(series, now, django_assert_max_num_queries, said, most):
    rows = "".join(f"p{number}@example.org,P,,,,,,V{number},{said}\n" for number in range(10))
    most += 2 * (connection.vendor == "postgresql")  # the lock of campaigns/enrolling/one_at_a_time.py
    of_the_file = 5  # its series, twice, the codes of that, and one transaction
    with django_assert_max_num_queries(10 * most + of_the_file):
        read(rows, now)
    assert Patient.objects.count() == 10


@pytest.mark.parametrize("said", ["", "yes"], ids=["waiting", "begun"])
def test_a_no_in_a_later_file_ends_the_waiting_and_what_the_row_began(series, now, said):
    row = "ana@example.org,Ana,,,,,2026-10-09,V1,{}\n"
    read(row.format(said), now)
    assert outcomes(read(row.format("declined"), now)) == [(2, "skipped")]
    assert not PendingVisit.objects.waiting().exists() and not Enrolment.objects.under_way().exists()
    assert not Consent.objects.standing(Consent.Stream.LESSONS).exists()


def test_a_file_for_a_series_about_substance_use_is_left_out_until_the_process_is_declared(series, clinic, now):
    series.start_codes.create(system=StartCode.System.ICD_10_CM, code="F11.20")
    row = "ana@example.org,Ana,,,,,,V1,yes\n"
    assert outcomes(read(row, now)) == [(2, "skipped")] and not Patient.objects.exists()
    clinic.substance_use_consent = True
    clinic.save()
    assert outcomes(read(row, now)) == [(2, "enrolled")]


def test_a_yes_in_a_file_claims_no_words_of_ours(series, now):
    read("ana@example.org,Ana,,,,,,V1,yes\n", now)
    enrolment = Enrolment.objects.select_related("patient", "series").get()
    stop(enrolment, now, by="patient")
    undo_stop(enrolment, now, by="patient")
    assert {one.wording for one in Consent.objects.all()} == {"imported"} and Consent.objects.count() == 2
