import quopri
import re

from hypothesis import given
from hypothesis import strategies as st

from mailer.quoted_printable import encoded_literal, encoded_value
from tests.mailer.values_in_many_scripts import AWKWARD

pieces = st.sampled_from([*AWKWARD, "a ", "\t", "x\n", "\n\n", ".x\n.", "F" * 74, "=" * 40, "a \nb\t\n"]) | st.text(
    st.characters(exclude_categories=["Cs"])
)


def body(words: list[tuple[bool, str]]) -> bytes:
    return b"".join(
        encoded_value(word) if is_value else encoded_literal(word, last=number == len(words))
        for number, (is_value, word) in enumerate(words, 1)
    )


@given(st.lists(st.tuples(st.booleans(), pieces), max_size=6))
def test_joined_pieces_decode_to_the_joined_words(words):
    expected = "".join(word if is_value else re.sub("\r\n|\r|\n", "\r\n", word) for is_value, word in words)
    assert quopri.decodestring(body(words)).decode() == expected


@given(st.lists(st.tuples(st.booleans(), pieces), max_size=6))
def test_lines_are_short_ascii_and_never_start_with_a_dot_or_end_with_a_blank(words):
    for line in body(words).split(b"\r\n"):
        assert len(line) <= 76 and line.isascii() and b"\n" not in line and b"\r" not in line
        assert not line.startswith(b".") and not line.endswith((b" ", b"\t"))
