"""mrml's own errors, with file, line, column and what stands there. Our own validator finds nearly all of them first."""

import bisect
import re

from mailer.finding import EmailError
from mailer.mjml.armour import armour
from mailer.mjml.includes import Includes, Refused
from mailer.mjml.page import Page

# As in: unexpected token in template from "part.mjml" at position 23:24
SAID = re.compile(
    r'(?P<message>.*?) in (?:root template|template from "(?P<file>[^"]*)")(?: at position (?P<start>\d+):\d+)?',
    re.DOTALL,
)


def explained(error: ValueError, page: Page, includes: Includes) -> EmailError:
    """The error that mrml raised for `page`."""
    said = SAID.fullmatch(str(error))
    message = said["message"] if said else str(error)
    if said and said["file"]:
        page = _included(said["file"], includes)
    if not said or said["start"] is None or not page.source:
        return EmailError.one("mjml", page.name, f"MJML: {message}.", "Look for a tag that isn't closed.")
    at = _before_armour(page.source, int(said["start"]))
    return EmailError.one("mjml", page.where(at), f"MJML: {message} near `{page.excerpt(at)}`.", "Mend the template.")


def _included(name: str, includes: Includes) -> Page:
    try:
        return Page(name, includes.read(name))
    except Refused:
        return Page(name, "")


def _before_armour(source: str, position: int) -> int:
    """mrml counts in what it was given, which armour makes longer."""
    return bisect.bisect_left(range(len(source)), position, key=lambda end: len(armour(source[:end])))
