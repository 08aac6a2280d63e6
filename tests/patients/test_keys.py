import hashlib
import hmac

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from patients.keys import FieldKey, KeyMissing, KeyRing

MASTER = bytes(range(32))


def test_derivation_is_frozen() -> None:
    key = FieldKey.derived_from(MASTER)
    assert key.id == "b965ca4c"
    assert key.wrapping.hex() == "dd9c66b6b14182690037a9433a184668a9a0c778722f7f9aa4fd53cd794cc4a2"
    assert key.index.hex() == "e101f52ad72423a8e9cd7524ebca9e3dedc8048654f8470db4064796ed428844"


def test_derivation_is_hkdf_as_rfc_5869_writes_it() -> None:
    extracted = hmac.digest(bytes(32), MASTER, hashlib.sha256)
    expanded = hmac.digest(extracted, b"aftervisit wrap v1" + b"\x01", hashlib.sha256)
    assert FieldKey.derived_from(MASTER).wrapping == expanded


def test_a_key_does_not_show_itself() -> None:
    key = FieldKey.derived_from(MASTER)
    shown = f"{key!r} {key} {KeyRing((MASTER,))!r}"
    assert key.id in shown
    assert key.wrapping.hex() not in shown
    assert repr(key.wrapping) not in shown
    assert repr(key.index) not in shown


def test_the_first_key_is_current_and_the_others_are_retained() -> None:
    ring = KeyRing((b"a" * 32, b"b" * 32))
    first, second = (FieldKey.derived_from(letter * 32) for letter in (b"a", b"b"))
    assert ring.current == first
    assert ring.all == (first, second)
    assert ring.by_id(second.id) == second


def test_a_missing_key_is_named() -> None:
    with pytest.raises(KeyMissing, match="0badf00d") as missing:
        KeyRing((MASTER,)).by_id("0badf00d")
    assert missing.value.key_id == "0badf00d"


@pytest.mark.parametrize("masters", [(), (b"short",), (MASTER, MASTER), ("x" * 32,)])
def test_keys_that_cannot_be_right_are_refused(masters: tuple[bytes, ...]) -> None:
    with pytest.raises(ImproperlyConfigured):
        KeyRing(masters)


def test_the_ring_follows_changed_settings(settings: Settings) -> None:
    settings.FIELD_ENCRYPTION_KEYS = (b"a" * 32,)
    before = KeyRing.from_settings()
    assert KeyRing.from_settings() is before
    settings.FIELD_ENCRYPTION_KEYS = (b"b" * 32, b"a" * 32)
    assert KeyRing.from_settings().current != before.current
    assert KeyRing.from_settings().by_id(before.current.id) == before.current
