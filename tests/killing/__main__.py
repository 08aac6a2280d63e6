"""`make kill-test`: real processes, killed; the table is printed, and with --write kept in docs/reliability.md.

Both databases are told at the same time, each by a process of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from threading import Thread

from tests.killing.counting import Verdict
from tests.killing.house import a_house, ended_like_ctrl_c
from tests.killing.suite import told, told_by_workers
from tests.killing.table import below, fates, mix, state_table, table, written
from tests.postgres import PostgresMissing, program

KINDS = {"sqlite": ["sqlite"], "postgres": ["postgresql"], "both": ["sqlite", "postgresql"]}
Verdicts = dict[tuple[str, str], Verdict]


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.killing", description=__doc__)
    parser.add_argument("--database", choices=KINDS, default="both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=6, help="stories at random")
    parser.add_argument("--stories", type=int, default=0, help="only the first so many of each group (0: all)")
    parser.add_argument(
        "--minutes", type=float, default=0, help="go on with more of them until so many minutes are over"
    )
    parser.add_argument(
        "--workers", type=int, default=0, help="instead: on PostgreSQL with a timer and 1, 2, … up to so many workers"
    )
    parser.add_argument("--write", action="store_true", help="keep the table in docs/reliability.md")
    parser.add_argument("--tell", choices=("sqlite", "postgresql"), help="one database only, a line of JSON a piece")
    asked = parser.parse_args()
    with ended_like_ctrl_c():
        return tell(asked) if asked.tell else oversee(asked)


def tell(asked: Namespace) -> int:
    with a_house(asked.tell) as house:
        pieces = (
            told_by_workers(house, asked.seed, asked.workers, asked.stories)
            if asked.workers
            else told(house, asked.seed, asked.rounds, asked.minutes, asked.stories)
        )
        for group, verdict in pieces:
            print(json.dumps([asked.tell, group, verdict.plain()]), flush=True)
    return 0


def oversee(asked: Namespace) -> int:
    began, verdicts = time.monotonic(), Verdicts()
    kinds = list(those_here(["postgresql"] if asked.workers else KINDS[asked.database]))
    options = [
        f"--seed={asked.seed}",
        f"--rounds={asked.rounds}",
        f"--minutes={asked.minutes}",
        f"--stories={asked.stories}",
        f"--workers={asked.workers}",
    ]
    tellers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.killing", f"--tell={kind}", *options], stdout=subprocess.PIPE, text=True
        ) for kind in kinds
    ]  # fmt: skip
    try:
        listening = [Thread(target=listen, args=(teller, verdicts)) for teller in tellers]
        for thread in listening:
            thread.start()
        for thread in listening:
            thread.join()
        fine = all(teller.wait() == 0 for teller in tellers)
    finally:
        for teller in tellers:
            teller.terminate()
        for teller in tellers:
            teller.wait()
    return report(asked, kinds, verdicts, time.monotonic() - began) if fine else 1


def those_here(kinds: Iterable[str]) -> Iterable[str]:
    """Raises nothing: what this machine lacks is said in one line."""
    for kind in kinds:
        try:
            if kind == "postgresql":
                program("initdb")
            yield kind
        except PostgresMissing as problem:
            print(f"PostgreSQL is left out. {problem}", flush=True)


def listen(teller: subprocess.Popen[str], verdicts: Verdicts) -> None:
    assert teller.stdout is not None
    with teller.stdout as lines:
        for line in lines:
            with suppress(json.JSONDecodeError):
                database, group, plain = json.loads(line)
                verdict = Verdict.read(plain)
                verdicts[database, group] = verdicts.get((database, group), Verdict()) + verdict
                said = f"{verdict.messages} messages, {verdict.kills} kills"
                print(f"{database}, {group}: {said}, {len(verdict.violations)} violations", flush=True)
                for found in verdict.violations:
                    print("   ", *found, flush=True)


def report(asked: Namespace, kinds: list[str], verdicts: Verdicts, seconds: float) -> int:
    verdicts = {
        key: verdicts[key] for key in sorted(verdicts, key=lambda key: (kinds.index(key[0]), list(verdicts).index(key)))
    }
    whole = sum(verdicts.values(), Verdict())
    told_of = f"--workers {asked.workers}" if asked.workers else f"--database {asked.database} --rounds {asked.rounds}"
    command = f"make kill-test ARGS='{told_of} --seed {asked.seed}" + (
        f" --stories {asked.stories}'" if asked.stories else "'"
    )
    head = f"Measured against our double on {date.today():%-d %B %Y} by `{command}` ({seconds / 60:.0f} minutes on two cores)."
    text = f"{head}\n\n{table(verdicts)}\n\n{below(whole)}"
    print(f"\n{text}")
    if asked.write:
        written("the workers" if asked.workers else "the kill suite", text)
        for name, generated in (("the state table", state_table()), ("the mix", mix()), ("the fates", fates())):
            written(name, generated)
    return 1 if whole.violations else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
