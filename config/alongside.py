"""Processes that end together: a child looks whether its parent still lives, and goes when it doesn't.

A parent killed with -9 can't tell its children anything, so they watch for themselves. Portable: no prctl, no signals.
"""

from __future__ import annotations

import os
import signal
import threading
import time

EVERY = 0.3  # seconds
GRACE = 10.0  # seconds to end cleanly before the hard way


def watch(parent: int) -> None:
    """End this process soon after `parent` is no longer its parent."""
    threading.Thread(target=follow, args=(parent,), daemon=True).start()


def follow(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)
