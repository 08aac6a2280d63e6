"""The code in the address that answers go to: ours alone, in any case, and no other leads anywhere."""

from __future__ import annotations

import pytest

from campaigns.emails.answering import answer_code, message_of
from patients.identifiers import new_id


def test_a_code_leads_to_its_message_whatever_mail_servers_do_to_its_case():
    message = new_id()
    code = answer_code(message)
    assert len(code) <= 64 and code == code.lower()
    assert message_of(code) == message_of(code.upper()) == message


def test_each_message_has_its_own(settings):
    message = new_id()
    code = answer_code(message)
    assert code != answer_code(new_id())
    settings.SECRET_KEY = "another key altogether"
    assert message_of(code) is None


@pytest.mark.parametrize(
    "odd", ["", "reply", "r.", "r.preview", "r.é", "r.====", "r." + "a" * 42, "r." + "7" * 400, "r.\x00"], ids=range(9)
)
def test_what_we_never_made_leads_nowhere(odd):
    assert message_of(odd) is None


def test_a_changed_letter_leads_nowhere():
    code = answer_code(new_id())
    for place in (3, 20, 40):
        changed = code[:place] + ("a" if code[place] != "a" else "b") + code[place + 1 :]
        assert message_of(changed) is None
