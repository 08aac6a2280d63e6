"""Fixed words in a language: its own, and English where its file has none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from content.words import layout_words, read_words


@pytest.fixture
def vietnamese(settings, tmp_path: Path) -> Iterator[None]:
    """A file of a clinic's own, with one word so far."""
    (tmp_path / "en.toml").write_text('[portal]\nsave = "Save"\nundo = "Undo"\n[email]\ngreeting = "Hello"\n', "utf-8")
    (tmp_path / "vi.toml").write_text('[portal]\nsave = "Lưu"\n', "utf-8")
    settings.WORDS = tmp_path
    read_words.cache_clear()
    yield
    read_words.cache_clear()


def test_a_missing_word_comes_in_english_and_costs_nobody_the_page(vietnamese):
    assert layout_words("vi-VN") == {"portal": {"save": "Lưu", "undo": "Undo"}, "email": {"greeting": "Hello"}}
