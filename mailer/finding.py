"""What is wrong with an email, said to the person who can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, Self

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Finding:
    """One fault. `where` names the part or `file:line`; `hint` says what to do next. Neither holds personal data.

    `excerpt`: what stands at fault in the HTML, as it is written there, where that is known.
    """

    severity: Severity
    code: str
    where: str
    message: str
    hint: str = ""
    excerpt: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" + (f" {self.hint}" if self.hint else "")


class EmailError(Exception):
    """An email that must not be sent, with every fault found."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))

    @classmethod
    def one(cls, code: str, where: str, message: str, hint: str = "") -> Self:
        return cls([Finding("error", code, where, message, hint)])
