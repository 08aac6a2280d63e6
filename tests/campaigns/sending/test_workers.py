"""Who holds an attempt, and whether they can still settle it."""

from __future__ import annotations

import subprocess
import sys

from campaigns.sending.workers import Life, life_of, namespace, started, worker_name


def test_a_worker_is_named_for_its_process_and_no_other():
    assert worker_name() == worker_name() and len(worker_name()) <= 120
    told = subprocess.run(
        [sys.executable, "-c", "from campaigns.sending.workers import worker_name; print(worker_name())"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    assert told != worker_name() and told.startswith(namespace())
    assert life_of(told, me=worker_name()) == Life.GONE, "it has ended"


def test_a_living_process_is_alive_and_a_killed_one_is_gone():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        name = f"{namespace()}:{other.pid}:{started(other.pid)}"
        assert life_of(name, me="me") == Life.ALIVE
        other.kill()
    assert life_of(name, me="me") == Life.GONE


def test_a_process_that_got_the_same_number_later_is_not_the_one_that_died():
    place, number, _ = worker_name().rsplit(":", 2)
    assert life_of(f"{place}:{number}:1", me="me") == Life.GONE


def test_of_another_machine_only_the_lease_can_tell():
    assert life_of("elsewhere:1:2", me="me") == Life.UNKNOWN
    assert life_of("a name of another kind", me="me") == Life.UNKNOWN


def test_what_stands_under_ones_own_name_before_the_first_claim_was_left_by_a_run_that_broke_off():
    assert life_of(worker_name(), me=worker_name()) == Life.GONE
