"""Who is asking, and over https or not: a proxy says so in headers that anybody could write, so only listed proxies are believed.

Lock-outs and limits count by address. Without this every visitor behind a proxy would share one; with blind belief each could have any.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from config.networks import Address, Networks, believed, read_address, read_networks

Answer = Callable[[HttpRequest], HttpResponseBase]
SAID_BY_PROXIES = (
    "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", "HTTP_X_REAL_IP", "HTTP_FORWARDED",
)  # fmt: skip


def believe_proxies(get_response: Answer) -> Answer:
    """First of all: what comes after sees one address, one scheme, and none of those headers."""
    trusted = read_networks(settings.TRUSTED_PROXIES)

    def answer(request: HttpRequest) -> HttpResponseBase:
        said = {name: str(request.META.pop(name, "")) for name in SAID_BY_PROXIES}
        nearest = read_address(request.META.get("REMOTE_ADDR", ""))
        if nearest and believed(nearest, trusted):
            request.META["REMOTE_ADDR"] = str(visitor(nearest, said["HTTP_X_FORWARDED_FOR"], trusted))
            if said["HTTP_X_FORWARDED_PROTO"].rpartition(",")[2].strip().lower() == "https":
                request.META["wsgi.url_scheme"] = "https"
        return get_response(request)

    return answer


def visitor(nearest: Address, forwarded_for: str, trusted: Networks) -> Address:
    """Each proxy adds whom it saw at the end, so the list is read from there, and no further than proxies are believed."""
    found = nearest
    for written in reversed(forwarded_for.split(",")):
        one = read_address(written.strip())
        if one is None:
            break
        found = one
        if not believed(one, trusted):
            break
    return found
