"""A patient named like a merge token or like a provider's own tag gets that very name back, never refilled, by every way out."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from campaigns.emails.received import received_eml
from campaigns.models import Message
from campaigns.sending.run import send_due

pytestmark = pytest.mark.django_db
MIDDAY = datetime(2026, 10, 13, 15, tzinfo=UTC)
NAMES = [
    "-x-", "[unsubscribe]", "%name%", "{given_name}", "{{given_name}}", "{% raw %}", "<%asm_group_unsubscribe_raw_url%>", "[0a1b2c3d000]",
    "*|FNAME|*", "${name}", "zq7x0z", "-given_name-", "&amp;", "O'Neill",
]  # fmt: skip


def first_lesson(names: list[str], enrol) -> dict[str, str]:
    """Address → name, enrolled."""
    people = {f"p{number}@example.org": name for number, name in enumerate(names)}
    for address, name in people.items():
        enrol(address, name)
    assert send_due(lambda: MIDDAY, "journey").accepted == len(people)
    return people


@pytest.mark.parametrize("names", [NAMES, *([name] for name in NAMES)], ids=["all in one request", *map(repr, NAMES)])
def test_by_sendgrid(through_sendgrid, sendgrid, enrol, names):
    people = first_lesson(names, enrol)
    assert len(sendgrid.requests) == 1 and sendgrid.errors == []
    for got in sendgrid.delivered:
        assert f"Hello {people[got['to']]}," in got["text/plain"]
        assert sum(f"Hello {name}," in got["text/plain"] for name in names) == 1
        assert got["tracking"]["subscription_tracking"] == {"enable": False}, (
            "then SendGrid looks for no tag of its own"
        )


def test_into_the_inbox_and_by_smtp(signed_series, enrol, home):
    people = first_lesson(NAMES, enrol)
    for message in Message.objects.all():
        raw = (home / "inbox" / f"{message.id}.eml").read_bytes()
        assert raw == received_eml(message), "and years later it is shown as it was"
        got = message_from_bytes(raw, policy=policy.default)
        assert f"Hello {people[got['To']]}," in got.get_body(("plain",)).get_content()
