"""Whose name, numbers and look a preview carries: clinic.toml of the folder, over the clinic made up for practising."""

from __future__ import annotations

import tomllib
from pathlib import Path

from clinic.models import ClinicProfile
from clinic.profile_settings import SETTINGS
from clinic.refusal import Refusal
from operations.practice import CLINIC

FILE = "clinic.toml"
KNOWN = tuple(name for name in SETTINGS if name != "logo")  # a logo is a row, and here are none


def clinic_of(folder: Path) -> ClinicProfile:
    """The settings are named as for `clinic set`. Raises Refusal."""
    clinic, path = ClinicProfile(**CLINIC), folder / FILE
    for name, text in written(path).items():
        if name not in KNOWN:
            raise Refusal(f"{FILE}: there is no setting {name!r} here. The settings are {', '.join(KNOWN)}.")
        try:
            fields = SETTINGS[name].read(as_typed(name, text))
        except Refusal as refusal:
            raise Refusal(f"{FILE}: {refusal}") from None
        for field, value in fields.items():
            setattr(clinic, field, value)
    return clinic


def as_typed(name: str, value: object) -> str:
    """Text, a number, or a list of texts, as somebody would type it for `clinic set`. Raises Refusal."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ",".join(value)
    if isinstance(value, str | int):
        return str(value)
    raise Refusal(f"{name} is a table or a date here: write text in quotes.")


def written(path: Path) -> dict[str, object]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise Refusal(f"{FILE} can't be read: {fault}.") from None
