"""One remark on a text: what stands in the way of a reader, and where."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["long", "very long", "paragraph", "passive", "hard", "undefined"]


@dataclass(frozen=True)
class Remark:
    """`start` and `end` are characters of the text that was given. `better` may take their place; it is empty where a person
    has to find the words."""

    kind: Kind
    start: int
    end: int
    said: str
    better: str = ""
