"""`make fuzz`: the golden articles, damaged at random, through the import for so many seconds. Exit 1 if any crashed.

`ARGS='--seconds 60 --seed 1 --keep FOLDER'`: files that crashed or took over a second a megabyte are written to FOLDER.
"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path

import django

django.setup()

from tests.fuzzing.trials import Trial, trials  # noqa: E402

SLOW = 5.0  # seconds for one file; the goldens take well under one


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the files that crashed or were slow")
    asked = parser.parse_args()
    began, tried, refused, slowest = time.monotonic(), Counter[str](), Counter[str](), 0.0
    bad: list[Trial] = []
    for trial in trials(asked.seed):
        tried[trial.name] += 1
        refused[trial.name] += trial.refused
        slowest = max(slowest, trial.seconds)
        if trial.fault or trial.seconds > SLOW:
            bad.append(trial)
            report(trial, asked.keep)
        if time.monotonic() - began > asked.seconds:
            break
    for name in sorted(tried):
        print(f"{name}: {tried[name]} files, {refused[name]} refused")
    faults = sum(bool(trial.fault) for trial in bad)
    print(
        f"{tried.total()} files in {time.monotonic() - began:.0f} s: {faults} faults, {len(bad) - faults} slow, slowest {slowest:.1f} s"
    )
    return 1 if faults else 0


def report(trial: Trial, keep: Path | None) -> None:
    print(
        f"{trial.name}, seed {trial.seed}, {len(trial.data)} bytes, {trial.seconds:.1f} s: {trial.fault or 'slow'}",
        flush=True,
    )
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / f"{trial.seed}-{trial.name}").write_bytes(trial.data)


if __name__ == "__main__":
    sys.exit(main())
