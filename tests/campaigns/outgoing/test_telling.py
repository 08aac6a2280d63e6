"""Told at least once, by several workers at once, with growing pauses for three days; and one that fails holds nobody up."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import OutgoingEvent, Receiver
from campaigns.models.outgoing_event import OutgoingEvents, Subject
from campaigns.models.receiver import Receivers
from campaigns.outgoing import receivers, telling, trouble
from campaigns.outgoing.address import NoWay
from campaigns.outgoing.secrets import LABEL, MOST_OLD, seal_again, secrets_of
from campaigns.outgoing.telling import LEASE, tell_due
from clinic import live_mark
from clinic.refusal import Refusal
from patients.identifiers import new_id
from patients.sealed_text import open_text
from tests.campaigns.outgoing.listening import listening
from tests.campaigns.rows import reread

SOMEBODY = Subject(new_id(), "", "")
KIND = Receiver.Kind.FINISHED


class Ears:
    """In the place of the network: what each host answers, and all it heard."""

    def __init__(self) -> None:
        self.says: dict[str, object] = {}
        self.heard: list[tuple[str, str, bytes, dict[str, str]]] = []

    def __call__(self, target, body, headers, *, loopback) -> int:
        self.heard.append((target.host.partition(".")[0], headers["webhook-id"], body, headers))
        answer = self.says.get(target.host.partition(".")[0], 204)
        if callable(answer):
            answer = answer()
        if isinstance(answer, str):
            raise NoWay(answer)
        return answer

    def ids(self, name: str) -> list[str]:
        return [id for host, id, *_ in self.heard if host == name]


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def listeners(live, receiver) -> list[Receiver]:
    return [receiver("north"), receiver("south")]


def note(now: datetime, times: int = 1) -> None:
    for _ in range(times):
        OutgoingEvent.objects.note(KIND, lambda: [SOMEBODY], now)


def tell(ears: Ears, at: datetime, **how: object) -> tuple[int, int]:
    done = tell_due(lambda: at, post=ears, **how)
    return done.told, done.failed


def test_each_hears_it_once_signed_so_that_it_can_check(listeners, ears, now):
    note(now)
    assert tell(ears, now) == (2, 0) and tell(ears, now) == (0, 0)
    assert sorted(host for host, *_ in ears.heard) == ["north", "south"]
    for host, id, body, headers in ears.heard:
        secret = open_text(LABEL, Receiver.objects.get(name=host).secret)
        signed = f"{id}.{int(now.timestamp())}.".encode() + body
        mac = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()
        assert headers["webhook-signature"] == "v1," + base64.b64encode(mac).decode()
        assert headers["webhook-timestamp"] == str(int(now.timestamp()))
    assert not any(open_text(LABEL, one.secret) in str(Receiver.objects.values()) for one in listeners)


def test_the_same_id_is_always_the_same_body(listeners, ears, now):
    note(now)
    ears.says = dict.fromkeys(("north", "south"), 500)
    tell(ears, now)
    ears.says = {}
    tell(ears, now + timedelta(minutes=5))
    told_by_id: dict[str, set[bytes]] = {}
    for _, id, body, _headers in ears.heard:
        told_by_id.setdefault(id, set()).add(body)
    assert len(ears.heard) == 4 and [len(one) for one in told_by_id.values()] == [1, 1]


@pytest.mark.parametrize(
    "answer", [301, 302, 400, 404, 410, 429, 500, 503, "no answer in time", "certificate", "not outside"]
)
def test_only_a_yes_is_a_yes(answer, listeners, ears, now):
    note(now)
    ears.says = {"south": answer}
    assert tell(ears, now) == (1, 1)
    row = OutgoingEvent.objects.get(receiver__name="south")
    assert (row.told_at, row.answer, row.tries, row.next_at) == (None, str(answer), 1, now + timedelta(seconds=10))


def test_pauses_grow_and_after_three_days_it_is_given_up(listeners, ears, now):
    note(now)
    ears.says = {"south": 500}
    at, tried = now, []
    while OutgoingEvent.objects.waiting().exists() and at < now + timedelta(days=9):
        before = len(ears.ids("south"))
        tell(ears, at)
        tried += [at] * (len(ears.ids("south")) - before)
        rests = Receiver.objects.get(name="south").rests_until
        next_at = OutgoingEvent.objects.get(receiver__name="south").next_at
        at = max(filter(None, (rests, next_at, at)))
    pauses = [b - a for a, b in zip(tried, tried[1:], strict=False)]
    assert pauses == sorted(pauses) and len(tried) < 25
    assert timedelta(days=2, hours=12) < tried[-1] - now <= timedelta(days=3)
    row = OutgoingEvent.objects.get(receiver__name="south")
    assert row.given_up_at and row.answer == "500" and len(set(ears.ids("south"))) == 1


def test_one_that_fails_rests_and_holds_nobody_up(listeners, ears, now):
    note(now, 50)
    ears.says = {"south": "no answer in time"}
    assert tell(ears, now) == (50, 1)
    assert Counter(host for host, *_ in ears.heard) == {"north": 50, "south": 1}
    waiting = OutgoingEvent.objects.waiting()
    assert waiting.count() == 50 and waiting.filter(tries=0).count() == 49
    assert tell(ears, now + timedelta(seconds=5)) == (0, 0)
    ears.says = {}
    assert tell(ears, now + timedelta(seconds=10)) == (50, 0) and not waiting.exists()


def test_while_a_slow_one_is_waited_for_the_others_are_told(listeners, ears, now, monkeypatch):
    monkeypatch.setattr(telling, "LOOK_AGAIN", 0.01)
    others_done = Event()

    def slow() -> int:
        assert others_done.wait(10), "the others waited for the slow one"
        return 204

    def quick() -> int:
        if len(ears.ids("north")) == 41:
            others_done.set()
        return 204

    note(now, 41)  # three batches of the quick one while the slow one has its first call
    ears.says = {"south": slow, "north": quick}
    assert tell(ears, now) == (82, 0)


def test_a_receiver_that_was_silent_for_three_days_isnt_asked_row_by_row(listeners, ears, now):
    ears.says = {"south": 500}
    for day in range(5):
        note(now + timedelta(days=day), 30)
        tell(ears, now + timedelta(days=day))
    south = OutgoingEvent.objects.filter(receiver__name="south")
    assert south.given_up().count() == 60 and len(ears.ids("south")) == 5
    ears.says = {}
    assert tell(ears, now + timedelta(days=4, hours=9))[0] == 90


def test_what_another_has_taken_is_left_alone_until_its_lease_is_over(listeners, ears, now):
    note(now)
    for one in Receiver.objects.all():
        assert telling.take(one, now, live=True) is not None
    assert tell(ears, now + LEASE - timedelta(seconds=1)) == (0, 0) and not ears.heard
    assert tell(ears, now + LEASE) == (2, 0)
    assert set(OutgoingEvent.objects.values_list("tries", flat=True)) == {2}


def test_a_worker_that_comes_back_from_the_dead_settles_nothing_of_others(listeners, ears, now):
    note(now)
    north = Receiver.objects.get(name="north")
    dead = telling.take(north, now, live=True)
    assert dead and telling.take(north, now + LEASE, live=True)
    telling.settle(dead, [telling.Said(dead.events[0], "204")], now + LEASE, telling.Told())
    assert OutgoingEvent.objects.get(receiver=north).told_at is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer at a time: its claims come one by one"
)
def test_workers_at_the_same_moment_take_different_rows(live, receiver, now):
    from concurrent.futures import ThreadPoolExecutor

    receiver()
    note_all = [
        OutgoingEvent(receiver=Receiver.objects.get(), kind=KIND, at=now, since=now, next_at=now, body="{}")
        for _ in range(200)
    ]
    OutgoingEvent.objects.bulk_create(note_all)

    def work(_: int) -> list[str]:
        mine = Ears()
        try:
            tell(mine, now)
        finally:
            connection.close()
        return mine.ids("north")

    with ThreadPoolExecutor(4) as pool:
        heard = [id for ids in pool.map(work, range(4)) for id in ids]
    assert len(heard) == len(set(heard)) == 200 and not OutgoingEvent.objects.waiting().exists()


def test_a_clock_that_ends_begins_no_further_call(listeners, ears, now):
    note(now, 30)
    left = iter([True])
    tell(ears, now, go_on=lambda: next(left, False))
    assert 0 < len(ears.heard) <= 40 and OutgoingEvent.objects.waiting().filter(tries=0).exists()


# ---- where it may be told from


def test_a_restored_copy_tells_nobody_elsewhere_until_a_person_makes_it_live(listeners, ears, now, settings):
    note(now)
    (Path(settings.HOME) / live_mark.NAME).unlink()
    assert tell(ears, now) == (0, 0) and not ears.heard
    with pytest.raises(Refusal, match="isn’t live"):
        receivers.test(listeners[0], lambda: now, by="test", post=ears)
    assert not ears.heard


def test_while_practising_a_program_on_this_machine_hears_all_of_it(db, receiver, now):
    with listening() as listener:
        receiver("near", url=listener.url)
        note(now)
        done = tell_due(lambda: now)
        assert done.told == 1 and listener.heard[0].body == OutgoingEvent.objects.get().body.encode()


def test_a_receiver_that_settings_shut_out_is_seen_to_fail(listeners, ears, now, settings):
    settings.WEBHOOK_PORTS = (8443,)
    note(now)
    assert tell(ears, now) == (0, 0) and not ears.heard
    later = now + timedelta(hours=1)
    assert [one.receiver.name for one in trouble.troubles(later)] == ["north", "south"]
    settings.WEBHOOK_PORTS = (443,)
    assert tell(ears, later) == (2, 0) and trouble.troubles(later) == []


def test_a_new_field_key_seals_the_secrets_again(listeners, now, settings):
    before = [secrets_of(one, now) for one in Receiver.objects.in_order()]
    receivers.rotate(listeners[0], now, by="7")
    settings.FIELD_ENCRYPTION_KEYS = [b"n" * 32, *settings.FIELD_ENCRYPTION_KEYS]
    assert seal_again(only_count=True) == seal_again() == 2 and seal_again(only_count=True) == 0
    settings.FIELD_ENCRYPTION_KEYS = settings.FIELD_ENCRYPTION_KEYS[:1]
    after = [secrets_of(one, now) for one in Receiver.objects.in_order()]
    assert after[1] == before[1] and after[0][1:] == before[0]


# ---- what an admin does


def test_a_test_is_sent_at_once_and_only_once(listeners, ears, now):
    (one, _) = listeners
    receivers.pause(one, now, by="7")
    assert receivers.test(one, lambda: now, by="7", post=ears).answer == "204"
    ears.says = {"north": 500}
    failed = receivers.test(one, lambda: now, by="7", post=ears)
    assert (failed.answer, failed.next_at) == ("500", None) and len(ears.heard) == 2


def test_a_pause_keeps_what_happens_and_going_on_tells_it(listeners, ears, now):
    (one, _) = listeners
    receivers.pause(one, now, by="7")
    note(now)
    later = now + timedelta(days=5)
    assert tell(ears, later)[0] == 1
    receivers.go_on(one, later, by="7")
    assert tell(ears, later) == (1, 0) and ears.ids("north")


def test_going_on_that_breaks_off_leaves_it_paused(listeners, now, monkeypatch):
    """Else what waited for longer than three days would be given up at the first no."""
    receivers.pause(listeners[0], now, by="7")
    with monkeypatch.context() as patch, pytest.raises(ZeroDivisionError):
        patch.setattr(OutgoingEvents, "waiting", lambda _: 1 / 0)
        receivers.go_on(listeners[0], now, by="7")
    assert reread(listeners[0]).paused_at


def test_what_was_given_up_is_told_again_with_its_old_id(listeners, ears, now):
    note(now)
    OutgoingEvent.objects.all().give_up(now)
    assert receivers.tell_again(listeners[0], now + timedelta(days=9), by="7") == 1
    assert tell(ears, now + timedelta(days=9)) == (1, 0)
    assert ears.ids("north") == [str(OutgoingEvent.objects.get(receiver=listeners[0]).pk)]


def test_for_a_week_two_secrets_sign(listeners, ears, now):
    (one, _) = listeners
    old = secrets_of(one, now)
    made = receivers.rotate(one, now, by="7")
    assert secrets_of(reread(one), now) == [made.secret, *old]
    note(now)
    tell(ears, now)
    assert {host: len(headers["webhook-signature"].split()) for host, *_, headers in ears.heard} == {
        "north": 2,
        "south": 1,
    }
    assert secrets_of(one, now + timedelta(days=7)) == [made.secret]


def test_two_who_add_the_same_name_at_once_make_one(listeners, now, monkeypatch):
    """On PostgreSQL neither sees the other's row before it is committed."""
    monkeypatch.setattr(Receivers, "exists", lambda _: False)
    with pytest.raises(Refusal, match="choose another one"):
        receivers.add("north", listeners[0].url, [KIND], now=now, by="7")
    assert Receiver.objects.count() == 2


