"""The mark in the home: this copy, on this host, at this path, and no older than its home."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from clinic import live_mark


def silence(home: Path, mark: str, hand_overs: int) -> str:
    return live_mark.why_silent(live_mark.read(home), home, mark, hand_overs)


@pytest.fixture
def marked(home):
    live_mark.write(home, "m1", 7)
    return home


def test_the_copy_that_went_live_may_send(marked):
    assert silence(marked, "m1", 7) == ""
    assert silence(marked, "m1", 8) == "", "the row may be one hand-over ahead when a run was killed in between"


def test_a_home_without_a_mark_is_silent(home):
    assert "This is a copy" in silence(home, "m1", 7)


def test_another_databases_mark_is_no_mark(marked):
    assert "This is a copy" in silence(marked, "m2", 7)


def test_a_copied_home_is_silent(marked, tmp_path):
    copied = shutil.copytree(marked, tmp_path / "copy")
    assert "another machine or folder" in silence(copied, "m1", 7)


def test_a_home_moved_to_another_host_is_silent(marked, monkeypatch):
    monkeypatch.setattr("socket.gethostname", lambda: "another-machine")
    assert "another machine or folder" in silence(marked, "m1", 7)


def test_a_database_older_than_its_home_is_silent(marked):
    assert "restored from a backup" in silence(marked, "m1", 6)


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", '{"mark": "m1"}', '{"mark": "m1", "host": "h", "path": "p", "hand_overs": 1, "more": 2}'],
)
def test_a_mark_that_cant_be_read_is_no_mark(marked, content):
    (marked / live_mark.NAME).write_text(content)
    assert live_mark.read(marked) is None and "This is a copy" in silence(marked, "m1", 7)


def test_the_mark_is_readable_by_its_owner_only_and_replaced_whole(marked):
    live_mark.write(marked, "m1", 8)
    assert (marked / live_mark.NAME).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in marked.iterdir()] == [live_mark.NAME] and live_mark.read(marked).hand_overs == 8


def test_several_processes_of_one_home_never_count_it_backward(marked):
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda count: live_mark.write(marked, "m1", count), [*range(60, 7, -1), *range(8, 61)]))
    assert live_mark.read(marked).hand_overs == 60


def test_another_installations_mark_is_written_over_whatever_it_has_counted(marked):
    live_mark.write(marked, "m2", 1)
    assert live_mark.read(marked).hand_overs == 1
