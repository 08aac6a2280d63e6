"""gunicorn's own log. It would write the address of a request that failed, and a patient's address is the key to their pages."""

from __future__ import annotations

import sys
from typing import Any

from gunicorn.glogging import Logger


class WebLog(Logger):
    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """What kind of failure. Neither the message nor a traceback, which may quote a value (config/logs.py)."""
        failure = sys.exc_info()[0]
        self.error_log.error(
            "a request ended with %s before it had an answer", failure.__name__ if failure else "a failure"
        )
