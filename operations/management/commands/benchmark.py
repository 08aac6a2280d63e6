from argparse import ArgumentParser
from typing import Any

from clinic.console import ConsoleCommand
from clinic.refusal import Refusal
from operations.benchmarks import NAMES, ON_POSTGRESQL
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
        parser.add_argument(
            "--enrolments", type=int, help="of the benchmark pages: one a patient when it is left out, at most 16"
        )
        parser.add_argument(
            "--database",
            default="",
            metavar="URL",
            help="a PostgreSQL on which to measure; it makes databases of its own there",
        )

    def run(
        self,
        name: str,
        size: int | None,
        patients: int | None,
        messages: int | None,
        enrolments: int | None,
        database: str,
        **_: Any,
    ) -> dict[str, Any]:
        of_pages = {"--patients": patients, "--messages": messages, "--enrolments": enrolments}
        if any(value is not None for value in of_pages.values()) and name != "pages":
            raise Refusal("--patients, --messages and --enrolments are for the benchmark pages: use --size.")
        for option, value in {"--size": size, **of_pages}.items():
            if value is not None and value < 1:
                raise Refusal(f"{option} must be 1 or more.")
        if database and name not in ON_POSTGRESQL:
            raise Refusal(f"The benchmark {name} is for SQLite: on PostgreSQL there are {' and '.join(ON_POSTGRESQL)}.")
        more = [messages or 0, enrolments or 0] if name == "pages" else []
        found = measured(name, patients or size or 0, *more, database=database)
        for heading in ("figures", "ratios"):
            self.say(
                f"{heading.capitalize()}:",
                *(
                    f"  {key}: {value:,.3g}" if value < 10 else f"  {key}: {value:,.0f}"
                    for key, value in found[heading].items()
                ),
            )
        return {"name": name, **found, "machine": machine()}
