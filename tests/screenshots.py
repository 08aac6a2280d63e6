"""`make screenshots`: every shipped email template at 375 and 600 px, light and dark, and the studio, into docs/pictures/.

Drawn by Debian's Chromium from the emails themselves, on 2 × pixels shrunk to 1 ×, with few colours so that they stay small.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

BASE = Path(__file__).resolve().parent.parent
PICTURES = BASE / "docs" / "pictures"
EMAILS = {
    "lesson": "series/library/fibromyalgia/04-moving-a-little",
    "newsletter": "newsletters/how-our-emails-work",
    "welcome": "notices/welcome",
    "ready": "notices/ready",
}
COLOURS = 64
PORT = 8790


def main() -> int:
    PICTURES.mkdir(exist_ok=True)
    path = shutil.which("chromium")
    if path is None:
        print("Install Debian's chromium package to draw the pictures.", file=sys.stderr)
        return 1
    with studio() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, key in EMAILS.items():
            for width in (375, 600):
                for scheme in ("light", "dark"):
                    url = f"{address}/staff/preview/frame/{key}?scheme={scheme}"
                    draw(browser, url, width, scheme, f"email-{name}-{width}-{scheme}")
        for width, scheme in ((1280, "light"), (1280, "dark"), (375, "light")):
            draw(
                browser,
                f"{address}/staff/preview/{EMAILS['lesson']}?scheme={scheme}",
                width,
                scheme,
                f"studio-{width}-{scheme}",
            )
        browser.close()
    return 0


@contextmanager
def studio() -> Iterator[str]:
    """The shipped content in the studio, which needs no database."""
    command = [sys.executable, "-m", "config.preview", str(BASE / "content")]
    running = subprocess.Popen(command, env={**os.environ, "PORT": str(PORT)}, stdout=subprocess.DEVNULL, cwd=BASE)
    try:
        yield answering(f"http://127.0.0.1:{PORT}")
    finally:
        running.terminate()
        running.wait(timeout=20)


def answering(address: str) -> str:
    for _ in range(100):
        try:
            with urlopen(address):
                return address
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"Nothing answers at {address}.")


def draw(browser: Browser, url: str, width: int, scheme: str, name: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, device_scale_factor=1)  # type: ignore[arg-type]
    page.goto(url, wait_until="networkidle" if "frame" in url else "load")
    page.wait_for_timeout(300)
    image = Image.open(io.BytesIO(page.screenshot(full_page="frame" in url)))
    image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)
    page.close()
    print(f"{name}.png  {(PICTURES / f'{name}.png').stat().st_size / 1000:.0f} KB")


if __name__ == "__main__":
    sys.exit(main())
