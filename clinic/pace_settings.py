"""The settings of pace: how fast emails leave, how many a day, and how many to one mailbox provider or one address."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_noop

from clinic.models import ClinicProfile
from clinic.setting import Setting, this, wrong

MOST = 10_000_000
DOMAIN = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def whole(name: str, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,8}", text.strip()) or int(text) > MOST:
        raise wrong(name, text, gettext_noop("Write a number such as 100, or 0 for no limit."))
    return int(text)


def limit(name: str) -> Setting:
    return Setting(lambda text: {name: whole(name, text)}, lambda profile: str(getattr(profile, name)))


def read_warm_up(text: str) -> dict[str, Any]:
    days = [whole("warm_up", part) for part in filter(None, re.split(r"[\s,]+", text))]
    if 0 in days:
        raise this(
            "warm_up",
            gettext_noop("This holds a 0: write how many emails may leave on each day, such as 50,100,200."),
        )
    return {"warm_up": days}


def read_per_domain(text: str) -> dict[str, Any]:
    found: dict[str, int] = {}
    for part in filter(None, re.split(r"[\s,]+", text.lower())):
        domain, equals, most = part.partition("=")
        if not equals or not DOMAIN.fullmatch(domain):
            sentence = gettext_noop(
                "This holds {part}: write domains and limits, such as gmail.com=500,outlook.com=200."
            )
            raise this("per_domain", sentence, part=repr(part))
        found[domain] = whole("per_domain", most)
    return {"per_domain": found}


def show_per_domain(profile: ClinicProfile) -> str:
    """By domain: PostgreSQL's jsonb keeps no order of its own."""
    return ",".join(f"{domain}={most}" for domain, most in sorted(profile.per_domain.items()))


PACE: dict[str, Setting] = {
    "per_second": limit("per_second"),
    "per_day": limit("per_day"),
    "warm_up": Setting(read_warm_up, lambda profile: ",".join(map(str, profile.warm_up))),
    "per_domain": Setting(read_per_domain, show_per_domain),
    "per_address": limit("per_address"),
}