def test_changed_twice_in_a_week_the_secret_the_receiver_knows_signs_on(listeners, now):
    (one, _) = listeners
    (known,) = secrets_of(one, now)
    second = receivers.rotate(one, now, by="7").secret
    stale, later = Receiver.objects.get(pk=one.pk), now + timedelta(days=3)
    third = receivers.rotate(one, later, by="7").secret
    fourth = receivers.rotate(stale, later, by="8").secret  # a page that was read before the third
    assert secrets_of(reread(one), later) == [fourth, third, second, known]
    assert secrets_of(reread(one), now + timedelta(days=7)) == [fourth, third, second]
    assert secrets_of(reread(one), later + timedelta(days=7)) == [fourth]


def test_an_older_row_with_one_old_secret_is_read_and_changed(listeners, now, settings):
    (one, _) = listeners
    (known,) = secrets_of(one, now)
    made = receivers.rotate(one, now, by="7")
    Receiver.objects.filter(pk=one.pk).update(old_secret=reread(one).old_secret.split()[1])
    settings.FIELD_ENCRYPTION_KEYS = [b"n" * 32, *settings.FIELD_ENCRYPTION_KEYS]
    assert seal_again() == 2
    again = receivers.rotate(one, now + timedelta(days=6), by="7")
    assert secrets_of(reread(one), now + timedelta(days=6)) == [again.secret, made.secret, known]
    assert secrets_of(reread(one), now + timedelta(days=7)) == [again.secret, made.secret]


