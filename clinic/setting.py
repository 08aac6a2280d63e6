"""How one of the clinic's settings is read from text and shown again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from clinic.models import ClinicProfile


@dataclass(frozen=True)
class Setting:
    """One setting: the model fields it fills, how its text is read, and how it is shown again."""

    read: Callable[[str], dict[str, Any]]
    show: Callable[[ClinicProfile], str]
