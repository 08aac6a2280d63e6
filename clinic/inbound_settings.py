"""The clinic's setting about answers to its emails: the host whose mail the provider brings to us, or off."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_noop

from clinic.models import ClinicProfile
from clinic.setting import Setting, wrong

OFF = "off"
LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"  # RFC 1035 §2.3.4
HOST = re.compile(rf"(?=.{{4,253}}\Z)(?:{LABEL}\.)+(?![0-9]+\Z){LABEL}")


def read_inbound(text: str) -> dict[str, Any]:
    host = text.strip().lower()
    if host in ("", OFF):
        return {"inbound": ""}
    if not HOST.fullmatch(host):
        sentence = gettext_noop("Write off, or a host of its own for answers such as reply.clinic.example.")
        raise wrong("inbound", text, sentence)
    return {"inbound": host}


def show_inbound(profile: ClinicProfile) -> str:
    return profile.inbound or OFF


INBOUND = {"inbound": Setting(read_inbound, show_inbound)}
