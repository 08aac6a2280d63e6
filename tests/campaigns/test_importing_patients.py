"""A CSV file, row by row: a bad row costs itself only, and the same file again enrols nobody twice."""

import io

import pytest

from campaigns.importing_patients import import_patients
from campaigns.models import Enrolment
from clinic.refusal import Refusal
from patients.models import Consent, Patient, Suppression
from patients.readers.csv_rows import UnreadableFile

pytestmark = pytest.mark.django_db
HEADER = "email,given_name,family_name,birth_date,language,time_zone,visit_date,visit_id,consent\n"


def read(text: str, now, **more):
    return list(import_patients(io.BytesIO((HEADER + text).encode()), "fibromyalgia", now=now, by="test", **more))


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
        (6, "error"),
        (7, "error"),
        (8, "enrolled"),
    ]
    assert all(result.why for result in results if result.outcome == "error")
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
        "declined",
        "Refused",
        "not asked",
        "no consent",
        "unknown",
        "-",
        "?",
        "opted out",
        "withdrawn",
        "pending",
        "NULL",
    ],
)
def test_a_no_or_a_dont_know_is_never_taken_for_consent(series, now, said):
    read(f"ana@example.org,Ana,,,,,,V1,{said}\n", now)
    assert not Consent.objects.exists()
    assert Enrolment.objects.get().waits_for == Enrolment.WaitsFor.CONFIRMATION


def test_a_mapping_names_their_columns(series, now):
    file = io.BytesIO(b"E-Mail;Vorname;Notiz\nana@example.org;Ana;secret\n")
    results = list(
        import_patients(file, "fibromyalgia", now=now, by="test", mapping={"E-Mail": "email", "Vorname": "given_name"})
    )
    assert outcomes(results) == [(2, "enrolled")]
    assert Patient.objects.get().open_identity().given_name == "Ana"


def test_an_unknown_series_is_refused_before_the_first_row(series, now):
    with pytest.raises(Refusal, match="nosuch"):
        import_patients(io.BytesIO(b""), "nosuch", now=now, by="test")


@pytest.mark.parametrize("content", [b"", b"name,phone\nAna,1\n", "email,given_name\nx".encode("utf-16")])
def test_a_file_that_is_no_csv_of_ours_is_refused_whole(series, now, content):
    with pytest.raises(UnreadableFile):
        list(import_patients(io.BytesIO(content), "fibromyalgia", now=now, by="test"))
    assert not Patient.objects.exists()


def test_no_report_repeats_what_a_row_says(series, now):
    results = read(
        'secret@@example.org,Sec Ret,,1970-01-02,xx-secret,Secret/Zone,1800-01-01,V1,yes\n"open,Sec Ret,,,,,,,\n', now
    )
    assert len(results) == 2 and not any("ecret" in result.why or "Sec Ret" in result.why for result in results)


def test_two_patients_of_one_file_may_share_an_address(series, now):
    results = read("family@example.org,Ana,,,,,,V1,yes\nfamily@example.org,Bo,,,,,,V2,yes\n", now)
    assert outcomes(results) == [(2, "enrolled"), (3, "enrolled")] and "uses this address" in results[1].why
