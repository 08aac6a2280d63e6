"""A watched folder: each file is taken in once and removed, what failed is set aside, and nothing in the folder can stop the clock."""

import logging
import os
from datetime import timedelta
from pathlib import Path

import pytest

from campaigns.models import CancelledVisit, Enrolment, PendingVisit, RecordFeed
from campaigns.record_systems.hl7_folder import files, looking, taking_in
from campaigns.record_systems.hl7_folder.taking_in import Folder
from clinic.models import AuditEntry
from patients.models import Patient
from tests.patients.readers.test_hl7v2 import DG1, HEADER, PID, message

SAMPLE = (Path(__file__).resolve().parents[2] / "fixtures" / "visits" / "adt_a03.hl7").read_bytes()
# The sample tells of a visit in November; the clock of these tests stands in October.
VISIT = SAMPLE.replace(b"202611", b"202610").replace(b"20261022", b"20261009")
CANCELLED = VISIT.replace(b"ADT^A03^ADT_A03", b"ADT^A11^ADT_A09")
pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path) -> Folder:
    (tmp_path / "in").mkdir()
    return Folder(tmp_path / "in")


@pytest.fixture
def put(folder, now, monkeypatch):
    """Put a file there as if it had been written so many seconds ago. No program can set a file's ctime, so here it isn't looked at."""
    monkeypatch.setattr(looking, "is_quiet", lambda stamp, at: at.timestamp() - stamp.changed / 1e9 >= looking.QUIET)

    def written(name: str, content: bytes = VISIT, *, ago: float = 60) -> Path:
        path = folder.path / name
        path.write_bytes(content)
        os.utime(path, (now.timestamp() - ago,) * 2)
        return path

    return written


@pytest.fixture
def look(folder, starting, clock):
    return lambda: folder.look(clock)


def left(folder: Folder) -> list[str]:
    return sorted(str(path.relative_to(folder.path)) for path in folder.path.rglob("*") if path.is_file())


