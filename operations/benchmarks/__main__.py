"""The measured part of one benchmark, in a process and a home of its own: `python -m operations.benchmarks NAME SIZE …` (0: its own size)."""

from __future__ import annotations

import json
import logging
import sys
from importlib import import_module

MODULES = {"import": "importing"}  # a keyword of Python names no module


def main(name: str, size: int, *more: int) -> None:
    import django

    django.setup()
    logging.getLogger("aftervisit").setLevel(logging.WARNING)
    from operations.benchmarks import databases

    of = import_module(f"operations.benchmarks.{MODULES.get(name, name)}")
    with databases.of_its_own():
        figures, ratios = of.benchmark(size or of.SIZE, *more)
    sys.stdout.write(json.dumps({"figures": figures, "ratios": ratios}))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
