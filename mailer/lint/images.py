"""Pictures: what is said when they don't show, how wide they are, and what they weigh."""

import re
from collections.abc import Iterator, Mapping

from mailer.lint.page import Element, Page, readable
from mailer.lint.spotted import Spotted, spotted

WIDEST = 600  # CSS pixels: our layout's width
HEAVY, HEAVY_TOGETHER = 200_000, 600_000  # bytes; ours: about 1 and 3 seconds on a slow phone connection (1.6 Mbit/s)
FILE_NAME = re.compile(r"[\w%.() -]*\.(?:png|jpe?g|gif|webp|svg|bmp|tiff?|heic)|(?:img|image|dsc|photo)[-_ ]?\d+", re.I)


def image_findings(page: Page, weights: Mapping[str, int]) -> Iterator[Spotted]:
    """`weights`: the bytes of each image by its address, as far as they are known."""
    images = [one for one in page.body if one.tag == "img"]
    for image in images:
        yield from _alt_findings(image)
        yield from _width_findings(image)
    used = sorted({address for image in images if (address := image.get("src", "")) in weights})
    for address in used:
        if weights[address] > HEAVY:
            message = f"{readable(address)[-60:]} weighs {weights[address]:,} bytes."
            yield spotted("warning", "image-weight", message, f"Keep each picture under {HEAVY:,}.", address)
    if (together := sum(weights[address] for address in used)) > HEAVY_TOGETHER:
        message = f"The pictures weigh {together:,} bytes together."
        yield spotted("warning", "image-weight", message, f"Keep an email's pictures under {HEAVY_TOGETHER:,}.")


def _alt_findings(image: Element) -> Iterator[Spotted]:
    alt, address = image.get("alt"), image.get("src", "")
    if alt is not None and FILE_NAME.fullmatch(alt.strip()):
        hint = "Say what the picture shows."
        yield spotted("warning", "alt", f"The alt text “{alt}” is the name of a file.", hint, alt, address)
    if alt == "" and (link := next(image.iterancestors("a"), None)) is not None and not _says_more(link):
        hint = "Say where the link goes."
        yield spotted("warning", "alt", "A picture that is a link has no alt text.", hint, address)


def _says_more(link: Element) -> bool:
    return bool("".join(str(text) for text in link.itertext()).strip() or link.get("aria-label", "").strip())


def _width_findings(image: Element) -> Iterator[Spotted]:
    """Outlook for Windows goes by the attribute, and shows the file's own size without one."""
    width, address = image.get("width", "").strip().removesuffix("px"), image.get("src", "")
    if not re.fullmatch(r"\d{1,5}%?", width):
        yield spotted("warning", "image-width", "A picture has no width.", 'Write width="…" in pixels.', address)
    elif not width.endswith("%") and int(width) > WIDEST:
        message = f"A picture is {width} px wide; an email is {WIDEST}."
        yield spotted("warning", "image-width", message, f"Make it at most {WIDEST} wide.", address)
