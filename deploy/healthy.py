"""Is the web process of this container answering? Exit status 0 or 1, for HEALTHCHECK. Standard library only: it runs every 30 seconds."""

from __future__ import annotations

import os
import sys
from http.client import HTTPConnection, HTTPException

WAIT = 4  # seconds; the check itself is given up after 5


def healthy(bind: str) -> bool:
    """`bind` as gunicorn takes it: asked on this machine, whatever it listens on."""
    asking = HTTPConnection("127.0.0.1", int(bind.rpartition(":")[2]), timeout=WAIT)
    try:
        asking.request("GET", "/healthz")
        return asking.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        asking.close()


if __name__ == "__main__":
    sys.exit(0 if healthy(os.environ.get("AFTERVISIT_BIND", "127.0.0.1:8000")) else 1)
