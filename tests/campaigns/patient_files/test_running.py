"""A file from the desk: sealed while it waits, read step by step, and gone at its end."""

from __future__ import annotations

import csv
import os
from datetime import timedelta

import pytest

from campaigns.models import Enrolment, ImportProfile, PatientImport
from campaigns.patient_files import running
from campaigns.patient_files.reading import Reading, words_of
from clinic.refusal import Refusal

READING = Reading("fibromyalgia", {"E-Mail": "email", "Name": "given_name", "OK": "consent"})
HEAD = "E-Mail,Name,OK\n"
State = PatientImport.State


@pytest.fixture
def brought(series, now):
    def made(rows: int = 250, more: str = "") -> PatientImport:
        text = HEAD + "".join(f"p{number}@example.org,P{number},yes\n" for number in range(rows)) + more
        return running.keep([text.encode()], READING, now, by="7")

    return made


@pytest.fixture
def quick(monkeypatch):
    """Steps as small as two rows."""
    monkeypatch.setattr(running, "LOOK_UP", 2)
    monkeypatch.setattr("campaigns.enrolling.importing_patients.TOGETHER", 2)


def test_nothing_of_the_file_lies_readable_and_its_lines_are_counted(brought):
    one = brought(3)
    assert (one.lines, one.state) == (4, State.CHOOSING) and b"example" not in one.file.read_bytes()
    with running.opened(one) as file:
        assert file.read().startswith(HEAD.encode())


def test_each_step_goes_on_where_the_last_one_stopped(brought, now, quick):
    one = brought(5, "no address,X,yes\n")
    running.begin(one, READING, now, by="7")
    one.refresh_from_db()
    seen = []
    while one.state == State.RUNNING:
        running.step(one, now, lambda: True)
        one.refresh_from_db()
        seen.append((one.line, one.count("enrolled")))
    assert seen == [(3, 2), (5, 4), (7, 5), (7, 5)]
    assert Enrolment.objects.count() == 5 and one.counts == {"enrolled": 5, "error": 1}
    assert one.state == State.DONE and not one.file.exists()
    with one.report.open(newline="") as file:
        assert [row[:2] for row in csv.reader(file)] == [["7", "error"]]


def test_a_step_that_was_not_noted_is_done_again_and_enrols_nobody_twice(brought, now, quick):
    one = brought(4)
    running.begin(one, READING, now, by="7")
    one.refresh_from_db()
    running.step(one, now, lambda: True)
    PatientImport.objects.update(line=0, counts={})
    one.refresh_from_db()
    running.step(one, now, lambda: False)
    assert Enrolment.objects.count() == 4 and one.counts == {"already": 2, "enrolled": 2}


def test_a_try_writes_nothing_and_looks_at_the_first_rows(brought, now, monkeypatch):
    monkeypatch.setattr(running, "MOST_TRIED", 3)
    one = brought(5)
    assert [row.outcome for row in running.tried(one, READING, now)] == ["enrolled"] * 3
    assert not Enrolment.objects.exists() and one.file.exists()


def test_a_file_that_goes_on_as_no_csv_does_stops_with_the_reason(brought, now):
    one = brought(2, "x" * 70_000)
    running.begin(one, READING, now, by="7")
    one.refresh_from_db()
    running.step(one, now, lambda: False)
    assert one.state == State.FAILED and "Line 4 is longer" in one.why and not one.file.exists()


@pytest.mark.parametrize("parts", [[], [b""], [b"x" * 600] * 4], ids=["none", "empty", "endless"])
def test_an_empty_or_endless_file_is_refused_and_not_kept(series, now, home, monkeypatch, parts):
    monkeypatch.setattr(running, "MOST_BYTES", 2_000)
    with pytest.raises(Refusal):
        running.keep(parts, READING, now, by="7")
    assert not PatientImport.objects.exists() and not list((home / "imports").glob("*"))


def test_a_file_nobody_went_on_with_is_forgotten_and_its_report_a_month_later(brought, now):
    one = brought(1)
    running.forget_old(now + timedelta(days=1))
    assert one.file.exists()
    running.forget_old(now + timedelta(days=2))
    one.refresh_from_db()
    assert one.state == State.FAILED and not one.file.exists()
    with pytest.raises(Refusal, match="bring it again"):
        running.opened(one)
    running.forget_old(now + timedelta(days=30))
    assert not PatientImport.objects.exists()


def test_a_profile_keeps_how_a_file_is_read_and_no_series(series, now):
    running.save_profile("WebChart", READING, now)
    running.save_profile("WebChart", Reading("fibromyalgia", {"Mail": "email"}), now)
    kept = Reading.from_json(ImportProfile.objects.get().reading)
    assert kept.columns == {"Mail": "email"} and kept.series == "" and "checked out" in kept.took_place


def test_words_for_a_visit_that_took_place_are_compared_without_case_and_hyphens():
    assert words_of("Checked-Out, DONE\n checked out") == ("checked out", "done")
    with pytest.raises(Refusal):
        words_of("x" * 41)


def test_who_comes_to_the_end_second_changes_nothing(brought, now):
    one = brought(1)
    running.begin(one, READING, now, by="7")
    first, second = PatientImport.objects.get(), PatientImport.objects.get()
    running.step(first, now, lambda: False)
    running.step(second, now, lambda: False)
    one.refresh_from_db()
    assert (one.state, one.why) == (State.DONE, "")


def test_a_file_that_was_changed_on_disk_ends_with_a_reason(brought, now):
    one = brought(1)
    running.begin(one, READING, now, by="7")
    one.refresh_from_db()
    one.file.write_bytes(one.file.read_bytes()[:-1])
    running.step(one, now, lambda: False)
    assert one.state == State.FAILED and "bring it again" in one.why


def test_a_file_that_a_kill_left_without_a_row_is_removed_after_two_days(brought, now, home):
    one, stray = brought(1), home / "imports" / "left.sealed"
    for path, at in ((stray, now), (one.file, now - timedelta(days=9))):
        path.touch()
        os.utime(path, (at.timestamp(), at.timestamp()))
    running.forget_old(now + timedelta(days=1))
    assert stray.exists() and one.file.exists()
    PatientImport.objects.update(begun_at=now + timedelta(days=2))
    running.forget_old(now + timedelta(days=2))
    assert not stray.exists() and one.file.exists(), "one that a person may go on with stays"