def feed() -> RecordFeed:
    return RecordFeed.objects.get()


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"], ids=["CR", "LF", "CRLF"])
def test_a_file_is_taken_in_and_removed(look, put, folder, now, end):
    put("a.hl7", VISIT.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", end))
    assert look() == 1 and left(folder) == []
    assert PendingVisit.objects.get().visit_source == "hl7" and feed().worked_at == now
    [entry] = AuditEntry.objects.filter(action="visits.brought")
    assert entry.actor == "hl7 folder"
    assert entry.detail == {"rows": 1, "enrolled": 0, "pending": 1, "stopped": 0, "errors": 0}


def test_sent_again_it_is_taken_once(look, put, folder):
    put("a.hl7")
    put("b.hl7", VISIT + VISIT)
    assert look() == 2 and PendingVisit.objects.count() == Patient.objects.count() == 1
    put("a.hl7")
    assert look() == 1 and PendingVisit.objects.count() == 1 and left(folder) == []


@pytest.mark.parametrize(
    ("visit", "cancels"), [(60, 30), (30, 60), (60, 60)], ids=["in order", "reordered", "at once, by name"]
)
def test_a_cancelled_visit_waits_for_nobody_in_whatever_order_it_comes(look, put, visit, cancels):
    put("a.hl7", VISIT, ago=visit)
    put("b.hl7", CANCELLED, ago=cancels)
    assert look() == 2
    assert not PendingVisit.objects.waiting().exists() and CancelledVisit.objects.count() == 1


def test_files_are_taken_by_time_and_then_by_name(put, folder, now):
    for name, ago in (("c", 30), ("b", 90), ("a", 30)):
        put(name, ago=ago)
    assert [one.path.name for one in looking.look_into(folder.path, now, {}).ready] == ["b", "a", "c"]


def test_a_file_that_is_still_written_is_left_until_it_rests(look, put, folder, clock):
    path = put("a.hl7", VISIT[:200], ago=3)
    assert look() == 0 and left(folder) == ["a.hl7"]
    with path.open("ab") as file:
        file.write(VISIT[200:])
    os.utime(path, (clock.at.timestamp() + 58,) * 2)
    clock.at += timedelta(minutes=1)
    assert look() == 0
    clock.at += timedelta(minutes=1)
    assert look() == 1 and PendingVisit.objects.exists()


def test_a_file_from_a_machine_whose_clock_is_ahead_is_read_at_the_second_look(look, put):
    put("a.hl7", ago=-3600)
    assert (look(), look()) == (0, 1)


def test_a_file_counts_as_written_by_whatever_changed_last(now):
    second = 1_000_000_000
    at = int(now.timestamp()) * second
    assert looking.is_quiet(looking.Stamp(1, 1, 1, at - 11 * second, at - 11 * second), now)
    assert not looking.is_quiet(looking.Stamp(1, 1, 1, at - 99 * second, at - 3 * second), now)


def test_what_is_no_file_of_ours_is_left_alone_and_told(look, put, folder, tmp_path):
    (tmp_path / "secret").write_bytes(VISIT)
    (folder.path / "link.hl7").symlink_to(tmp_path / "secret")
    (folder.path / "sub").mkdir()
    os.mkfifo(folder.path / "pipe.hl7")
    for name in (".hidden.hl7", "~a.hl7", "a.hl7.tmp", "a.hl7.PART", "a.hl7~"):
        put(name)
    assert look() == 0 and not Patient.objects.exists()
    assert (feed().unread, feed().refused) == (3, 0)


BAD = {
    "nonsense": b"\x00\xff",
    "empty": b"",
    "without a PID": message().replace(PID, "ZZZ|1").encode(),
    "one of two": VISIT + b"\r" + HEADER.format(event="A03").encode() + b"\rPV1|1|O\r",
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD.keys())
def test_what_cant_be_read_is_set_aside_with_a_reason_that_tells_nothing_of_a_patient(
    look, put, folder, caplog, content
):
    put("DOE_JANE.hl7", content)
    with caplog.at_level(logging.DEBUG):
        assert look() == 1
    assert left(folder) == ["refused/DOE_JANE.hl7"] and feed().refused == 1
    assert "was set aside: 1 of" in caplog.text and "message" in caplog.text
    for told in ("DOE", "JANE", "jane.doe", "MRN123"):
        assert told not in caplog.text
    put("DOE_JANE.hl7", content)
    look()
    assert left(folder) == ["refused/2-DOE_JANE.hl7", "refused/DOE_JANE.hl7"] and feed().refused == 2


def test_of_a_file_with_one_bad_message_the_others_are_taken_in(look, put):
    put("a.hl7", BAD["one of two"])
    look()
    assert PendingVisit.objects.count() == 1


def test_a_huge_file_is_set_aside_unread(look, put, folder, monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 100)
    put("a.hl7")
    assert look() == 1 and left(folder) == ["refused/a.hl7"] and not Patient.objects.exists()


def test_an_arrival_of_today_stays_until_tomorrow(look, put, folder, clock):
    arrived = message("A04", PID, "PV1|1|O|PAIN" + "|" * 16 + "V0001" + "|" * 25 + "20261012093000", DG1)
    put("a.hl7", arrived.encode())
    assert (look(), look()) == (0, 0) and left(folder) == ["a.hl7"] and not Patient.objects.exists()
    clock.at += timedelta(days=1)
    assert look() == 1 and left(folder) == [] and PendingVisit.objects.exists()


class Killed(BaseException):
    """As kill -9 would end it."""


def test_a_kill_between_the_commit_and_the_removal_enrols_nobody_twice(look, put, folder, monkeypatch):
    def dies(_: object) -> None:
        raise Killed

    put("a.hl7")
    with monkeypatch.context() as patched:
        patched.setattr(taking_in, "remove", dies)
        with pytest.raises(Killed):
            look()
    assert left(folder) == ["a.hl7"] and PendingVisit.objects.count() == 1
    assert look() == 1 and left(folder) == []
    assert PendingVisit.objects.count() == Patient.objects.count() == 1 and not Enrolment.objects.exists()


@pytest.mark.parametrize(
    "happens", [lambda path: path.unlink(), lambda path: path.write_bytes(b"another")], ids=["gone", "replaced"]
)
def test_a_file_that_changes_while_it_is_read_is_met_again_as_it_is_then(look, put, monkeypatch, happens):
    path = put("a.hl7")
    real = taking_in.take_all

    def meanwhile(found, now, *, by):
        happens(path)
        return real(found, now, by=by)

    monkeypatch.setattr(taking_in, "take_all", meanwhile)
    assert look() == 1 and not path.with_name("refused").exists()
    assert not path.exists() or path.read_bytes() == b"another"


def test_a_file_that_vanishes_before_it_is_read_is_nobodys_fault(put, folder, now):
    put("a.hl7")
    [one] = looking.look_into(folder.path, now, {}).ready
    one.path.unlink()
    for does in (files.content_of, files.remove, files.set_aside):
        with pytest.raises(files.Changed):
            does(one)


def test_a_link_put_in_a_files_place_isnt_followed(put, folder, now, tmp_path):
    path = put("a.hl7")
    [one] = looking.look_into(folder.path, now, {}).ready
    (tmp_path / "secret").write_bytes(VISIT)
    path.unlink()
    path.symlink_to(tmp_path / "secret")
    with pytest.raises(OSError):
        files.content_of(one)


def test_a_folder_that_isnt_there_is_told_once_in_the_log_and_on_today(look, folder, caplog, clock, now):
    folder.path.rmdir()
    with caplog.at_level(logging.ERROR):
        assert (look(), look()) == (0, 0)
    assert caplog.text.count("isn't there") == 1 and "isn't there" in feed().reason
    folder.path.mkdir()
    look()
    assert feed().reason == "" and feed().worked_at == now


def test_a_folder_without_rights_is_told_before_anything_is_read(look, put, folder, monkeypatch):
    put("a.hl7")
    monkeypatch.setattr(taking_in.os, "access", lambda *_: False)
    assert look() == 0 and "both rights" in feed().reason and not Patient.objects.exists()


def test_a_file_that_cant_be_removed_is_read_once_and_told(look, put, folder, monkeypatch):
    def denied(_: object) -> None:
        raise PermissionError(13, "Permission denied")

    put("a.hl7")
    with monkeypatch.context() as patched:
        patched.setattr(taking_in, "remove", denied)
        look()
        assert "can't be removed" in feed().reason
        entries = AuditEntry.objects.count()
        assert look() == 0 and AuditEntry.objects.count() == entries
    assert look() == 0 and left(folder) == [] and feed().reason == "", "with the right given it goes, unread"
