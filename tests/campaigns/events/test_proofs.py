"""What events prove is the same in any order, however often they are told and however they are split over calls."""

from __future__ import annotations

from functools import reduce

from hypothesis import assume, given
from hypothesis import strategies as st

from campaigns.events.proofs import PROVES, state_after
from campaigns.models.state_table import MOVES, State
from mailer.events.base import Happened

FATES = frozenset({State.DROPPED, State.BOUNCED})  # a provider that never sent an email isn't told of a refusal
STANDING = (State.PLANNED, State.SENDING, State.UNCERTAIN, State.HELD, State.ACCEPTED, State.DELIVERED)
CLOSED = (State.REJECTED, State.SUPPRESSED, State.CANCELLED)
FURTHER = {State.ACCEPTED: 1, State.DELIVERED: 2, State.BOUNCED: 3, State.DROPPED: 3}

states = st.sampled_from(list(State))
happenings = st.lists(st.sampled_from(list(Happened)), max_size=12)


def one_fate(told: list[Happened]) -> bool:
    return len({PROVES[one] for one in told} & FATES) < 2


def test_every_word_of_the_vocabulary_proves_something():
    assert set(PROVES) == set(Happened)


@given(state=states, told=happenings)
def test_no_event_ever_leaves_the_table_or_goes_backward(state, told):
    reached = state_after(state, told)
    assert reached == state or (state, reached) in MOVES
    assert FURTHER.get(reached, 0) >= FURTHER.get(state, 0)


@given(state=states, told=happenings, data=st.data())
def test_order_and_repetition_make_no_difference(state, told, data):
    again = data.draw(st.lists(st.sampled_from(told), max_size=6)) if told else []
    jumbled = data.draw(st.permutations([*told, *again]))
    assert state_after(state, jumbled) == state_after(state, told)


@given(state=states, told=happenings, data=st.data())
def test_told_one_call_after_another_they_lead_to_the_same_place_as_at_once(state, told, data):
    assume(one_fate(told))
    jumbled = data.draw(st.permutations(told))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(told)))))
    calls = [jumbled[start:end] for start, end in zip([0, *cuts], [*cuts, len(told)], strict=True)]
    assert reduce(state_after, calls, state) == state_after(state, told)


@given(state=states, told=happenings)
def test_told_again_they_change_nothing_more(state, told):
    reached = state_after(state, told)
    assert state_after(reached, told) == reached


@given(state=states)
def test_no_event_proves_nothing(state):
    assert state_after(state, []) == state


@given(state=st.sampled_from(STANDING), happened=st.sampled_from(list(Happened)))
def test_one_event_moves_an_open_message_at_least_as_far_as_it_proves(state, happened):
    assert FURTHER[state_after(state, [happened])] >= FURTHER[PROVES[happened]]


@given(state=st.sampled_from(CLOSED), told=happenings)
def test_what_never_left_is_moved_by_no_event(state, told):
    assert state_after(state, told) == state


def test_nobody_complains_about_what_never_came():
    assert state_after(State.UNCERTAIN, [Happened.COMPLAINT]) == State.DELIVERED


def test_a_mail_server_that_took_it_may_still_refuse_it_later():
    assert state_after(State.DELIVERED, [Happened.HARD_BOUNCE]) == State.BOUNCED
    assert state_after(State.BOUNCED, [Happened.DELIVERED, Happened.TAKEN]) == State.BOUNCED
