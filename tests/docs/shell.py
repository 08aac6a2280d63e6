"""A shell of a few words, in this process: what a ```sh block of the docs does, against the test's own database.

It knows `python manage.py …`, `export NAME=value`, `mkdir`, `#` and a file written by `cat > FILE <<'END'`. Anything else is refused,
so that a block nobody runs can't look as if it were run.
"""

from __future__ import annotations

import re
import shlex
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from config import environment

HERE = re.compile(r"cat > (\S+) <<'(\w+)'\n(.*?)\n\2$", re.DOTALL | re.MULTILINE)


class Shell:
    """`said`: what the commands printed, one entry a command. `folder` is where relative paths begin."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.said, self.exported = folder, list[str](), dict[str, str]()

    def run(self, block: str) -> None:
        for line in self.lines(block):
            words = shlex.split(line, comments=True)
            if not words:
                continue
            if words[0] == "export":
                self.exported |= dict(word.split("=", 1) for word in words[1:])
            elif words[0] == "mkdir":
                (self.folder / words[-1]).mkdir(parents=True)
            elif words[0] in ("python", ".venv/bin/python") and words[1] == "manage.py":
                out = StringIO()
                call_command(*self.found(words[2:]), stdout=out)
                self.said.append(out.getvalue())
            else:
                raise AssertionError(f"{line!r} isn't run here: mark its block with who runs it, or why nobody does.")
        environment.read(self.exported)  # settings that can't work raise Misconfigured

    def lines(self, block: str) -> list[str]:
        for name, _, text in HERE.findall(block):
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text + "\n")
        return HERE.sub("", block).replace("\\\n", " ").splitlines()

    def found(self, words: list[str]) -> list[str]:
        """The words, with the files this shell has written under their whole paths."""
        return [str(self.folder / word) if (self.folder / word).exists() and word else word for word in words]
