"""Status codes of mail servers in words, and reasons without the names of our own program."""

from __future__ import annotations

import pytest
from django.utils import translation

from mailer.events.base import Happened
from staff.event_words import WORDS
from staff.status_codes import in_words, plain


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("5.1.1", "there is no such mailbox (5.1.1)"),
        ("4.2.2", "the mailbox is full (4.2.2)"),
        ("5.1.10", "the domain takes no email (5.1.10)"),
        ("5.7.1", "a rule of the mailbox provider forbids it (5.7.1)"),
        ("4.4.99", "something is wrong on the way (4.4.99)"),
        ("5.9.9", "code 5.9.9"),
        ("", "code "),
    ],
)
def test_a_code_is_said_in_words_with_the_code_after_it(code: str, words: str):
    assert in_words(code) == words


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("The mailbox refused it for good (5.1.1).", "The mailbox refused it for good: there is no such mailbox (5.1.1)."),
        ("Put off: 452 4.2.2, 550 5.1.1.", "Put off: the mailbox is full (4.2.2), there is no such mailbox (5.1.1)."),
        ("SendGrid's answer didn't come (ReadTimeoutError); it may have left or not.",
         "SendGrid’s answer didn’t come; it may have left or not."),
        ("Our own client failed: KeyError.", "Our own client failed."),
        ("SendGrid answered 503, which proves nothing.", "SendGrid answered 503, which proves nothing."),
        ("", ""),
    ],
)  # fmt: skip
def test_a_reason_is_said_as_staff_read_it(reason: str, words: str):
    assert plain(reason) == words


def test_a_reason_is_said_in_the_language_of_the_page():
    with translation.override("es"):
        assert plain("The mailbox refused it for good (5.1.1).") == (
            "El buzón lo rechazó de forma definitiva: ese buzón no existe (5.1.1)."
        )
        assert plain("The mailbox refused it for now.") == "El buzón lo rechazó por ahora."
        assert plain("The provider took it, then didn't send it (5.7.1).").startswith("El proveedor lo aceptó")


def test_every_event_has_its_words():
    assert set(WORDS) == set(Happened)
