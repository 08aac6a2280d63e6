"""The visit codes that start a series, as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from campaigns.models import Series, StartCode
from clinic.refusal import Refusal

CODES = {
    StartCode.System.ICD_10_CM: re.compile(
        r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?"
    ),  # ICD-10-CM Official Guidelines, I.A.2
    StartCode.System.SNOMED_CT: re.compile(r"[1-9][0-9]{5,17}"),  # SNOMED CT identifier: 6 to 18 digits
    StartCode.System.VISIT_TYPE: re.compile(r"[^\x00-\x1f]{1,60}"),
}
EXAMPLE = {
    StartCode.System.ICD_10_CM: "M79.7",
    StartCode.System.SNOMED_CT: "203082005",
    StartCode.System.VISIT_TYPE: "NEW-PATIENT",
}
MOST_CODES = 500


def checked(system: str, code: str) -> tuple[str, str]:
    """As it is compared. Raises Refusal."""
    if system not in StartCode.System.values:
        said = _("{name} isn't a system of codes: write {systems}.")
        raise Refusal(said.format(name=repr(system), systems=", ".join(StartCode.System.values)))
    written, known = " ".join(code.split()).upper(), StartCode.System(system)
    if not CODES[known].fullmatch(written) or len(written) > 60:
        said = _("{code} isn't a code of {system}: write one such as {example}.")
        raise Refusal(said.format(code=repr(code), system=known.label, example=EXAMPLE[known]))
    return system, written


def set_codes(series: Series, codes: Iterable[tuple[str, str]]) -> None:
    """Exactly these codes start the series. Raises Refusal."""
    wanted = {checked(system, code) for system, code in codes}
    if len(wanted) > MOST_CODES:
        said = _("A series starts with {most} codes at most; these are {n}.")
        raise Refusal(said.format(most=MOST_CODES, n=len(wanted)))
    had = {(one.system, one.code): one.pk for one in series.start_codes.all()}
    series.start_codes.filter(pk__in=[pk for pair, pk in had.items() if pair not in wanted]).delete()
    StartCode.objects.bulk_create(
        [StartCode(series=series, system=system, code=code) for system, code in sorted(wanted - set(had))]
    )
