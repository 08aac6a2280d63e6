"""Hostile repetition costs time in proportion to its length: four times the text, nowhere near sixteen times the time."""

from time import process_time

import pytest

from content.importing import ArticleRefused, import_bytes

PATTERNS = ["a\n", "- ", "1. ", "** ", "#", "> ", "- a\n", "|a|b|\n", "[", "<!-- ", "a-\n", ".\"", "[a]: b\n", "A B\n\n", "{{", "\t"]  # fmt: skip


def seconds(pattern: str, size: int, name: str) -> float:
    data = b"Title\n\nSome text.\n\n" + (pattern * (size // len(pattern))).encode()
    start = process_time()
    try:
        import_bytes(name, data).as_json()
    except ArticleRefused as refusal:
        assert "would have" not in str(refusal)
    return process_time() - start


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize("pattern", PATTERNS)
def test_time_grows_with_length_and_no_faster(pattern: str, name: str) -> None:
    size = 10_000 if "\n" in pattern else 60_000
    small = max(seconds(pattern, size, name), 0.02)
    assert seconds(pattern, 4 * size, name) < 10 * small
