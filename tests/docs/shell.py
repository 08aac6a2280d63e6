"""A shell of a few words, in this process: what a ```sh block of the docs does, in the folder we are in, against the test's own database.

It knows `python manage.py …`, `export NAME=value`, `mkdir` and a file written by `cat > FILE <<'END'`. Anything else is refused, so that a block nobody
runs can't look as if it were run.
"""

from __future__ import annotations

import re
import shlex
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from config import environment

FILE = re.compile(r"cat > (\S+) <<'(\w+)'")


class Shell:
    """`said`: what the commands printed, one entry a command."""

    def __init__(self) -> None:
        self.said, self.exported = list[str](), dict[str, str]()

    def run(self, block: str) -> None:
        lines = iter(block.replace("\\\n", " ").splitlines())
        for line in lines:
            if found := FILE.fullmatch(line):
                Path(found[1]).write_text("".join(f"{one}\n" for one in iter(lines.__next__, found[2])))
            else:
                self.obey(line, shlex.split(line, comments=True))
        environment.read(self.exported)  # settings that can't work raise Misconfigured

    def obey(self, line: str, words: list[str]) -> None:
        match words:
            case []:
                pass
            case ["export", *settings]:
                self.exported |= dict(one.split("=", 1) for one in settings)
            case ["mkdir", folder]:
                Path(folder).mkdir()
            case ["python" | ".venv/bin/python", "manage.py", *typed]:
                out = StringIO()
                call_command(*typed, stdout=out)
                self.said.append(out.getvalue())
            case _:
                raise AssertionError(f"{line!r} isn't run here: mark its block with who runs it, or why nobody does.")
