"""A picture for the pages of docs: drawn by Debian's Chromium, with few colours so that it stays small."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

BASE = Path(__file__).resolve().parents[2]
PICTURES = BASE / "docs" / "pictures"
COLOURS = 64


@contextmanager
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        raise SystemExit("Install Debian's chromium package to draw the pictures.")
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        yield (chromium := playwright.chromium.launch(executable_path=path, args=["--no-sandbox"]))
        chromium.close()


@contextmanager
def served(command: list[str], port: int, **environment: str) -> Iterator[str]:
    """The address at which `python -m command` answers; it ends with the block."""
    surroundings: Mapping[str, str] = {**os.environ, "PORT": str(port), **environment}
    running = subprocess.Popen(
        [sys.executable, "-m", *command], env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=BASE
    )  # fmt: skip
    try:
        yield answering(f"http://127.0.0.1:{port}")
    finally:
        running.terminate()
        running.wait(timeout=20)


def answering(address: str) -> str:
    for _ in range(600):
        try:
            with urlopen(address):
                return address
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"Nothing answers at {address}.")


def keep(drawn: bytes, name: str) -> None:
    image = Image.open(io.BytesIO(drawn)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    image.save(PICTURES / f"{name}.png", optimize=True)
    print(f"{name}.png  {(PICTURES / f'{name}.png').stat().st_size / 1000:.0f} KB")
