"""`benchmark cluster`: from planned to accepted by 1, 2 and 4 workers on a PostgreSQL of the benchmark's own.

This process starts the database and measures in another that is set to it (operations/benchmarks/cluster_rounds.py).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from operations.own_postgres import make_data, url_in, wait_until_it_answers

SIZE = 12_000
BASE = Path(__file__).resolve().parent.parent.parent


def benchmark(size: int) -> tuple[dict[str, float], dict[str, float]]:
    """Figures and ratios for `size` enrolments. Raises Refusal where PostgreSQL is missing."""
    home = Path(settings.HOME)
    home.chmod(0o711)  # PostgreSQL, which may be another user, gets through to its own folder
    folder = home / "postgres"
    make_data(folder)
    serve = f"from pathlib import Path; from operations.own_postgres import serve; serve(Path({str(folder)!r}))"
    server = subprocess.Popen([sys.executable, "-c", serve], cwd=BASE)
    try:
        wait_until_it_answers(folder, server)
        done = subprocess.run(
            [sys.executable, "-m", "operations.benchmarks.cluster_rounds", str(size)],
            cwd=BASE, stdout=subprocess.PIPE, check=True,
            env={**os.environ, "DATABASE_URL": url_in(folder), "AFTERVISIT_WORKERS": "yes"},
        )  # fmt: skip
    finally:
        server.terminate()
        server.wait()
    figures, ratios = json.loads(done.stdout)
    return figures, ratios
