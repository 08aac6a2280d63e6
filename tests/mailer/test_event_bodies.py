import gzip
import tracemalloc
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.events.base import TooLarge
from mailer.events.bodies import whole_body

PACKED = {"gzip": gzip.compress, "deflate": zlib.compress}


@given(st.binary(max_size=5_000), st.sampled_from(sorted(PACKED)))
def test_what_was_packed_comes_out_as_it_was(body, encoding):
    assert whole_body(PACKED[encoding](body), encoding) == body


@pytest.mark.parametrize("encoding", ["", "identity", " Identity "])
def test_a_plain_body_is_the_body_itself(encoding):
    raw = b"[1]"
    assert whole_body(raw, encoding) is raw


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", " gzip "])
def test_the_name_of_an_encoding_may_be_written_in_any_case(encoding):
    assert whole_body(gzip.compress(b"[1]"), encoding) == b"[1]"


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip", "gzip,", "chunked", "\ud800", "☃"])
def test_other_encodings_are_refused(encoding):
    with pytest.raises(ValueError, match="plain, gzip or deflate"):
        whole_body(gzip.compress(b"[1]"), encoding)


@pytest.mark.parametrize("encoding", ["", *PACKED])
def test_a_body_may_be_as_long_as_the_limit_and_not_a_byte_longer(encoding):
    pack = PACKED.get(encoding, bytes)
    assert len(whole_body(pack(b"a" * 1000), encoding, most=1000)) == 1000
    with pytest.raises(TooLarge):
        whole_body(pack(b"a" * 1001), encoding, most=1000)


@pytest.mark.parametrize("encoding", PACKED)
def test_of_a_zip_bomb_no_more_is_unpacked_than_the_limit(encoding):
    bomb = PACKED[encoding](bytes(5_000_000))
    assert len(bomb) < 10_000
    tracemalloc.start()
    with pytest.raises(TooLarge):
        whole_body(bomb, encoding, most=100_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 500_000


@pytest.mark.parametrize("encoding", PACKED)
@pytest.mark.parametrize(
    "spoil",
    [
        lambda packed: b"",
        lambda packed: packed[:-1],
        lambda packed: packed[:5],
        lambda packed: packed + b"x",
        lambda packed: packed + packed,
        lambda packed: b"\x00" + packed,
        lambda packed: b"plain words, not packed at all",
    ],
)
def test_what_is_cut_short_followed_by_something_or_never_packed_is_refused(encoding, spoil):
    with pytest.raises(ValueError):
        whole_body(spoil(PACKED[encoding](b"some words")), encoding)


def test_a_damaged_body_is_refused():
    packed = bytearray(gzip.compress(b"some words"))
    packed[-6] ^= 1
    with pytest.raises(ValueError):
        whole_body(bytes(packed), "gzip")


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "identity"]))
def test_any_bytes_are_unpacked_or_refused(raw, encoding):
    with suppress(ValueError, TooLarge):
        whole_body(raw, encoding, most=1000)
