"""Newsletters through the API: a system reads their figures and writes drafts; no call of it approves, plans or sends one."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import pytest
from django.db import connection, transaction

from campaigns.models import Approval, Edition, Newsletter, Tally
from campaigns.newsletters.editions import write
from campaigns.newsletters.writing import new_newsletter
from clinic.models import AuditEntry
from config.urls import rest
from tests.api.v1.conftest import System, is_problem
from tests.campaigns.sending.test_shared_pace import together
from tests.campaigns.test_locks import somebody_waits

WORDS = {"title": "Autumn", "subject": "What we do in autumn", "preheader": "Three things", "body": "One.\r\n\r\nTwo."}


def draft(north: System, **changes: Any) -> dict[str, Any]:
    answer = north.call("POST", "v1/newsletters", {"name": "Autumn", **WORDS, **changes})
    assert answer.status_code == 201, answer.content
    return json.loads(answer.content)


def rewrite(north: System, one: dict[str, Any], language: str = "en", **words: Any) -> Any:
    return north.call("PUT", f"v1/newsletters/{one['newsletter']}/editions/{language}", {**WORDS, **words})


def test_a_draft_is_written_read_and_written_again(north):
    made = draft(north)
    (edition,) = made["editions"]
    assert (made["state"], made["yours"], edition["approved"], edition["lacking"]) == ("draft", True, False, [])
    assert edition["body"] == "One.\n\nTwo."
    changed = json.loads(rewrite(north, made, body="Three.", version=edition["version"]).content)
    assert changed["editions"][0]["body"] == "Three."
    both = json.loads(rewrite(north, made, "es", title="Otoño").content)
    assert [one["language"] for one in both["editions"]] == ["en", "es"]
    assert json.loads(north.get(f"v1/newsletters/{made['newsletter']}").content) == both
    actions = AuditEntry.objects.filter(actor=north.token.actor, subject=made["newsletter"])
    assert list(actions.order_by("pk").values_list("action", flat=True)) == [
        "newsletter.new",
        *["newsletter.write"] * 2,
    ]


def test_signs_that_join_letters_and_tabs_are_words_too(north):
    made = draft(north, title="می\u200cشود", body="1.\tOne\n2.\tTwo")
    assert made["editions"][0]["title"] == "می\u200cشود" and "\t" in made["editions"][0]["body"]


def test_words_that_somebody_changed_meanwhile_are_not_written_over(north, now):
    made = draft(north)
    row = Newsletter.objects.get()
    write(row, "en", WORDS | {"body": "Ours."}, now, by="7")
    for written in ("en", "EN", "%20en"):  # however the language is spelt
        assert is_problem(rewrite(north, made, written, version=made["editions"][0]["version"]), 409)
    assert Edition.objects.get().body == "Ours."


@together
@pytest.mark.django_db(transaction=True)
def test_what_somebody_plans_in_the_same_instant_is_not_written_over(north):
    made, planned = draft(north), threading.Event()

    def plan() -> None:
        try:
            with transaction.atomic():
                Newsletter.objects.update(state=Newsletter.State.SCHEDULED)
                planned.set()
                for _ in range(500):  # until the call waits for this row; a clock stands still here
                    if somebody_waits():
                        break
                    time.sleep(0.01)
        finally:
            connection.close()

    desk = threading.Thread(target=plan)
    desk.start()
    planned.wait(30)
    answer = rewrite(north, made, body="Other words.")
    desk.join()
    assert is_problem(answer, 409) and Edition.objects.get().body == "One.\n\nTwo."


def test_a_new_word_takes_the_approval_away(north, now):
    made, edition = draft(north), Edition.objects.get()
    Approval.objects.create(
        edition=edition, content_hash=edition.content_hash, reviewer="R", credential="MD", signer="7", signed_at=now
    )
    assert json.loads(north.get(f"v1/newsletters/{made['newsletter']}").content)["editions"][0]["approved"]
    assert not json.loads(rewrite(north, made, body="Other words.").content)["editions"][0]["approved"]


def test_only_drafts_of_its_own_are_written(north, system, now):
    made, theirs = draft(north), new_newsletter("Of people", now, by="7")
    for other in (system("south"), system("north 2")):
        assert is_problem(rewrite(other, made), 409)
    assert is_problem(rewrite(north, {"newsletter": theirs.pk}), 409)
    assert rewrite(system("north"), made).status_code == 200  # next year's token
    for state in set(Newsletter.State.values) - {"draft"}:
        Newsletter.objects.filter(pk=made["newsletter"]).update(state=state)
        assert is_problem(rewrite(north, made, body="Late."), 409)


def test_what_can_not_be_a_draft_is_refused_and_nothing_is_kept(north):
    for wrong in (
        {"name": ""},
        {"subject": "a\r\nBcc: x"},
        {"body": "a\u202eb"},
        {"body": "x" * 20_001},
        {"state": "sending"},
        {"title": 7},
    ):
        answer = north.call("POST", "v1/newsletters", {"name": "Autumn", **WORDS, **wrong})
        assert is_problem(answer, 422) and json.loads(answer.content)["errors"], wrong
    assert not Newsletter.objects.exists()
    made = draft(north)
    for language in ("xx-klingon-", "..", "a" * 40, "%00"):
        assert rewrite(north, made, language).status_code in (404, 422)


def test_the_figures_are_those_of_the_desk(north, now):
    row = new_newsletter("News", now, by="7")
    Newsletter.objects.filter(pk=row.pk).update(state="finished", people=12, left_out={"unsubscribed": 2}, began_at=now)
    Tally.objects.made((now.date(), row.pk, state) for state in ["delivered"] * 9 + ["bounced"])
    (told,) = json.loads(north.get("v1/newsletters").content)["newsletters"]
    assert (told["people"], told["emails"], told["left_out"]) == (
        12,
        {"delivered": 9, "bounced": 1},
        {"unsubscribed": 2},
    )


def test_no_operation_approves_plans_or_sends():
    found = {
        (method, path)
        for path, all_ in rest.get_openapi_schema()["paths"].items()
        for method in all_
        if "newsletter" in path
    }
    assert {one for one in found if one[0] != "get"} == {
        ("post", "/api/v1/newsletters"), ("put", "/api/v1/newsletters/{newsletter}/editions/{language}"),
    }  # fmt: skip
