import base64
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.ec import SECP256K1, SECP384R1
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from sendgrid.helpers.eventwebhook import EventWebhook

from mailer.events.base import NotFromProvider
from mailer.events.sendgrid_signature import NEWEST, OLDEST, REFUSED, public_key, verify
from tests.conftest import MONDAY
from tests.mailer.event_signing import EventSigner, batch, event

SENDGRID = EventSigner()
BODY = batch(event("delivered"))
SIGNATURE, TIMESTAMP = SENDGRID.signed(BODY, MONDAY)
SECOND = timedelta(seconds=1)


def refuses(body=BODY, signature=SIGNATURE, timestamp=TIMESTAMP, *, key=SENDGRID.key, now: datetime = MONDAY) -> bool:
    """Whether it does, and in the words it always uses."""
    try:
        verify(body, signature, timestamp, key=key, now=now)
    except NotFromProvider as refusal:
        assert str(refusal) == REFUSED and refusal.__cause__ is None
        return True
    return False


def spki(public) -> str:
    return base64.b64encode(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def test_these_tests_sign_as_sendgrids_own_library_expects():
    assert EventWebhook(SENDGRID.key).verify_signature(BODY.decode(), SIGNATURE, TIMESTAMP)


@pytest.mark.parametrize(
    "key",
    [
        SENDGRID.key,
        f" {SENDGRID.key}\n",
        SENDGRID.pem,
        SENDGRID.pem.replace("\n", "\r\n"),
        SENDGRID.pem.replace("\n", "\\n"),
    ],
    ids=range(5),
)
def test_a_signed_call_is_let_in_however_its_key_was_copied(key):
    assert not refuses(key=key)


@pytest.mark.parametrize("age", [timedelta(), OLDEST, timedelta(hours=24), -NEWEST])
def test_a_retry_of_the_whole_day_is_let_in(age):
    assert not refuses(now=MONDAY + age)


@pytest.mark.parametrize("age", [OLDEST + SECOND, timedelta(days=400), -NEWEST - SECOND, timedelta(days=-1)])
def test_an_older_call_and_one_from_the_future_are_refused(age):
    assert refuses(now=MONDAY + age)


def test_the_window_is_longer_than_sendgrid_tries():
    assert timedelta(hours=24) < OLDEST < timedelta(hours=26)


@given(st.integers(0, 8 * len(BODY) - 1))
def test_a_body_changed_by_one_bit_is_refused(bit):
    changed = bytearray(BODY)
    changed[bit // 8] ^= 1 << bit % 8
    assert refuses(bytes(changed))


@pytest.mark.parametrize(
    "body", [b"", BODY[:-2], BODY + b" ", BODY.replace(b",\r\n", b",")[::-1], TIMESTAMP.encode() + BODY]
)
def test_another_body_is_refused(body):
    assert refuses(body)


@pytest.mark.parametrize(
    "timestamp",
    [
        "",
        "0",
        "now",
        "-1",
        str(int(TIMESTAMP) + 1),
        f" {TIMESTAMP}",
        f"{TIMESTAMP}\n",
        f"{TIMESTAMP}.0",
        "9" * 5000,
        "١٧٩١٨١٧٢٠٠",
    ],
)
def test_another_timestamp_is_refused(timestamp):
    assert refuses(timestamp=timestamp)


def test_digits_cannot_wander_from_the_body_into_the_timestamp():
    signature, timestamp = SENDGRID.signed(b"7[]", MONDAY)
    assert not refuses(b"7[]", signature, timestamp)
    assert refuses(b"[]", signature, timestamp + "7")


@pytest.mark.parametrize(
    "signature",
    ["", "=", "%%%", "é", "\ud800", SIGNATURE[:-4], SIGNATURE + "AAAA", SIGNATURE.replace(SIGNATURE[20], "A" if SIGNATURE[20] != "A" else "B"),
     base64.b64encode(b"\x30\x06\x02\x01\x00\x02\x01\x00").decode(), base64.b64encode(bytes(64)).decode(), "A" * 10_000],
    ids=range(11),
)  # fmt: skip
def test_what_is_no_signature_of_it_is_refused(signature):
    assert refuses(signature=signature)


@pytest.mark.parametrize(
    "key",
    [
        "",
        " ",
        "no key",
        "é",
        "AAAA",
        SENDGRID.key[:-8],
        SENDGRID.key + "AAAA",
        EventSigner().key,
        EventSigner(SECP384R1()).key,
        EventSigner(SECP256K1()).key,
        spki(rsa.generate_private_key(65537, 2048).public_key()),
        spki(ed25519.Ed25519PrivateKey.generate().public_key()),
    ],
    ids=range(12),
)
def test_another_key_or_none_lets_nobody_in(key):
    assert refuses(key=key)


def test_a_signature_with_another_curve_is_refused_even_by_its_own_key():
    other = EventSigner(SECP384R1())
    assert refuses(BODY, *other.signed(BODY, MONDAY), key=other.key)


def test_a_key_that_is_none_says_what_to_do():
    with pytest.raises(ValueError, match="copy it again"):
        public_key(EventSigner(SECP384R1()).key)
