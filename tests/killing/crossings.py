"""Every named fault point, crossed with every outcome: one home a point, one day of its story an outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tests.killing.counting import Verdict, verdict_on
from tests.killing.house import House
from tests.killing.jobs import Doom
from tests.killing.outcomes import OUTCOMES
from tests.killing.story import Story

SENDING = (
    "before_plan", "inside_plan_transaction", "after_plan", "before_claim", "before_claim_transaction", "after_attempt_row",
    "inside_claim_transaction", "after_claim", "before_live_mark", "mid_live_mark", "before_first_byte", "mid_socket_write",
    "after_request_before_answer", "after_answer_before_settle", "inside_settle_transaction", "after_settle",
)  # fmt: skip
AFTER_A_DEATH = ("inside_bury", "after_bury")
AFTER_THREE_DAYS = ("inside_hold", "inside_decision")
IN_THE_WEB = ("before_event_transaction", "inside_event_transaction", "after_event_commit_before_answer")
ALL_POINTS = (*SENDING, *AFTER_A_DEATH, *AFTER_THREE_DAYS, *IN_THE_WEB)
DAYS_OF_A_STORY = 6  # in a longer one every run has more to send, and takes longer to die
EVENTS = ("in order", "lost", "repeated", "muddled", "early")


def crossed(
    house: House, days: Sequence[tuple[str, str]], seed: int, turn: int = 0, nths: Sequence[int] = (1, 2)
) -> Verdict:
    """A point and an outcome each day: new patients beside those under way, a death, what follows it, and the events in one of five ways."""
    story = Story(house, seed)
    try:
        reached: dict[str, bool] = {}
        for day, (point, outcome) in enumerate(days):
            events = EVENTS[(turn + day) % len(EVENTS)]
            killed = one_day(story, point, outcome, events, nth=nths[day % len(nths)])
            reached[point] = reached.get(point, False) or killed
        story.found += [("never reached", point) for point, killed in reached.items() if not killed]
        return verdict_on(story)
    finally:
        story.close()


def in_parts(things: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (things[start : start + size] for start in range(0, len(things), size))


def one_day(story: Story, point: str, outcome: str, events: str, *, nth: int) -> bool:
    """`nth`: the visit of a sending run's point at which it dies; at the second one, the first request went well."""
    story.enrol(4)
    if events == "early":
        story.early_events()
    if point in SENDING:
        story.house.provider.script.extend(["ok"] * (nth - 1))
        killed = story.killed_at(point, outcome, nth if outcome != "refused" else 1)
    else:
        killed = LEADS_TO[point](story, point, outcome)
    if story.house.provider.script or (outcome == "refused" and point in SENDING[: SENDING.index("before_first_byte")]):
        story.house.provider.script.clear()
        story.send_due(outcome).wait()  # it died before it met the outcome: the next run does
    story.until_quiet()
    story.house.provider.early = None
    story.events_come(events if events != "early" else "in order")
    story.clock.passes(days=1)
    return killed


def after_a_death(story: Story, point: str, outcome: str) -> bool:
    """What a killed run left behind is found by another, which is killed as well."""
    story.killed_at("after_claim" if outcome == "refused" else "after_request_before_answer", outcome)
    return story.killed_at(point)


def after_three_days(story: Story, point: str, outcome: str) -> bool:
    story.killed_at("after_claim" if outcome == "refused" else "after_request_before_answer", outcome)
    story.until_quiet()
    story.clock.passes(hours=73)
    if point == "inside_hold":
        return story.killed_at(point)
    story.until_quiet()
    return [decided(story, message, number) for number, message in enumerate(story.held())] != []


def decided(story: Story, message: str, number: int) -> bool:
    """The person's first click meets a death, so they click again."""
    word = ("again", "sent")[number % 2]
    killed = story.count_kill(
        story.start("decide", message, word, "--json", doom=Doom("inside_decision")).wait()
    ).killed
    story.decide(message, word)
    return killed


def in_the_web(story: Story, point: str, outcome: str) -> bool:
    """The web process dies with the events in its hands; the provider brings them again."""
    story.send_due(outcome).wait()
    story.until_quiet()
    before = story.postman.kills
    story.postman.open(doom=Doom(point))
    story.events_come()
    return story.postman.kills > before


LEADS_TO: dict[str, Callable[[Story, str, str], bool]] = {
    **dict.fromkeys(AFTER_A_DEATH, after_a_death),
    **dict.fromkeys(AFTER_THREE_DAYS, after_three_days),
    **dict.fromkeys(IN_THE_WEB, in_the_web),
}


def every_point_and_outcome(house: House, seed: int) -> Iterator[Verdict]:
    for place, point in enumerate(ALL_POINTS):
        for part, outcomes in enumerate(in_parts(OUTCOMES, DAYS_OF_A_STORY)):
            yield crossed(house, [(point, outcome) for outcome in outcomes], seed * 1_000 + place * 10 + part, place)


IN_TURN = {
    "before_plan": "refused", "inside_plan_transaction": "429", "after_plan": "503", "before_claim": "400",
    "before_claim_transaction": "named 400", "after_attempt_row": "401", "inside_claim_transaction": "reset before",
    "after_claim": "reset mid", "before_live_mark": "200 page", "mid_live_mark": "302", "before_first_byte": "500",
    "mid_socket_write": "ok", "after_request_before_answer": "ok", "after_answer_before_settle": "reset after taking",
    "inside_settle_transaction": "500 after taking", "after_settle": "ok", "inside_bury": "reset after", "after_bury": "ok",
    "inside_hold": "hang", "inside_decision": "hang after taking", "before_event_transaction": "ok",
    "inside_event_transaction": "ok", "after_event_commit_before_answer": "ok",
}  # fmt: skip
"""The short form: each point once and each outcome at least once, in one home."""


def each_once(house: House, seed: int, points: Mapping[str, str] = IN_TURN) -> Verdict:
    parts = in_parts(list(points.items()), DAYS_OF_A_STORY)
    return sum((crossed(house, part, seed + number, nths=(1,)) for number, part in enumerate(parts)), Verdict())
