"""What a lesson's sources lack for a reviewer to find them: a year, and a way there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WAY = re.compile(
    r"\bdoi\b|\b10\.\d{4,}/|\b(?:[\w-]+\.)+[a-z]{2,}\b/?|\bPMC?(?:ID)?:? ?\d{4,}|\bCD\d{6}\b"  # doi, address, PubMed, Cochrane
    r"|\b(?:19|20)\d\d;\d+(?:\([\w-]+\))?:\w?\d+",  # 2016;46:319, a journal's volume and page
    re.IGNORECASE,
)
_LONGEST_NAME = 60  # characters


@dataclass(frozen=True)
class Lack:
    """`number` counts from 1, as the patient's page does; `name` is how the source begins."""

    number: int
    name: str
    said: str


def sources_lack(sources: tuple[str, ...]) -> Iterator[Lack]:
    for number, source in enumerate(sources, 1):
        name = source if len(source) <= _LONGEST_NAME else source[:_LONGEST_NAME].rsplit(" ", 1)[0] + " …"
        if not _YEAR.search(source):
            yield Lack(number, name, _("Source {number} has no year.").format(number=number))
        if not _WAY.search(source):
            yield Lack(number, name, _("Source {number} has no address, doi or volume and page.").format(number=number))
