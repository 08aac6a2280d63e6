"""The suite's table, and how it gets into docs/reliability.md between two marks."""

from __future__ import annotations

import runpy
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.journeys.homes import BASE
from tests.killing.counting import Verdict
from tests.killing.outcomes import FATES, MIX

CODE = runpy.run_path(str(BASE / "campaigns" / "models" / "state_table.py"))  # by itself: the harness has no Django
PAGE = BASE / "docs" / "reliability.md"
REQUIRED = ("twice", "lost", "falsely accepted", "unaccounted")
HEADS = ("story", "messages", "runs", "kills", "twice", "lost", "falsely accepted", "unaccounted", "anything else", "in doubt", "uncertain", "held")  # fmt: skip
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def table(verdicts: Mapping[tuple[str, str], Verdict]) -> str:
    """(database, group) → verdict, as Markdown, with a total."""
    rows = [line(f"{NAMES[database]}: {group}", verdict) for (database, group), verdict in verdicts.items()]
    total = line("**all**", sum(verdicts.values(), Verdict()))
    return "\n".join([joined(HEADS), joined(["---"] + ["--:"] * (len(HEADS) - 1)), *rows, total])


def line(name: str, verdict: Verdict) -> str:
    others = sum(found not in REQUIRED for found, _ in verdict.violations)
    counts = (verdict.count(found) for found in REQUIRED)
    return joined(
        [
            name,
            verdict.messages,
            verdict.runs,
            verdict.kills,
            *counts,
            others,
            verdict.doubts,
            verdict.uncertain,
            verdict.held,
        ]
    )


def joined(cells: Iterable[object]) -> str:
    return f"| {' | '.join(f'{one:,}' if isinstance(one, int) else str(one) for one in cells)} |"


def below(verdict: Verdict) -> str:
    """What else was counted."""
    moves = {(move.origin.value, move.to.value) for move in CODE["TABLE"]}
    unseen = ", ".join(f"{origin} → {to}" for origin, to in sorted(moves - verdict.moves))
    gone = f"{len(moves & verdict.moves)} of the {len(moves)} ways of the state table were gone"
    resumed = f"A person said `resume` {verdict.resumes} times, where the product asked for it"
    return f"{resumed}; {gone}{f' (not: {unseen})' if unseen else ''}."


def state_table() -> str:
    rows = [joined([move.origin.value, move.to.value, move.when]) for move in CODE["TABLE"]]
    return "\n".join([joined(["from", "to", "when"]), joined(["---"] * 3), *rows])


def mix() -> str:
    return listed(MIX)


def fates() -> str:
    return listed(FATES)


def listed(shares: Mapping[str, int]) -> str:
    """With their sum, which is what each share is out of."""
    return " · ".join(f"{name} {share}" for name, share in shares.items()) + f" (of {sum(shares.values())})"


def written(name: str, text: str, page: Path = PAGE) -> None:
    """Put `text` between the page's marks of that name."""
    whole = page.read_text()
    before, _, rest = whole.partition(mark(name, "begin"))
    _, _, after = rest.partition(mark(name, "end"))
    assert rest and after is not None, f"{page.name} has no marks for {name}"
    page.write_text(f"{before}{mark(name, 'begin')}\n{text}\n{mark(name, 'end')}{after}")


def standing(name: str, page: Path = PAGE) -> str:
    """What stands between the marks now."""
    return page.read_text().partition(mark(name, "begin"))[2].partition(mark(name, "end"))[0].strip("\n")


def mark(name: str, which: str) -> str:
    return f"<!-- {name}: {which} -->"
