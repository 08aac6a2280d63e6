"""What this process calls itself: after a restart, an attempt under the same name is from an earlier life."""

import socket

from django.conf import settings


def worker_name() -> str:
    """The clock holds a lock, so there is one per home: no process id is needed to tell two apart."""
    return f"{socket.gethostname()}:{settings.HOME}"[:120]
