"""A file while it waits: nothing of it lies readable, and nothing of it can be changed unseen."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patients.identifiers import new_id
from patients.sealed_file import PART, open_sealed_file, write_sealed
from patients.sealing import SealBroken

KEY, OF = os.urandom(32), new_id()
ROWS = [b"ana@example.org;Ana\n" * 2_000] * 4


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    path = tmp_path / "imports" / "one.sealed"
    assert write_sealed(ROWS, path, KEY, OF) == sum(map(len, ROWS)) > 2 * PART
    return path


def test_it_reads_back_line_by_line_and_lies_closed_to_others(sealed: Path):
    with open_sealed_file(sealed, KEY, OF) as file:
        assert b"".join(file) == b"".join(ROWS)
    assert b"example" not in sealed.read_bytes()
    assert sealed.stat().st_mode & 0o077 == 0 == sealed.parent.stat().st_mode & 0o077


def test_a_changed_a_swapped_and_a_cut_file_are_noticed(sealed: Path):
    whole = sealed.read_bytes()
    part = len(whole) // 3
    for broken in (whole[:-1], whole[: PART + 100], whole[:50] + b"x" + whole[51:], whole[part:] + whole[:part]):
        sealed.write_bytes(broken)
        with pytest.raises(SealBroken), open_sealed_file(sealed, KEY, OF) as file:
            file.read()


@pytest.mark.parametrize(("key", "of"), [(os.urandom(32), OF), (KEY, new_id())], ids=["key", "file"])
def test_another_key_or_place_opens_nothing(sealed: Path, key, of):
    with pytest.raises(SealBroken), open_sealed_file(sealed, key, of) as file:
        file.read()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=200), max_size=6))
def test_parts_of_any_size_are_read_back(tmp_path: Path, parts: list[bytes]):
    path = tmp_path / f"{new_id()}.sealed"
    write_sealed(parts, path, KEY, OF)
    with open_sealed_file(path, KEY, OF) as file:
        assert file.read() == b"".join(parts)
