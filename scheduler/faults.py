"""What may be said of a fault: its kind and its place. Its text, and a whole traceback, may hold a patient's values."""

from __future__ import annotations

import traceback
from pathlib import Path


def where(fault: BaseException) -> str:
    """The line of ours at which it happened, without any value."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename] or frames
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "an unknown place"
