"""gunicorn's logs, told as ours are: no address of a caller, no query, no token in a path.

Chosen by `--logger-class config.web_log.WebLog`; `--access-logfile -` turns on a line a request.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger

from config.routes import route_of


class WebLog(Logger):
    def setup(self, cfg: Any) -> None:
        """gunicorn's own handlers stay, and write as ours do."""
        super().setup(cfg)  # type: ignore[no-untyped-call]
        from config.environment import read
        from config.logs import logging_config

        found = read()
        chosen = logging_config(found.log_level, found.log_format)["formatters"]["lines"]
        formatter: logging.Formatter = chosen["()"](*filter(None, [chosen.get("format")]))
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.setFormatter(formatter)

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """Method, route, status, bytes and milliseconds: what was asked of us, and nothing of who asked."""
        if not self.access_log_enabled:
            return
        told = {
            "method": known(str(environ.get("REQUEST_METHOD", ""))),
            "route": route_of(str(environ.get("PATH_INFO", ""))),
            "status": str(resp.status).split(None, 1)[0],
            "bytes": getattr(resp, "sent", None) or 0,
            "milliseconds": round(request_time / timedelta(milliseconds=1)),
        }
        self.access_log.info(
            "%(method)s %(route)s %(status)s %(bytes)d B %(milliseconds)d ms", told, extra={"fields": told}
        )

    def warning(self, msg: Any, *args: Any, **more: Any) -> None:
        """An “Invalid request from …” quotes the caller's address and what it sent."""
        if str(msg).startswith("Invalid request"):
            msg, args = "a request made no sense, and was refused", ()
        super().warning(msg, *args, **more)  # type: ignore[no-untyped-call]

    def exception(self, msg: Any, *args: Any, **more: Any) -> None:
        """“Error handling request …” goes on with a path. Others, such as a worker that can't start, carry nothing."""
        of_a_request = "request" in str(msg).lower()
        self.error_log.error(
            "the web server failed at a request" if of_a_request else msg,
            *(() if of_a_request else args),
            exc_info=True,
        )

    def debug(self, msg: str, *args: Any, **more: Any) -> None:
        """Requests and headers, whole: left out."""


def known(method: str) -> str:
    return method if method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS") else "another method"