def test_a_header_grows_without_end_for_nobody(listeners, now):
    for _ in range(MOST_OLD):
        receivers.rotate(listeners[0], now, by="7")
    kept = secrets_of(reread(listeners[0]), now)
    with pytest.raises(Refusal, match="wait a few days"):
        receivers.rotate(listeners[0], now, by="7")
    assert secrets_of(reread(listeners[0]), now) == kept and len(kept) == MOST_OLD + 1


def test_removing_one_takes_its_rows_with_it_and_harms_no_fact(listeners, ears, now):
    note(now)
    receivers.remove(listeners[0], now, by="7")
    note(now)
    assert tell(ears, now) == (2, 0) and set(ears.ids("north")) == set()


def test_an_idle_round_asks_little(listeners, now):
    with CaptureQueriesContext(connection) as asked:
        tell_due(lambda: now)
    assert len(asked) <= 5


def test_no_question_of_a_round_reads_all_that_was_ever_told(listeners, now):
    """PostgreSQL chooses by what it has counted; in a small table it reads all of it."""
    one, rows = listeners[0], OutgoingEvent.objects
    asked = [
        rows.due(one, now),
        rows.over(now),
        trouble.told_in_vain().filter(receiver=one),
        rows.filter(receiver=one).newest_first(),
    ]
    plans = [query.explain() for query in asked]
    assert (
        connection.vendor == "postgresql" or [plan for plan in plans if "SCAN" in plan or "TEMP B-TREE" in plan] == []
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"name": "Nörd"}, "letters without accents"), ({"kinds": []}, "wants to hear"), ({"kinds": ["x"]}, "wants to hear"),
        ({"url": "http://far.example.org/"}, "https://"), ({"url": "https://10.0.0.1/"}, "private network"), ({"name": "north"}, "of this name"),
        ({"url": "http://127.0.0.1:8000/"}, "only while practising"), ({"url": "https://far.example.org:25/"}, "443, 8443"),
    ],
)  # fmt: skip
def test_what_can_not_be_a_receiver_is_refused(changes, why, listeners, now):
    given = {"name": "far", "url": "https://far.example.org/", "kinds": [KIND], **changes}
    with pytest.raises(Refusal, match=why):
        receivers.add(given["name"], given["url"], given["kinds"], now=now, by="7")
    assert Receiver.objects.count() == 2


def test_there_is_a_most(live, receiver, monkeypatch):
    monkeypatch.setattr(Receiver, "MOST", 1)
    receiver()
    with pytest.raises(Refusal, match="remove one first"):
        receiver("south")
