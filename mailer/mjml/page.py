"""One file of MJML, and how a place in it is said."""

import re
from dataclasses import dataclass

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
LONGEST = 60
"""Characters of a line that an excerpt shows."""


def cleaned(source: str) -> str:
    """Without the byte order mark and control characters, which HTML has no place for."""
    return CONTROLS.sub("", source.removeprefix("\ufeff"))


@dataclass(frozen=True)
class Page:
    name: str
    source: str

    def where(self, at: int) -> str:
        """`file:line:column`, both from 1."""
        return f"{self.name}:{self.source.count(chr(10), 0, at) + 1}:{at - self.source.rfind(chr(10), 0, at)}"

    def excerpt(self, at: int) -> str:
        """The rest of the line."""
        return self.source[at : at + LONGEST].split("\n")[0]
