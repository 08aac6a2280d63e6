"""Every shipped email template at 375 and 600 px, light and dark, and the studio, which needs no database."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.screenshots.drawing import BASE, keep, served

EMAILS = {
    "lesson": "series/library/fibromyalgia/04-moving-a-little",
    "newsletter": "newsletters/how-our-emails-work",
    "welcome": "notices/welcome",
    "ready": "notices/ready",
}
PORT = 8790


def draw_all(browser: Browser) -> None:
    with served(["config.preview", str(BASE / "content")], PORT) as address:
        for name, key in EMAILS.items():
            for width in (375, 600):
                for scheme in ("light", "dark"):
                    url = f"{address}/staff/preview/frame/{key}?scheme={scheme}"
                    draw(browser, url, width, scheme, f"email-{name}-{width}-{scheme}")
        for width, scheme in ((1280, "light"), (1280, "dark"), (375, "light")):
            url = f"{address}/staff/preview/{EMAILS['lesson']}?scheme={scheme}"
            draw(browser, url, width, scheme, f"studio-{width}-{scheme}")


def draw(browser: Browser, url: str, width: int, scheme: str, name: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, device_scale_factor=1)  # type: ignore[arg-type]
    page.goto(url, wait_until="networkidle" if "frame" in url else "load")
    page.wait_for_timeout(300)
    keep(page.screenshot(full_page="frame" in url), name)
    page.close()
