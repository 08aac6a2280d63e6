from argparse import ArgumentParser
from typing import Any

from clinic.console import ConsoleCommand
from clinic.refusal import Refusal
from operations.benchmarks import NAMES
from operations.benchmarks.apart import measured
from operations.benchmarks.measuring import machine


class Command(ConsoleCommand):
    help = "How fast this machine is at one thing, as figures and as ratios measured in one run. Touches nothing of this installation."
    needs_database = False

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=sorted(NAMES))
        parser.add_argument(
            "--size", type=int, help="how many of them: " + "; ".join(f"{n} {what}" for n, what in NAMES.items())
        )

    def run(self, name: str, size: int | None, **_: Any) -> dict[str, Any]:
        if size is not None and size < 1:
            raise Refusal("--size must be 1 or more.")
        found = measured(name, size or 0)
        for heading in ("figures", "ratios"):
            self.say(
                f"{heading.capitalize()}:",
                *(
                    f"  {key}: {value:,.3g}" if value < 10 else f"  {key}: {value:,.0f}"
                    for key, value in found[heading].items()
                ),
            )
        return {"name": name, **found, "machine": machine()}
