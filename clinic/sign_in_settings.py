"""The clinic's settings about signing in: how long a desk may stand alone, and who needs a second factor."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_noop

from clinic.models import ClinicProfile, Person
from clinic.setting import Setting, this, wrong

SHORTEST, LONGEST = 5, 480  # minutes


def read_idle_minutes(text: str) -> dict[str, Any]:
    if not re.fullmatch(r"[0-9]{1,3}", text.strip()) or not SHORTEST <= int(text) <= LONGEST:
        raise wrong(
            "idle_minutes",
            text,
            gettext_noop("Write minutes from {shortest} to {longest}."),
            shortest=SHORTEST,
            longest=LONGEST,
        )
    return {"idle_minutes": int(text)}


def read_second_factor(text: str) -> dict[str, Any]:
    """none, all, or roles with commas."""
    asked = [one.strip().lower() for one in text.split(",") if one.strip()]
    if asked in (["none"], []):
        return {"second_factor": []}
    if asked == ["all"]:
        return {"second_factor": list(Person.Role.values)}
    if unknown := [one for one in asked if one not in Person.Role.values]:
        roles = ", ".join(Person.Role.values)
        sentence = gettext_noop("This names {role}: write none, all, or some of {roles}.")
        raise this("second_factor", sentence, role=repr(unknown[0]), roles=roles)
    return {"second_factor": [role for role in Person.Role.values if role in asked]}


def show_second_factor(profile: ClinicProfile) -> str:
    if len(profile.second_factor) == len(Person.Role.values):
        return "all"
    return ",".join(profile.second_factor) or "none"


SIGN_IN = {
    "idle_minutes": Setting(read_idle_minutes, lambda profile: str(profile.idle_minutes)),
    "second_factor": Setting(read_second_factor, show_second_factor),
}
