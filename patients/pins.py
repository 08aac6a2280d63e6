"""The PIN a patient gets at the desk to open a lesson without telling a birth date."""

import hmac
import secrets

PIN_DIGITS = 6
LEAST_DIFFERENT_DIGITS = 4
_RUN = "01234567890"
_PLACE = b"patients.pin.v1|"


def new_pin() -> str:
    """Six random digits, at least four of them different and not a straight run."""
    while True:
        pin = "".join(secrets.choice("0123456789") for _ in range(PIN_DIGITS))
        if not is_trivial(pin):
            return pin


def is_trivial(pin: str) -> bool:
    """True for what a stranger would try first: 111111, 121212, 123123, 123456, 987654."""
    return len(set(pin)) < LEAST_DIFFERENT_DIGITS or pin in _RUN or pin in _RUN[::-1]


def peppered(pin: str, data_key: bytes) -> str:
    """What is hashed in the PIN's place: a million PINs are soon tried on a stolen table, but not without the key."""
    return hmac.digest(data_key, _PLACE + pin.encode(), "sha256").hex()
