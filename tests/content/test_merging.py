"""Two people write at once: every line of both is in what is kept."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from content.merging import merged, merged_fields

LINES = st.lists(st.sampled_from(["a", "b", "c", "d", "", "e e"]), max_size=8).map("\n".join)


def test_changes_in_different_places_are_both_kept() -> None:
    base = "one\n\ntwo\n\nthree"
    found = merged(base, "ONE\n\ntwo\n\nthree", "one\n\ntwo\n\nthree and more")
    assert (found.text, found.both) == ("ONE\n\ntwo\n\nthree and more", False)


def test_the_same_line_changed_twice_stands_there_twice() -> None:
    found = merged("start\nsame\nend", "start\nmine\nend", "start\ntheirs\nend")
    assert (found.text, found.both) == ("start\ntheirs\nmine\nend", True)


def test_a_field_of_one_line_keeps_both() -> None:
    assert merged("Sleep", "Sleep well", "Rest").text == "Rest\nSleep well"


def test_only_the_fields_both_changed_are_named() -> None:
    found, both = merged_fields({"a": "1", "b": "1"}, {"a": "2", "b": "1"}, {"a": "3", "b": "9"})
    assert found == {"a": "3\n2", "b": "9"}
    assert both == {"a"}


@given(LINES, LINES)
def test_one_side_unchanged_gives_the_other(base: str, changed: str) -> None:
    assert merged(base, changed, base).text == merged(base, base, changed).text == changed


@given(LINES, LINES, LINES)
def test_no_line_that_anybody_added_is_lost(base: str, mine: str, theirs: str) -> None:
    kept = Counter(merged(base, mine, theirs).text.split("\n"))
    for side in (mine, theirs):
        added = Counter(side.split("\n")) - Counter(base.split("\n"))
        assert not set(added) - set(kept) - {""}
