"""A path as logs may say it: the route it was written as, without the token, the id or the name that stood in it."""

from __future__ import annotations

import re

from django.urls import Resolver404, resolve

UNKNOWN = "an unknown path"
OPEN = ("/static/", "/healthz", "/readyz", "/metrics")  # nothing of a person ever stands in these


def route_of(path: str) -> str:
    """`/l/<token>/` for a patient's link. A path no page has isn't repeated: it may be a mistyped link."""
    if path.startswith(OPEN):
        return path if re.fullmatch(r"[\w./-]{1,200}", path, re.ASCII) else UNKNOWN
    try:
        route = resolve(path).route
    except Resolver404:
        return UNKNOWN
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", route)
