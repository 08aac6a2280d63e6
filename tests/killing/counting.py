"""The verdict on a story: what the provider knows against what the rows say. docs/reliability.md says what each word means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tests.killing.truth import Truth

DAYS = (1, 4, 7, 11, 15, 19, 23, 28)  # of the shipped series
NOT_GONE = frozenset({"planned", "rejected", "cancelled", "suppressed"})
GONE_FOR_SURE = frozenset({"accepted", "delivered", "bounced", "dropped"})
PROVES = {
    "processed": "accepted", "deferred": "accepted", "delivered": "delivered", "bounce": "bounced", "dropped": "dropped",
    "spamreport": "delivered", "unsubscribe": "delivered", "group_unsubscribe": "delivered",
}  # fmt: skip
Found = tuple[str, str]  # the violation's name, and of what
Rows = dict[str, Any]


@dataclass
class Verdict:
    messages: int = 0
    kills: int = 0
    runs: int = 0
    resumes: int = 0
    doubts: int = 0
    uncertain: int = 0
    held: int = 0
    violations: list[Found] = field(default_factory=list)
    moves: set[tuple[str, str]] = field(default_factory=set)

    def count(self, name: str) -> int:
        return sum(found == name for found, _ in self.violations)

    @property
    def names(self) -> set[str]:
        return {name for name, _ in self.violations}

    def plain(self) -> dict[str, Any]:
        return {**asdict(self), "moves": sorted(self.moves)}

    @classmethod
    def read(cls, plain: dict[str, Any]) -> Verdict:
        found = [(name, what) for name, what in plain["violations"]]
        return cls(**{**plain, "violations": found, "moves": {(origin, to) for origin, to in plain["moves"]}})

    def __add__(self, other: Verdict) -> Verdict:
        return Verdict(
            self.messages + other.messages, self.kills + other.kills, self.runs + other.runs, self.resumes + other.resumes,
            self.doubts + other.doubts, self.uncertain + other.uncertain, self.held + other.held, self.violations + other.violations, self.moves | other.moves,
        )  # fmt: skip


def verdict_on(story: Any) -> Verdict:
    """After `finish`: nothing is under way any more."""
    rows: Rows = story.finish()
    truth: Truth = story.truth
    states = Counter(one["state"] for one in rows["messages"])
    found = [*story.found, *of_messages(rows, truth), *of_mailboxes(rows, truth), *of_enrolments(rows, story.people)]
    found += [*of_addresses(rows, truth), *of_books(rows, truth)]
    moves = {(origin, to) for origin, to in rows["moves"]}
    return Verdict(
        len(rows["messages"]),
        story.kills,
        story.runs,
        story.resumes,
        rows["doubts"],
        states["uncertain"],
        states["held"],
        found,
        moves,
    )


def of_messages(rows: Rows, truth: Truth) -> Iterator[Found]:
    taken, arrived, proven, again = truth.times_taken(), truth.arrived(), truth.proven(), Counter(truth.resends)
    refused = {attempt for attempt, outcome in truth.answers if outcome in ("400", "named 400")}
    ended = {one["id"] for one in rows["enrolments"] if one["state"] == "ended"}
    told_of = heard(truth)
    for one in rows["messages"]:
        message, state, times = one["id"], one["state"], taken.get(one["id"], 0)
        told = f"{state} ({one['reason']}), taken {times} times"
        if times > 1 + again[message]:
            yield "twice", told
        if state in ("accepted", "delivered") and not believed(message, state, taken, arrived, truth):
            yield "falsely accepted", told
        if state in GONE_FOR_SURE and not times and message not in truth.words:
            yield "lost", f"the provider never had it: {told}"
        if state in NOT_GONE and times > again[message]:
            yield "falsely refused", told
        if state == "rejected" and one["attempt"] not in refused:
            yield "lost", f"no refusal names it: {told}"
        if state in ("cancelled", "suppressed") and (not one["reason"] or one["enrolment"] not in ended):
            yield "lost", f"without a reason: {told}"
        if state in GONE_FOR_SURE and not again[message] and state not in told_by_events(one, told_of):
            yield "wrong state", told
        if state in ("uncertain", "held") and message in proven:
            yield "in doubt though proven", told
        if state in ("sending", "uncertain"):
            yield "unaccounted", f"at rest as {told}"


def heard(truth: Truth) -> dict[str, set[str]]:
    """Kinds of events that were answered, by the message they name, or by the address of those that name none."""
    kinds: dict[str, set[str]] = {}
    for one in truth.told:
        if one.answered:
            kinds.setdefault(one.message if one.event.get("message") else one.address, set()).add(one.event["event"])
    return kinds


def told_by_events(one: dict[str, Any], told_of: dict[str, set[str]]) -> set[str]:
    """Where the events of a message lead: the furthest of them, and to a bounce if one came that names only its address."""
    reached = {PROVES[kind] for kind in told_of.get(one["id"], ())}
    furthest = [state for state in ("accepted", "delivered", "dropped", "bounced") if state in reached][-1:] or [
        "accepted"
    ]
    return {*furthest, *(["bounced"] if "bounce" in told_of.get(one["address"], ()) else [])}


def believed(message: str, state: str, taken: dict[str, int], arrived: set[str], truth: Truth) -> bool:
    """`delivered` is true when the mailbox has it; `accepted` when the provider took it, or a person says so."""
    return message in arrived if state == "delivered" else message in taken or message in truth.words


def of_mailboxes(rows: Rows, truth: Truth) -> Iterator[Found]:
    """Also the same lesson under two ids, and mail to somebody whose word or bounce was on record."""
    again, copies, asked = Counter(truth.resends), copies_of(rows), Counter(truth.asked_again)
    for original, times in Counter(copies.values()).items():
        if times > asked[original]:
            yield "twice", f"{times} copies, asked for {asked[original]} times"
    lessons: dict[tuple[str, str, str], set[str]] = {}
    for one in truth.taken:
        lessons.setdefault((one.address, one.name, one.subject), set()).add(one.message)
        if one.at > truth.silenced.get(one.address, one.at) and not again[one.message]:
            yield "mailed though silenced", one.message
    for ids in lessons.values():
        if len(ids - copies.keys()) > 1:
            yield "twice", f"one lesson under {len(ids)} ids"
    for fault in truth.faults:
        yield "asked wrongly", fault


def copies_of(rows: Rows) -> dict[str, str]:
    """Messages that repeat another because a patient asked for it → that other."""
    return {one["id"]: one["key"].split(":")[1] for one in rows["messages"] if one["key"].startswith("resend:")}


def of_enrolments(rows: Rows, people: dict[str, list[str]]) -> Iterator[Found]:
    if len(rows["enrolments"]) != sum(map(len, people.values())):
        yield "lost", f"{len(rows['enrolments'])} enrolments of {people}"
    had: dict[str, dict[int, str]] = {}
    for one in rows["messages"]:
        had.setdefault(one["enrolment"], {})[one["position"]] = one["state"]
    now = datetime.fromisoformat(rows["now"])
    for one in rows["enrolments"]:
        lessons = had.get(one["id"], {})
        for position in range(1, one["position"] + 1):
            if position not in lessons:
                yield "lost", f"lesson {position} was passed over"
        if one["state"] in ("ended", "paused") and not one["end_reason"]:
            yield "lost", f"{one['state']} without a reason"
        if one["state"] == "finished" and one["position"] != len(DAYS):
            yield "lost", f"finished after lesson {one['position']}"
        if one["state"] == "active":
            yield from of_one_under_way(one, lessons, now)
    for _ in range(rows["unaccounted"]):
        yield "unaccounted", "an active enrolment"
    paused = {one["id"] for one in rows["enrolments"] if one["state"] == "paused"}
    for one in rows["messages"]:
        if one["state"] == "planned" and one["due_at"] <= rows["now"] and one["enrolment"] not in paused:
            yield "lost", f"due and left lying ({one['reason']})"


def of_one_under_way(one: dict[str, Any], lessons: dict[int, str], now: datetime) -> Iterator[Found]:
    """Its next lesson is under way, or due on the very day the calendar gives, which is to come."""
    under_way = lessons.get(one["position"] + 1) in ("planned", "sending")
    if under_way or one["waits_for"]:
        return
    if not one["next_due_at"]:
        yield "lost", "active, and nothing is to come"
        return
    due, day = datetime.fromisoformat(one["next_due_at"]), DAYS[one["position"]]
    expected = date.fromisoformat(one["anchored_on"]) + timedelta(days=day)
    if one["left_on"]:
        expected = max(expected, date.fromisoformat(one["left_on"]) + timedelta(days=day - one["left_day"]))
    if due <= now or due.date() != expected:
        yield "lost", f"its next lesson is due on {due:%Y-%m-%d}, by the calendar on {expected}; now is {now:%Y-%m-%d}"


def of_addresses(rows: Rows, truth: Truth) -> Iterator[Found]:
    """No address is given up without a cause, and no soft bounce counts twice."""
    soft = Counter(one.address for one in truth.told if one.answered and one.event.get("type") == "blocked")
    for address, in_a_row in rows["in_a_row"].items():
        if in_a_row > soft[address]:
            yield "counted twice", f"{in_a_row} soft bounces for {soft[address]} events"
    for address in rows["suppressed"]:
        if address not in truth.silenced and soft[address] < 3:
            yield "counted twice", f"given up after {soft[address]} soft bounces"


def of_books(rows: Rows, truth: Truth) -> Iterator[Found]:
    if not rows["tally_is_right"]:
        yield "wrong tally", ""
    for move in rows["impossible_moves"]:
        yield "impossible move", " → ".join(move)
    if len({one[0] for one in rows["events"]}) != len(rows["events"]):
        yield "event kept twice", ""
    if Counter(one[0] for one in rows["decisions"] if one[1] == "send it again") != Counter(truth.resends):
        yield "decision without a record", ""
