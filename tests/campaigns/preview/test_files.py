"""The stamp tells that something was saved, without reading a file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from campaigns.preview import files
from campaigns.preview.files import files_below, stamp_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "es").mkdir()
    for name in ("a.md", "series.toml", "es/a.md", "x.mjml.j2", "style.css"):
        (tmp_path / name).write_text(name)
    return tmp_path


def test_the_same_files_have_the_same_stamp(folder: Path):
    assert stamp_of(folder) == stamp_of(folder)


@pytest.mark.parametrize("name", ["a.md", "es/a.md", "series.toml", "x.mjml.j2", "style.css"])
def test_a_save_changes_it_even_in_the_same_length(folder: Path, name: str):
    before = stamp_of(folder)
    (folder / name).write_text(name[::-1])
    os.utime(folder / name, ns=(1, 1))
    assert stamp_of(folder) != before


def test_a_new_a_renamed_and_a_removed_file_change_it(folder: Path):
    seen = {stamp_of(folder)}
    (folder / "new.md").write_text("new")
    seen.add(stamp_of(folder))
    (folder / "new.md").rename(folder / "newer.md")
    seen.add(stamp_of(folder))
    (folder / "newer.md").unlink()
    (folder / "a.md").unlink()
    seen.add(stamp_of(folder))
    assert len(seen) == 4


def test_what_no_email_is_made_from_doesnt_change_it(folder: Path):
    before = stamp_of(folder)
    for name in (".git/a.md", "node_modules/a.md", "a.md~", ".a.md.swp", "notes.docx"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x")
    assert stamp_of(folder) == before


def test_links_that_lead_nowhere_or_in_a_circle_do_no_harm(folder: Path):
    (folder / "gone.md").symlink_to(folder / "nowhere.md")
    (folder / "round").symlink_to(folder)
    assert stamp_of(folder) == stamp_of(folder)
    assert len(files_below(folder)) == 6


def test_a_folder_that_isnt_there_has_a_stamp_too(tmp_path: Path):
    assert stamp_of(tmp_path / "none") == stamp_of(tmp_path / "none")


def test_of_a_huge_folder_only_so_much_is_looked_at(folder: Path, monkeypatch):
    monkeypatch.setattr(files, "MOST", 3)
    assert len(files_below(folder)) == 3


def test_of_a_huge_tree_without_texts_only_so_much_is_walked(tmp_path: Path, monkeypatch):
    for number in range(9):
        (tmp_path / f"{number}").mkdir()
    (tmp_path / "9").mkdir()
    (tmp_path / "9" / "late.md").write_text("x")
    monkeypatch.setattr(files, "MOST", 5)
    assert files_below(tmp_path) == []
