"""Finding what one resource points to in another: contained, by full address, or by type and id (FHIR R4, Bundle, "Resolving references in Bundles")."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from patients.readers.fhir.json_parts import Resource, many, text

_PLACE = re.compile(r"(?P<base>.*?)/?(?P<kind>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9.-]{1,64})(/_history/[^/]*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Placed:
    """A resource and where it stands. `full_url`: as its Bundle says, or empty."""

    file: str
    row: int
    full_url: str
    resource: Resource
    in_bundle: bool

    @property
    def base(self) -> str:
        """The server it came from; empty where the file doesn't say."""
        match = _PLACE.fullmatch(self.full_url)
        return match["base"] if match else ""


class Links:
    """All resources of one run. Two servers may use the same id: then only the one of the same server is meant."""

    def __init__(self, placed: Iterable[Placed]) -> None:
        self.by_url: dict[str, Placed] = {}
        self.by_id: dict[str, dict[str, Placed]] = defaultdict(dict)
        self.about: dict[tuple[str, int, str], list[Placed]] = defaultdict(list)
        along: list[tuple[str, Placed]] = []
        for each in placed:
            kind = text(each.resource, "resourceType")
            if each.full_url:
                self.by_url[each.full_url] = each
            if name := text(each.resource, "id"):
                self.by_id[f"{kind}/{name}"][each.base] = each
            along += [(field, each) for field in POINTS.get(kind, ())]
        for field, each in along:
            if (other := self.target(each, each.resource.get(field))) is not None:
                self.about[other.file, other.row, text(each.resource, "resourceType")].append(each)

    def target(self, of: Placed, reference: object) -> Placed | None:
        """What a Reference of this resource points to; None when it isn't in the files, or could be two."""
        written = text(reference, "reference")
        if written.startswith("#"):
            contained = [one for one in many(of.resource, "contained") if text(one, "id") == written[1:]]
            return Placed(of.file, of.row, of.full_url, contained[0], of.in_bundle) if contained else None
        if written in self.by_url:
            return self.by_url[written]
        match = _PLACE.fullmatch(written)
        if match is None:
            return None
        candidates = self.by_id.get(f"{match['kind']}/{match['id']}", {})
        base = match["base"] or of.base
        if base in candidates:
            return candidates[base]
        # A file of a single resource doesn't say which server it came from.
        return next(iter(candidates.values())) if len(candidates) == 1 and ("" in candidates or not base) else None

    def pointing_to(self, placed: Placed, kind: str) -> list[Placed]:
        return self.about.get((placed.file, placed.row, kind), [])


def place_named(reference: object) -> tuple[str, str, str] | None:
    """Server (empty where it isn't said), type and id of a Reference; None for one that names none of another resource."""
    match = _PLACE.fullmatch(text(reference, "reference"))
    return (match["base"], match["kind"], match["id"]) if match else None


POINTS = {"Condition": ("encounter",), "Consent": ("patient",), "RelatedPerson": ("patient",)}
"""By type: the field under which it says what it belongs to."""
