"""Hostile repetition costs work in proportion to its length: four times the text, nowhere near sixteen times the calls."""

import sys

import pytest

from content.importing import ArticleRefused, import_bytes

PATTERNS = ["a\n", "- ", "1. ", "** ", "#", "> ", "- a\n", "|a|b|\n", "[", "<!-- ", "a-\n", ".\"", "[a]: b\n", "A B\n\n", "{{", "\t"]  # fmt: skip


def calls(pattern: str, size: int, name: str) -> int:
    """How many functions are called, ours and the libraries', in Python and in C: the same on every machine."""
    data = b"Title\n\nSome text.\n\n" + (pattern * (size // len(pattern))).encode()
    count = 0

    def one_more(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(one_more)
    try:
        import_bytes(name, data).as_json()
    except ArticleRefused as refusal:
        assert "would have" not in str(refusal)
    finally:
        sys.setprofile(before)
    return count


PAGES = ["<p>a", "<li>a", "<br>", "<td>a", "<a href=x>a", "<b>a</b>,", "<p>** [", "<img src=x>", "<span hidden>a</span>", "<sup>1</sup>", "<h2>a</h2>"]  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        *(pytest.param(pattern, name, id=f"{name}-{pattern!r}") for name in ("a.txt", "a.md") for pattern in PATTERNS),
        *(pytest.param(pattern, "a.html", id=f"a.html-{pattern}") for pattern in PAGES),
    ],
)
def test_work_grows_with_length_and_no_faster(pattern: str, name: str) -> None:
    size = 2_500 if "\n" in pattern or name == "a.html" else 15_000
    calls(pattern, size, name)  # The first text also fills the libraries' caches, which is no work of its own.
    assert calls(pattern, 4 * size, name) < 6 * calls(pattern, size, name)
