"""Links that open nothing, counted by where they come from: whoever tries many is told to wait.

In memory, and each process for itself: no link can be guessed (192 bits), so this only keeps a machine that tries from keeping us busy,
and a row for each try would do the opposite. A link that is right opens at any time, because a wish to stop is always heard.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

MOST = 60
SPAN = timedelta(minutes=10)
MOST_NETWORKS = 10_000  # remembered at once; the one not seen for longest is forgotten first


class WrongLinks:
    def __init__(self) -> None:
        self._counts: OrderedDict[str, tuple[datetime, int]] = OrderedDict()
        self._lock = Lock()

    def too_many(self, network: str, now: datetime) -> bool:
        """Count one more. `network`: a keyed hash (portal/network.py); empty where all look alike, and never too many."""
        if not network:
            return False
        with self._lock:
            since, count = self._counts.pop(network, (now, 0))
            if now - since >= SPAN:
                since, count = now, 0
            self._counts[network] = (since, count + 1)
            if len(self._counts) > MOST_NETWORKS:
                self._counts.popitem(last=False)
        return count >= MOST


wrong_links = WrongLinks()
