"""coverage.md: what became of each claim of the article. Its tables are the change sheet a reviewer opens.

A table counts when its head names `claim` and `what we did and why` (and may name `L`, `where`, `the lesson says`), or, under
"For the reviewer", `sentence` and `why it needs you`. `where` lists numbers of lessons; without that column the heading above says
"(lesson 7)". The first word of `what we did and why` is the claim's fate. (R1) there points to the list under "References".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256

_HEADING = re.compile(r"#{2,6}\s+(.*)")
_IN_HEADING = re.compile(r"\(lesson (\d+)\)")
_CELL_END = re.compile(r"(?<!\\)\|")
_REFERENCE = re.compile(r"\bR\d+\b")
_RANGE = re.compile(r"\bR(\d+)[–-]R?(\d+)\b")
_DOI = re.compile(r"\bdoi (10\.\d{4,9}/[^\s;,]+)", re.IGNORECASE)
_SITE = re.compile(r"(?<![\w./])((?:[a-z0-9-]+\.)+(?:org|com|gov|uk|edu|net)(?:\.uk)?/[^\s;,]+)", re.IGNORECASE)


class Fate(StrEnum):
    KEPT = "kept"  # same meaning, plainer words
    SOFTENED = "softened"  # kept with less certainty, or changed to fit the evidence
    DROPPED = "dropped"  # in no lesson
    ADDED = "added"  # the article lacks it
    OPEN = "open"  # nobody has said yet what became of it


FATES = {
    "kept": Fate.KEPT, "softened": Fate.SOFTENED, "corrected": Fate.SOFTENED, "dropped": Fate.DROPPED, "added": Fate.ADDED,
}  # fmt: skip


_ADDED_HEAD = """### Added while writing
| L | claim | where | the lesson says | what we did and why |
|--:|---|---|---|---|
"""
ALL = (0,)  # until it is known which lessons there are


@dataclass(frozen=True)
class Reference:
    """One entry of the list. `url` is empty when the entry gives no DOI and no address."""

    name: str
    text: str
    url: str

    @property
    def short(self) -> str:
        """Its first author or body: what stands on a link."""
        return re.split(r"[,;]", self.text)[0].strip()


@dataclass(frozen=True)
class Claim:
    """One row of the sheet. `line` counts from 1 in coverage.md; `says` are the lesson's words where the sheet gives them."""

    line: int
    section: str
    article_line: str
    claim: str
    says: str
    fate: Fate
    why: str
    lessons: tuple[int, ...]
    references: tuple[Reference, ...] = ()
    can_say: bool = False  # whether its table has a column for the lesson's words
    is_question: bool = False  # a row "for the reviewer": its fate isn't written in its words

    @property
    def reason(self) -> str:
        """Why, without the word that names the fate."""
        first, _, rest = self.why.partition(":")
        return (
            rest.strip() if first.strip().lower() in FATES else "" if first.strip(" .").lower() in FATES else self.why
        )

    @property
    def key(self) -> str:
        """16 hex digits over what it says: a changed claim is another claim."""
        return sha256("\x1f".join((self.claim, self.says, self.fate, self.why)).encode()).hexdigest()[:16]


@dataclass
class _Table:
    columns: list[str]
    section: str
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)


def claims_of(coverage: str) -> list[Claim]:
    """Every claim, in order. A dropped one is told with the lesson that its neighbours in the table went to."""
    known = references_of(coverage)
    claims: list[Claim] = []
    for table in _tables(coverage):
        in_heading = tuple(map(int, _IN_HEADING.findall(table.section)))
        found = [claim for line, cells in table.rows if (claim := _claim(line, cells, table, in_heading, known))]
        claims += _placed(found, claims)
    every = tuple(sorted({number for claim in claims for number in claim.lessons if claim.lessons != ALL})) or (1,)
    return [replace(claim, lessons=every) if claim.lessons == ALL else claim for claim in claims]


def sheet_of(coverage: str, lesson: int) -> list[Claim]:
    """The claims told with lesson number `lesson` (the NN of its file's name): softened, dropped and added first, kept last."""
    return sorted(
        (claim for claim in claims_of(coverage) if lesson in claim.lessons), key=lambda claim: claim.fate is Fate.KEPT
    )


def references_of(coverage: str) -> dict[str, Reference]:
    """The entries under "References", by name: `R1 text · R2 text`, or one a line."""
    _, _, listed = coverage.partition("\n## References")
    listed = listed.split("\n## ")[0]
    found = {}
    for entry in re.split(r"\s·\s|\n(?=[-*]?\s*R\d)", listed):
        if match := re.match(r"\s*[-*]?\s*(R\d+)[:.]?\s+(.*)", entry, re.DOTALL):
            text = " ".join(match[2].split()).rstrip(" ·")
            found[match[1]] = Reference(match[1], text, _address_in(text))
    return found


def with_claim(coverage: str, changed: Claim, *, was: Claim) -> str:
    """The file with one row rewritten, every other byte as before. Raises KeyError when the row isn't there as it was."""
    for table in _tables(coverage):
        for line, cells in table.rows:
            known = _claim(line, cells, table, (), {})
            if line == was.line and known and known.key == was.key:
                lines = coverage.split("\n")
                lines[line - 1] = _row(table.columns, cells, changed, was)
                return "\n".join(lines)
    raise KeyError(was.key)


