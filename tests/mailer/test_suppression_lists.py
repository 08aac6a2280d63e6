"""What a provider won't mail, read whole: every list, every page, or a sentence why not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mailer.events.base import Happened
from mailer.suppression_lists.base import ListsUnreadable
from mailer.suppression_lists.sendgrid import PAGE, SendGridLists
from mailer.suppression_lists.ses import PATH, SesLists
from tests.mailer.list_doubles import answering, sendgrid_lists
from tests.mailer.ses_rules import signature_error

KEY_ID, SECRET, NOW = "AKIAEMULATED0000", "emulated/Secret+Key", datetime(2026, 10, 12, 15, tzinfo=UTC)


def test_every_list_of_sendgrid_is_read_to_its_last_page():
    bounces = [f"b{number}@example.org" for number in range(2 * PAGE + 3)]
    lists = {
        "suppression/bounces": bounces, "suppression/invalid_emails": ["bad@example.org"], "suppression/spam_reports": ["spam@example.org"],
        "suppression/unsubscribes": ["out@example.org"], "asm/suppressions": ["group@example.org"], "suppression/blocks": ["passing@example.org"],
    }  # fmt: skip
    with answering(sendgrid_lists("SG.x", lists)) as host:
        reading = SendGridLists("SG.x", host=host)
        found = {one.address: one.happened for one in reading.listed()}
        reading.close()
    assert [address for address, happened in found.items() if happened == Happened.HARD_BOUNCE] == bounces
    del lists["suppression/bounces"]
    assert {address: happened for address, happened in found.items() if happened != Happened.HARD_BOUNCE} == {
        "bad@example.org": Happened.DROPPED,
        "spam@example.org": Happened.COMPLAINT,
        "out@example.org": Happened.UNSUBSCRIBED,
        "group@example.org": Happened.GROUP_UNSUBSCRIBED,
    }


def test_a_key_without_the_right_says_so_and_shows_no_address():
    with answering(sendgrid_lists("SG.x", {})) as host:
        reading = SendGridLists("SG.other", host=host)
        with pytest.raises(ListsUnreadable, match="answered 401"):
            list(reading.listed())
        reading.close()


def test_a_provider_that_cannot_be_reached_says_so():
    reading = SendGridLists("SG.x", host="http://127.0.0.1:9")
    with pytest.raises(ListsUnreadable, match="NotConnected"):
        list(reading.listed())
    reading.close()


def test_the_list_of_amazon_ses_is_read_by_signed_requests_page_by_page():
    def answer(path, query, headers):
        asked = f"GET\n{path}\n{query['']}"
        if wrong := signature_error(headers, b"", KEY_ID, SECRET, "", "us-east-1", asked):
            return 403, {"__type": wrong}
        assert path == PATH
        if "NextToken" not in query:
            return 200, {
                "SuppressedDestinationSummaries": [{"EmailAddress": "a@example.org", "Reason": "BOUNCE"}],
                "NextToken": "a+b/c=",
            }
        assert query["NextToken"] == "a+b/c="
        return 200, {"SuppressedDestinationSummaries": [{"EmailAddress": "c@example.org", "Reason": "COMPLAINT"}]}

    with answering(answer) as host:
        reading = SesLists(KEY_ID, SECRET, region="us-east-1", host=host, clock=lambda: NOW)
        assert [(one.address, one.happened) for one in reading.listed()] == [
            ("a@example.org", Happened.HARD_BOUNCE),
            ("c@example.org", Happened.COMPLAINT),
        ]
        reading.close()
        other = SesLists(KEY_ID, "another/Secret", region="us-east-1", host=host, clock=lambda: NOW)
        with pytest.raises(ListsUnreadable, match="answered 403"):
            list(other.listed())
        other.close()


def test_no_address_shows_in_a_repr():
    with answering(sendgrid_lists("SG.x", {"suppression/bounces": ["secret@example.org"]})) as host:
        reading = SendGridLists("SG.x", host=host)
        assert "secret@" not in repr(list(reading.listed()))
        reading.close()
