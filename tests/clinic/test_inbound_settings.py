"""The host for answers: off, or a host as DNS allows it."""

from __future__ import annotations

import pytest

from clinic.inbound_settings import read_inbound
from clinic.refusal import Refusal


@pytest.mark.parametrize("written", ["off", "OFF", "", "  "])
def test_off_is_off(written):
    assert read_inbound(written) == {"inbound": ""}


@pytest.mark.parametrize(
    "written", ["reply.clinic.example", " Reply.Clinic.Example ", "a-b.example", "xn--bcher-kva.example"]
)
def test_a_host_is_kept_in_small_letters(written):
    assert read_inbound(written) == {"inbound": written.strip().lower()}


@pytest.mark.parametrize(
    "written",
    ["reply", "a@b.example", "https://reply.example", "reply..example", "-a.example", "a.1", "a b.example", "ä.example",
     "a.example\nBcc: x", "a.example.", "a" * 64 + ".example", "a." * 130 + "example"],
    ids=range(12),
)  # fmt: skip
def test_what_is_no_host_is_refused(written):
    with pytest.raises(Refusal, match="reply.clinic.example"):
        read_inbound(written)
