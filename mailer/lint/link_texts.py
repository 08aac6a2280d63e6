"""What links say: where they go, in words that make sense alone (WCAG 2.2, 2.4.4), and nothing else."""

import re
from collections.abc import Iterator

from mailer.addresses import host_of
from mailer.lint.page import FIELD, Element, Page, readable, words_of
from mailer.lint.spotted import Spotted, spotted

VAGUE = frozenset({
    "click", "click here", "click this", "here", "go", "info", "learn more", "link", "more", "more info", "read more",
    "see more", "tap here", "this", "this link", "this page", "visit", "website",
    "aquí", "haga clic aquí", "haz clic aquí", "clic aquí", "leer más", "más", "más información", "ver más",
})  # fmt: skip
WEB_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
MAIL_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
SHORTEST_NUMBER = 3  # digits


def link_text_findings(page: Page, public_host: str) -> Iterator[Spotted]:
    for link in page.body:
        if link.tag == "a" and "href" in link.attrib:
            yield from _findings(link, public_host)


def _findings(link: Element, public_host: str) -> Iterator[Spotted]:
    href, words = link.get("href", "").strip(), words_of(link)
    if not words:
        if not link.get("aria-label", "").strip():
            message = f"The link to {readable(href)[:80]} says nothing."
            yield spotted("error", "link-text", message, "Write what opens.", href)
    elif re.sub(r"[^\w ]", "", words).strip().casefold() in VAGUE:
        hint = "Say what opens: people who hear a list of links hear only this."
        yield spotted("warning", "link-text", f"A link says “{words}”.", hint, href, words)
    elif _says_another(words, href, public_host):
        message = f"A link shows “{readable(words)[:60]}” and goes to {readable(href)[:80]}."
        yield spotted("error", "link-text", message, "Show the address it goes to, or words.", href, words)


def _says_another(words: str, href: str, public_host: str) -> bool:
    scheme, _, rest = href.partition(":")
    match scheme.lower():
        case "tel" | "sms":
            said, dialled = _digits(words), _digits(rest)
            return len(said) >= SHORTEST_NUMBER and said not in dialled and dialled not in said
        case "mailto":
            shown = MAIL_ADDRESS.search(words)
            return shown is not None and shown[0].casefold() != rest.partition("?")[0].casefold()
    shown = WEB_ADDRESS.fullmatch(words) or re.search(r"https?://\S+", words)
    if shown is None:
        return False
    goes_to = public_host if FIELD.match(href) else host_of(href)
    return _bare(host_of(shown[0] if "://" in shown[0] else f"https://{shown[0]}")) != _bare(goes_to)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", FIELD.sub("", text))


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.").rstrip(".")
