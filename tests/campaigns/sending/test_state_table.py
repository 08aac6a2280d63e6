"""The state table: its ways and no others, and one place in the code that takes them."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from campaigns.models import Enrolment, Message, Tally
from campaigns.models.state_table import MOVES, TABLE, ImpossibleMove, State
from tests.campaigns.events.in_the_post import Post
from tests.campaigns.rows import reread
from tests.campaigns.sending.state_writers import python_files, writers

ROOT = Path(__file__).resolve().parents[3]
PARTS = [ROOT / name for name in ("campaigns", "staff", "portal", "api", "operations", "scheduler")]
MAY_WRITE = {
    "campaigns/models/message.py": {"move"},
    "campaigns/sending/claiming.py": {"write_claim"},  # many values of each row at once, and the tally with them
    "campaigns/models/pending_visit.py": {"settle"},  # the state of a visit
    "campaigns/patient_files/running.py": {"finish"},  # the state of a file
}
ENDS = {State.REJECTED, State.SUPPRESSED, State.CANCELLED, State.BOUNCED, State.DROPPED}
LEFT = {State.ACCEPTED, State.DELIVERED, State.BOUNCED, State.DROPPED}


# ---- the table itself


def test_no_way_stands_twice_or_leads_nowhere():
    assert len(MOVES) == len(TABLE) and all(origin != to for origin, to in MOVES)
    assert all(move.when for move in TABLE)


def test_every_state_is_reached_from_planned():
    reached, before = {State.PLANNED}, set()
    while reached != before:
        before = set(reached)
        reached |= {to for origin, to in MOVES if origin in before}
    assert reached == set(State)


def test_what_has_left_never_comes_back_into_the_queue():
    for state in LEFT:
        assert not {to for origin, to in MOVES if origin == state} & {State.PLANNED, State.SENDING, State.HELD}


def test_only_a_no_and_a_person_put_a_message_back():
    assert {origin for origin, to in MOVES if to == State.PLANNED} == {State.SENDING, State.HELD}
    assert {origin for origin, to in MOVES if to == State.SENDING} == {State.PLANNED}


def test_what_is_uncertain_waits_for_a_proof_or_a_person():
    assert {to for origin, to in MOVES if origin == State.UNCERTAIN} == LEFT | {State.HELD}


# ---- moving rows


@pytest.fixture
def post(clinic, now) -> Post:
    return Post(now)


def put(message: Message, state: State) -> Message:
    """Into any state, past all rules, with its tally."""
    Tally.objects.moved([(message.day, message.series_id, reread(message).state, state)])
    Message.objects.filter(pk=message.pk).update(state=state, reason="as it was")
    return reread(message)


def test_every_way_of_the_table_can_be_gone_and_is_counted(post):
    message = post.email(state="planned")
    for move in TABLE:
        put(message, move.origin)
        assert Message.objects.filter(pk=message.pk).move(move.to, reason="moved") == 1
        assert (reread(message).state, message.reason) == (move.to, "moved")
        assert Tally.objects.kept() == Tally.objects.counted_anew()


def test_every_other_way_is_refused_and_leaves_nothing_changed(post):
    message = post.email(state="planned")
    for origin, to in set(product(State, State)) - MOVES:
        put(message, origin)
        with pytest.raises(ImpossibleMove, match=f"{origin} → {to} "):
            Message.objects.filter(pk=message.pk).move(to, reason="moved")
        assert (reread(message).state, message.reason) == (origin, "as it was")
        assert Tally.objects.kept() == Tally.objects.counted_anew()


def test_one_row_that_cant_go_keeps_all_the_others_back(post):
    emails = [post.email(f"p{n}@example.org", state=state) for n, state in enumerate(("sending", "sending", "bounced"))]
    before = list(Message.objects.order_by("pk").values())
    with pytest.raises(ImpossibleMove):
        Message.objects.filter(pk__in=[one.pk for one in emails]).move(State.ACCEPTED)
    assert list(Message.objects.order_by("pk").values()) == before
    assert Tally.objects.kept() == Tally.objects.counted_anew()


def test_rows_of_different_states_may_go_to_the_same_one(post):
    for number, state in enumerate(("sending", "uncertain", "held")):
        post.email(f"p{number}@example.org", state=state)
    assert Message.objects.all().move(State.ACCEPTED) == 3


def test_a_move_of_no_rows_is_none(post):
    assert Message.objects.all().move(State.ACCEPTED) == 0


def test_a_state_that_doesnt_exist_is_refused(post):
    message = post.email(state="planned")
    with pytest.raises(ImpossibleMove):
        Message.objects.all().move("sent")
    assert reread(message).state == State.PLANNED


def test_only_the_rows_asked_for_move(post):
    one, other = post.email(state="sending"), post.email("bo@example.org", state="sending")
    Message.objects.filter(pk=one.pk).move(State.ACCEPTED)
    assert reread(other).state == State.SENDING and Enrolment.objects.count() == 2


# ---- one place in the code


def test_no_code_gives_a_message_its_state_but_move_and_the_claim():
    found = {}
    for path in python_files(*PARTS):
        if "benchmarks" in path.parts:  # they fill a database of their own, and measure against bare SQL
            continue
        name = str(path.relative_to(ROOT))
        for function, line in writers(path.read_text()):
            if function not in MAY_WRITE.get(name, ()):
                found[f"{name}:{line}"] = function
    assert not found


@pytest.mark.parametrize(
    "code",
    [
        "Message.objects.filter(pk=1).update(state='accepted')",
        "rows.update(state=Message.State.ACCEPTED, reason='')",
        "rows.update(reason='', state=to)",
        "message.state = State.ACCEPTED",
        "message.state = 'accepted'",
        "Message.objects.bulk_update(rows, ['state'])",
        "update_each(Message, ['reason', 'state'], rows)",
        "cursor.execute('UPDATE campaigns_message SET state = 1')",
    ],
)
def test_that_test_finds_what_it_looks_for(code):
    assert list(writers(f"def f():\n    {code}")) == [("f", 2)]


@pytest.mark.parametrize(
    "code",
    [
        "Enrolment.objects.update(state=Enrolment.State.ENDED)",
        "series.state = Series.State.ACTIVE",
        "Message.objects.update(reason='')",
        "update_each(Message, ['reason'], rows)",
        "Message.objects.filter(state='planned')",
    ],
)
def test_and_leaves_the_rest_in_peace(code):
    assert not list(writers(code))