def with_added(coverage: str, lesson: int, says: str, why: str) -> str:
    """The file with one more row: what lesson number `lesson` says and the article doesn't."""
    row = f"| – | – | {lesson} | {cell(says)} | {cell(fated(Fate.ADDED, why))} |"
    head, found, tail = coverage.partition(_ADDED_HEAD)
    if found:
        return f"{head}{found}{row}\n{tail}"
    before, mark, after = coverage.partition("\n## For the reviewer")
    if not mark:
        before, mark, after = coverage.partition("\n## References")
    return (
        f"{before.rstrip()}\n\n{_ADDED_HEAD}{row}\n{mark}{after}"
        if before.strip()
        else f"{_ADDED_HEAD}{row}\n{mark}{after}"
    )


def fated(fate: Fate, reason: str) -> str:
    """What "what we did and why" says of a claim."""
    reason = " ".join(reason.split())
    return f"{fate.value.capitalize()}: {reason}" if reason else f"{fate.value.capitalize()}."


def _address_in(text: str) -> str:
    if doi := _DOI.search(text):
        return f"https://doi.org/{doi[1].rstrip('.')}"
    site = _SITE.search(text)
    return f"https://{site[1].rstrip('.')}" if site else ""


def _tables(coverage: str) -> Iterator[_Table]:
    section, table = "", None
    for number, line in enumerate(coverage.split("\n"), 1):
        if heading := _HEADING.match(line):
            section = heading[1].strip()
        if not line.lstrip().startswith("|"):
            if table:
                yield table
            table = None
            continue
        cells = [cell.strip().replace(r"\|", "|") for cell in _CELL_END.split(line.strip().strip("|"))]
        if table is None:
            table = _Table([cell.lower() for cell in cells], section)
        elif not set("".join(cells)) <= set("-: "):
            table.rows.append((number, dict(zip(table.columns, cells, strict=False))))
    if table:
        yield table


def _claim(
    line: int, cells: dict[str, str], table: _Table, in_heading: tuple[int, ...], known: dict[str, Reference]
) -> Claim | None:
    if "claim" in cells and "what we did and why" in cells:
        why = cells["what we did and why"]
        lessons = _numbers(cells.get("where", "")) or in_heading
        fate = FATES.get(why.split(":")[0].split()[0].strip(",.").lower() if why.strip("– -") else "")
        if fate is None:
            fate = Fate.OPEN if not why.strip("– -") else Fate.DROPPED if cells.get("where") == "–" else Fate.SOFTENED
        says = cells.get("the lesson says", "").strip("–")
        return Claim(
            line, table.section, cells.get("l", "").strip("– "), cells["claim"].strip("–"), says, fate, why, lessons,
            tuple(_named(why, known)), "the lesson says" in cells,
        )  # fmt: skip
    if "sentence" in cells and "why it needs you" in cells:
        why = cells["why it needs you"]
        return Claim(
            line, table.section, "", "", cells["sentence"].strip("–"), Fate.ADDED, why, _numbers(cells.get("lesson", "")), tuple(_named(why, known)), True, True
        )  # fmt: skip
    return None


def _numbers(text: str) -> tuple[int, ...]:
    return ALL if text == "all" else tuple(map(int, re.findall(r"\d+", text)))


def _named(why: str, known: dict[str, Reference]) -> Iterator[Reference]:
    names = list(_REFERENCE.findall(why))
    for first, last in _RANGE.findall(why):
        names += [f"R{number}" for number in range(int(first), min(int(last), int(first) + 50) + 1)]
    return (known[name] for name in dict.fromkeys(names) if name in known)


def _placed(claims: list[Claim], before: Sequence[Claim]) -> list[Claim]:
    """Claims without a lesson go to the lesson of the claim before in their table, else after, else to the one before the table."""
    told = (claim.lessons for claim in [*claims, *reversed(before)] if claim.lessons not in ((), ALL))
    near = next(told, (1,))[:1]
    placed = []
    for claim in claims:
        near = claim.lessons[-1:] if claim.lessons not in ((), ALL) else near
        placed.append(claim if claim.lessons else replace(claim, lessons=near))
    return placed


def _row(columns: Sequence[str], cells: dict[str, str], claim: Claim, was: Claim) -> str:
    told = {"claim": claim.claim, "the lesson says": claim.says, "what we did and why": claim.why, "sentence": claim.says,
            "why it needs you": claim.why}  # fmt: skip
    if "where" in columns and (claim.fate, claim.lessons) != (was.fate, was.lessons):
        told["where"] = "–" if claim.fate is Fate.DROPPED else ", ".join(map(str, claim.lessons)) or "–"
    return "| " + " | ".join(cell(told.get(column, cells.get(column, ""))) for column in columns) + " |"


def cell(text: str) -> str:
    """`text` as one cell of a table."""
    return re.sub(r"(?<!\\)\|", r"\\|", " ".join(text.split())) or "–"
