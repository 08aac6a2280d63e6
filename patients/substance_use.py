"""Which codes are about substance use: records of treatment programs are under 42 CFR Part 2, so the clinic says first how consent is asked."""

from __future__ import annotations

import re
from typing import Final

_F10_TO_F19: Final = re.compile(r"F1[0-9]([.0-9A-Z].*)?", re.IGNORECASE | re.DOTALL)


def is_substance_use(code: str) -> bool:
    """`code`: of ICD-10, as written."""
    return _F10_TO_F19.fullmatch(code.strip()) is not None
