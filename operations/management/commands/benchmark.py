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

        parser.add_argument("--patients", type=int, help="of the benchmark pages, the same as --size")
        parser.add_argument("--messages", type=int, help="of the benchmark pages: 5 a patient when it is left out")

    def run(self, name: str, size: int | None, patients: int | None, messages: int | None, **_: Any) -> dict[str, Any]:
        if (patients is not None or messages is not None) and name != "pages":
            raise Refusal("--patients and --messages are for the benchmark pages: use --size.")
        for option, value in {"--size": size, "--patients": patients, "--messages": messages}.items():
            if value is not None and value < 1:
                raise Refusal(f"{option} must be 1 or more.")
        found = measured(name, patients or size or 0, *filter(None, [messages]))
        for heading in ("figures", "ratios"):
            self.say(
                f"{heading.capitalize()}:",
                *(
                    f"  {key}: {value:,.3g}" if value < 10 else f"  {key}: {value:,.0f}"
                    for key, value in found[heading].items()
                ),
            )
        return {"name": name, **found, "machine": machine()}
