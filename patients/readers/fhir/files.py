"""FHIR R4 files: Bundles or single resources, read together, because a visit and its patient may lie in different ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from patients.readers.fhir.encounter import visit_of
from patients.readers.fhir.json_parts import Resource, one, text
from patients.readers.fhir.links import Links, Placed
from patients.readers.fhir.patient import news_of
from patients.visits import Found, Ignored, Problem, Told

MOST_BYTES: Final = 50 * 1024 * 1024  # of one file
MOST_RESOURCES: Final = 200_000  # of all files together
DEEPEST: Final = 60  # FHIR nests a dozen levels; what is deeper was made to do harm
READ_ALONG: Final = {"Condition", "Consent", "RelatedPerson"}


class NotFhir(ValueError):
    """The text is one sentence that says what to do."""


def read_fhir(files: Iterable[tuple[str, bytes]]) -> Iterator[Found]:
    """(name, content) of each file → what it tells, in order. A file that can't be read costs only itself. Never raises."""
    placed: list[Placed] = []
    problems: list[Found] = []
    for name, content in files:
        try:
            placed += resources(name, content, room=MOST_RESOURCES - len(placed))
        except NotFhir as problem:
            problems.append(Found(name, 1, Problem(str(problem))))
    yield from problems
    yield from told_in(placed)


def read_document(content: bytes) -> Iterator[Found]:
    """What one document tells that another system sent. Raises NotFhir."""
    return told_in(resources("", content, room=MOST_RESOURCES))


def told_in(placed: list[Placed]) -> Iterator[Found]:
    links = Links(placed)
    told = ((each, told_by(each, links)) for each in placed)
    yield from (Found(each.file, each.row, what) for each, what in told if what is not None)


def told_by(placed: Placed, links: Links) -> Told | None:
    """None for what is only read along with a visit, and in a Bundle for all that says nothing of one."""
    kind = text(placed.resource, "resourceType")
    if kind == "Encounter":
        return visit_of(placed, links)
    if kind == "Patient":
        return news_of(placed.resource)
    if kind in READ_ALONG or placed.in_bundle:
        return None
    return Ignored("This resource says nothing of a visit: Encounter, Patient, Condition and Consent are read.")


def resources(name: str, content: bytes, *, room: int) -> list[Placed]:
    """Raises NotFhir."""
    return placed_in(name, parsed(content), room=room)


def placed_in(name: str, document: Resource, *, room: int = MOST_RESOURCES) -> list[Placed]:
    """Raises NotFhir."""
    kind = text(document, "resourceType")
    if not kind:
        raise NotFhir("This is JSON without a resourceType: export FHIR R4 resources or a Bundle of them.")
    if kind != "Bundle":
        return [Placed(name, 1, "", document, in_bundle=False)]
    entries = document.get("entry", [])
    if not isinstance(entries, list):
        raise NotFhir("The entries of this Bundle aren't a list: export it again as FHIR R4.")
    if len(entries) > room:
        raise NotFhir(f"These files hold more than {MOST_RESOURCES:,} resources together: bring fewer at once.")
    return [
        Placed(name, row, text(entry, "fullUrl"), one(entry, "resource"), in_bundle=True)
        for row, entry in enumerate(entries, 1)
        if isinstance(entry, dict)
    ]


def parsed(content: bytes) -> Resource:
    if len(content) > MOST_BYTES:
        raise NotFhir(f"This file is larger than {MOST_BYTES // 1024 // 1024} MB: export fewer visits at once.")
    try:
        document = json.loads(content)
    except RecursionError:
        raise NotFhir("This file is nested too deeply to be FHIR: export it again.") from None
    except ValueError:  # not JSON, not Unicode, a number of thousands of digits
        raise NotFhir("This file isn't JSON: export FHIR R4 as JSON, in UTF-8.") from None
    if not isinstance(document, dict):
        raise NotFhir("This is JSON without a resourceType: export FHIR R4 resources or a Bundle of them.")
    refuse_depth(document)
    return document


def refuse_depth(document: Resource) -> None:
    """Level by level, so that no depth can overflow the stack of this check."""
    level: list[Any] = [document]
    for _ in range(DEEPEST):
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, dict | list)
        ]
        if not level:
            return
    raise NotFhir("This file is nested too deeply to be FHIR: export it again.")
