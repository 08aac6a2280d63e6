import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from patients.data_keys import new_data_key, unwrap, wrap
from patients.keys import KeyMissing
from patients.sealing import DATA_KEY_LABEL, IDENTITY_LABEL, SealBroken, open_sealed, seal

KEY = bytes(range(32))
ROW = uuid.UUID("0199d5f0-0000-7000-8000-000000000001")
OTHER_ROW = uuid.UUID("0199d5f0-0000-7000-8000-000000000002")
LABEL = "tests.values.v1"

texts = st.text(st.characters(exclude_categories=["Cs"]))
payloads = st.dictionaries(texts, st.none() | st.booleans() | st.integers() | texts | st.lists(texts))


def test_labels_are_frozen() -> None:
    assert IDENTITY_LABEL == "patients.identity.v1"
    assert DATA_KEY_LABEL == "patients.data-key.v1"


def test_a_value_sealed_by_the_first_release_opens() -> None:
    sealed = bytes.fromhex(
        "0173d60d62532e3271ae298b141bc3de4bf22d9bdc3ea009840d7b94a35edecac5b1517b3d12b40a2834eae4a7182422961f14abc1feafe70900b72fef8209323bf5b0b85c91e45a6cfa"
    )
    assert open_sealed(KEY, IDENTITY_LABEL, ROW, sealed) == {"email": "a@example.org", "given_name": "Zoë"}


def test_a_key_wrapped_by_the_first_release_opens(settings: Settings) -> None:
    settings.FIELD_ENCRYPTION_KEYS = (KEY,)
    assert (
        unwrap(
            bytes.fromhex(
                "01b965ca4c3464b7ad7abda81a337f380f3ba6f9831e95a4769845785d129937c1617b6d7146174bcebffbe79f3442a56eb6a049c3f5856871e3633d4e3bcc38ff"
            ),
            ROW,
        )
        == b"d" * 32
    )


@given(payloads)
def test_what_is_sealed_opens_unchanged(payload: dict[str, Any]) -> None:
    assert open_sealed(KEY, LABEL, ROW, seal(KEY, LABEL, ROW, payload)) == payload


@given(st.data())
def test_every_changed_bit_is_noticed(data: st.DataObject) -> None:
    sealed = bytearray(seal(KEY, LABEL, ROW, {"email": "a@example.org"}))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SealBroken):
        open_sealed(KEY, LABEL, ROW, bytes(sealed))


@given(st.integers(0, 40))
def test_a_truncated_value_is_noticed(length: int) -> None:
    sealed = seal(KEY, LABEL, ROW, {"email": "a@example.org"})
    with pytest.raises(SealBroken):
        open_sealed(KEY, LABEL, ROW, sealed[:length])


def test_a_value_opens_only_in_its_row_and_column_and_with_its_key() -> None:
    sealed = seal(KEY, LABEL, ROW, {"a": 1})
    for key, label, row in [(KEY, LABEL, OTHER_ROW), (KEY, "tests.values.v2", ROW), (new_data_key(), LABEL, ROW)]:
        with pytest.raises(SealBroken):
            open_sealed(key, label, row, sealed)


def test_sealing_the_same_twice_looks_different() -> None:
    assert seal(KEY, LABEL, ROW, {"a": 1}) != seal(KEY, LABEL, ROW, {"a": 1})


def test_a_memoryview_opens_too_because_postgresql_hands_them_out() -> None:
    assert open_sealed(KEY, LABEL, ROW, memoryview(seal(KEY, LABEL, ROW, {"a": 1}))) == {"a": 1}


@pytest.mark.parametrize("label", ["", "v1", "no-version", "with|bar.v1", "Upper.v1", "trailing.v1 "])
def test_a_label_that_could_be_misread_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match="seal label"):
        seal(KEY, label, ROW, {})


def test_a_wrapped_key_is_tied_to_its_patient() -> None:
    wrapped = wrap(KEY, ROW)
    assert unwrap(wrapped, ROW) == KEY
    with pytest.raises(SealBroken):
        unwrap(wrapped, OTHER_ROW)


@pytest.mark.parametrize("wrapped", [b"", b"\x01", b"\x02" + bytes(64)])
def test_a_wrapped_key_of_another_shape_is_refused(wrapped: bytes) -> None:
    with pytest.raises(SealBroken):
        unwrap(wrapped, ROW)


def test_a_wrapped_key_names_the_field_key_it_needs(settings: Settings) -> None:
    wrapped = wrap(KEY, ROW)
    settings.FIELD_ENCRYPTION_KEYS = (b"9" * 32,)
    with pytest.raises(KeyMissing, match=wrapped[1:5].hex()):
        unwrap(wrapped, ROW)


def test_errors_do_not_tell_what_was_inside() -> None:
    sealed = seal(KEY, LABEL, ROW, {"email": "secret@example.org"})
    with pytest.raises(SealBroken) as broken:
        open_sealed(KEY, LABEL, OTHER_ROW, sealed)
    assert "secret" not in str(broken.value)
    assert broken.value.__cause__ is None
