"""`make audit`: does anybody know a weakness in what we are pinned to? pip-audit asks; here its answer is read with care.

By itself pip-audit says "no known vulnerabilities" and ends well also when it could ask about no package at all. Here that is no verdict.
Exit status 0: each package was asked about, and none has one. 1: there is one, or there is no verdict.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from operations.licences import BASE, pins

LONGEST = 300  # seconds


@dataclass
class Verdict:
    weak: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
    asked: int = 0
    why: str = ""

    def said(self) -> str:
        if self.weak:
            return "\n".join(["Known weaknesses:", *self.weak, *([self.no_verdict()] if self.unasked else [])])
        if self.unasked or not self.asked:
            return self.no_verdict()
        return f"No weakness is known in any of the {self.asked} packages."

    def no_verdict(self) -> str:
        where = f"{len(self.unasked)} of {self.asked + len(self.unasked)} packages couldn't be asked about"
        return f"No verdict: {self.why or where}. Try again where the vulnerability service can be reached."

    def clean(self) -> bool:
        return bool(self.asked) and not self.weak and not self.unasked


def read(report: dict[str, Any], pinned: set[str]) -> Verdict:
    """pip-audit's JSON, against the names we are pinned to: one that is missing there wasn't asked about."""
    verdict, unasked = Verdict(), set(pinned)
    for one in report.get("dependencies", []):
        if "skip_reason" in one:
            continue
        unasked.discard(one["name"])
        verdict.asked += 1
        for weakness in one["vulns"]:
            mended = ", ".join(weakness.get("fix_versions") or []) or "no version yet"
            verdict.weak.append(f"  {one['name']} {one['version']}: {weakness['id']}, mended in {mended}")
    verdict.unasked = sorted(unasked)
    return verdict


def ask(program: str, file: Path, pinned: set[str]) -> Verdict:
    command = [
        program,
        "--require-hashes",
        "--disable-pip",
        "--progress-spinner",
        "off",
        "--format",
        "json",
        "-r",
        str(file),
    ]
    try:
        asked = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST)
        return read(json.loads(asked.stdout), pinned)
    except FileNotFoundError:
        return Verdict(why=f"{program} isn't there")
    except subprocess.TimeoutExpired:
        return Verdict(why=f"the service hadn't answered after {LONGEST} seconds")
    except (ValueError, KeyError, TypeError, AttributeError):
        return Verdict(why="pip-audit couldn't ask, or its answer can't be read")


def here(only_where: str) -> bool:
    """pip-audit leaves out what is pinned for another system."""
    from packaging.markers import Marker

    return not only_where or Marker(only_where).evaluate()


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        sys.stderr.write("Usage: python -m operations.vulnerabilities PIP-AUDIT\n")
        return 2
    clean = True
    for name in ("cluster", "test"):  # what runs, and what tests it
        pinned = {pin.name for pin in pins(name) if here(pin.only_where)}
        verdict = ask(arguments[0], BASE / "requirements" / f"{name}.txt", pinned)
        sys.stdout.write(f"requirements/{name}.txt: {verdict.said()}\n")
        clean = clean and verdict.clean()
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
