"""/healthz, /readyz and /metrics: answered before anything looks at the Host.

Load balancers and Prometheus ask by a plain IP, over plain http, from inside: ALLOWED_HOSTS would refuse them, and a redirect to
https would make a healthy process look ill. It is safe here because no answer uses the Host, a cookie or a session.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from operations.health import healthz, plain, readyz
from operations.metrics.door import metrics

Answer = Callable[[HttpRequest], HttpResponseBase]
DOORS: dict[str, Answer] = {
    "/healthz": lambda request: healthz(),
    "/readyz": lambda request: readyz(),
    "/metrics": metrics,
}


def doors_for_machines(get_response: Answer) -> Answer:
    def answer(request: HttpRequest) -> HttpResponseBase:
        door = DOORS.get(request.path_info)
        if door is None:
            return get_response(request)
        if request.method not in ("GET", "HEAD"):
            refused = plain("GET or HEAD only", 405)
            refused["Allow"] = "GET, HEAD"
            return refused
        return door(request)

    return answer
