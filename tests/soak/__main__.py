"""`make soak`: an hour of an installation's days (ARGS='--minutes 10 --database postgresql --seed 3'). It ends by itself and leaves nothing."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser

from tests.killing.counting import Verdict, verdict_on
from tests.killing.house import a_house, ended_like_ctrl_c
from tests.soak.judging import growth, table
from tests.soak.life import Life


def soak(life: Life, minutes: float) -> tuple[Verdict, list[str]]:
    """As many days as fit, and at least one."""
    began = time.monotonic()
    while not life.measured or time.monotonic() - began < 60 * minutes:
        life.live_a_day()
    verdict = verdict_on(life.story)
    return verdict, [*life.faults, *life.patients.faults, *life.patients.forgotten(), *growth(life.measured)]


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with ended_like_ctrl_c(), a_house(asked.database) as house:
        life = Life(house, asked.seed)
        try:
            verdict, amiss = soak(life, asked.minutes)
        finally:
            life.close()
    print(f"{asked.database}, seed {asked.seed}: {len(life.measured)} days, {verdict.messages} messages\n")
    print(table(life.measured))
    pressed = life.patients
    print(
        f"\n{life.backups} backups made and checked; patients gave {len(pressed.answers)} answers, asked {len(pressed.called)} times"
        f" to be called and {pressed.fresh} times for a fresh link"
    )
    counts = ", ".join(f"{verdict.count(name)} {name}" for name in ("twice", "lost", "unaccounted"))
    print(f"{counts}, {len(verdict.violations)} violations in all, {len(amiss)} other faults")
    for found in [*map(": ".join, verdict.violations), *amiss]:
        print("  ", found)
    return 1 if verdict.violations or amiss else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
