"""What a part of a Word file points to: pictures inside the file, and links. Nothing outside is followed."""

from dataclasses import dataclass
from posixpath import join, normpath

from django.utils.translation import gettext_noop
from lxml import etree

from content.importing.pictures import ELSEWHERE, NOT_IN_IT
from content.importing.web.addresses import host_of
from content.importing.word.archive import Archive

_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OUTSIDE = gettext_noop(
    "a picture outside the file: pictures from elsewhere aren't fetched, add it on the Pictures page"
)


@dataclass(frozen=True)
class Relation:
    """`target` is a part's name if `inside`, else an address."""

    kind: str
    target: str
    inside: bool


def relations_of(archive: Archive, part: str) -> dict[str, Relation]:
    """By id. `part` is a name such as "document"."""
    name = f"word/_rels/{part}.xml.rels"
    if name not in archive.names:
        return {}
    return {
        one.get("Id") or "": Relation(
            (one.get("Type") or "").rpartition("/")[2],
            _part_name(one.get("Target") or "") if one.get("TargetMode") != "External" else one.get("Target") or "",
            one.get("TargetMode") != "External",
        )
        for one in archive.xml(name)
    }


def why_not_shown(archive: Archive, relation: Relation | None) -> str:
    """Why the picture that a relation leads to can't be taken in; "" if it can."""
    if relation is not None and not relation.inside:
        host = host_of(relation.target)
        return ELSEWHERE.format(host=host) if host else OUTSIDE
    if relation is None or relation.kind != "image" or relation.target not in archive.names:
        return NOT_IN_IT
    return ""


def written(relations: dict[str, Relation]) -> bytes:
    """The relations mammoth is given: links, and pictures that are inside."""
    root = etree.Element(f"{{{_PACKAGE}}}Relationships", nsmap={"p": _PACKAGE})
    for name, one in relations.items():
        if one.kind == "hyperlink" or (one.kind == "image" and one.inside):
            target = f"/{one.target}" if one.inside else one.target
            etree.SubElement(root, f"{{{_PACKAGE}}}Relationship", Id=name, Type=f"{_KINDS}/{one.kind}", Target=target)
    return etree.tostring(root)


def _part_name(target: str) -> str:
    return normpath(target[1:] if target.startswith("/") else join("word", target))
