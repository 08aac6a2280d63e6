"""The mark in the home: this copy, on this host, at this path, and no older than its home."""

import shutil

import pytest

from clinic import live_mark


@pytest.fixture
def marked(home):
    live_mark.write(home, "m1", 7)
    return home


def test_the_copy_that_went_live_may_send(marked):
    assert live_mark.why_silent(marked, "m1", 7) == ""
    assert live_mark.why_silent(marked, "m1", 8) == "", (
        "the row may be one hand-over ahead when a run was killed in between"
    )


def test_a_home_without_a_mark_is_silent(home):
    assert "This is a copy" in live_mark.why_silent(home, "m1", 7)


def test_another_databases_mark_is_no_mark(marked):
    assert "This is a copy" in live_mark.why_silent(marked, "m2", 7)


def test_a_copied_home_is_silent(marked, tmp_path):
    copied = shutil.copytree(marked, tmp_path / "copy")
    assert "another machine or folder" in live_mark.why_silent(copied, "m1", 7)


def test_a_home_moved_to_another_host_is_silent(marked, monkeypatch):
    monkeypatch.setattr("socket.gethostname", lambda: "another-machine")
    assert "another machine or folder" in live_mark.why_silent(marked, "m1", 7)


def test_a_database_older_than_its_home_is_silent(marked):
    assert "restored from a backup" in live_mark.why_silent(marked, "m1", 6)


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", '{"mark": "m1"}', '{"mark": "m1", "host": "h", "path": "p", "hand_overs": 1, "more": 2}'],
)
def test_a_mark_that_cant_be_read_is_no_mark(marked, content):
    (marked / live_mark.NAME).write_text(content)
    assert live_mark.read(marked) is None and "This is a copy" in live_mark.why_silent(marked, "m1", 7)


def test_the_mark_is_readable_by_its_owner_only_and_replaced_whole(marked):
    live_mark.write(marked, "m1", 8)
    assert (marked / live_mark.NAME).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in marked.iterdir()] == [live_mark.NAME] and live_mark.read(marked).hand_overs == 8
