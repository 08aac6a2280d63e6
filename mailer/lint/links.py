"""Where links lead and whence images come."""

import re
from collections.abc import Iterator, Mapping

from mailer.addresses import host_of, is_loopback
from mailer.finding import Finding
from mailer.lint.page import FIELD

LOADED_BY = ("src", "background", "poster", "data")
CSS_LOAD = re.compile(r"""url\(\s*["']?([^)"']+)|@import\s+["']([^"']+)""", re.IGNORECASE)
SPEAKS_TO_A_PROGRAM = {
    "tel": re.compile(r"\+?[0-9][0-9().\-]*(?:[;?].*)?"),  # RFC 3966
    "sms": re.compile(r"\+?[0-9][0-9().\-]*(?:[;?].*)?"),  # RFC 5724
    "mailto": re.compile(r"[^\s@<>,?]+@[^\s@<>,?]+\.[^\s@<>,?]+(?:\?\S*)?"),  # RFC 6068, one address
}
A_HOST = re.compile(r"(?:[\w-]+\.)+[\w-]{2,}|\[[0-9a-f:.]+\]|localhost", re.IGNORECASE)


def link_findings(href: str, url_fields: frozenset[str]) -> Iterator[Finding]:
    """`href` of an <a>: https, an address or number, or a merge field that is held to http(s) when filled."""
    shown = FIELD.sub(r"{\1}", href)
    if field := FIELD.match(href):
        if field[1] not in url_fields:
            yield _error("link", f"The link {shown} starts with a field that is text.", 'List it as "url".')
        return
    scheme, _, rest = href.partition(":")
    if form := SPEAKS_TO_A_PROGRAM.get(scheme.lower()):
        if not FIELD.match(rest) and not form.fullmatch(rest):
            yield _error("link", f"The link “{shown}” isn't a number or address.", f"Write {scheme.lower()}: and one.")
    elif not href.lower().startswith(("https://", "http://")):
        yield _error("link", f"The link “{shown}” leads nowhere in an email.", "Write the whole https address.")
    elif re.search(r"\s", href) or not A_HOST.fullmatch(host_of(href) if ":" not in host_of(href) else "localhost"):
        yield _error("link", f"The link “{shown}” is no web address.", "Copy it again from the browser.")
    elif scheme.lower() == "http" and not is_loopback(href):
        yield Finding("warning", "link", "html", f"The link {shown} isn't https.", "Most sites answer to https.")


def load_findings(url: str, url_fields: frozenset[str], public_host: str) -> Iterator[Finding]:
    """`url` of an image or style sheet: only our own host may learn that an email was opened."""
    shown = FIELD.sub(r"{\1}", url)[:80]
    field = FIELD.match(url)
    if (field and field[1] in url_fields) or url.lower().startswith("cid:"):
        return
    if url.lower().startswith("data:"):
        yield Finding("warning", "image", "html", "An image is written into the HTML.", "Gmail won't show it; link it.")
    elif not host_of(url) or FIELD.search(host_of(url)):
        yield _error("image", f"“{shown}” can't be loaded in an email.", "Write the whole https address.")
    elif host_of(url) != public_host:
        hint = f"Only {public_host or 'the public host (none is given)'} may be asked for images."
        yield _error("third-party", f"{host_of(url)} would learn who opens this email.", hint)
    elif not url.lower().startswith("https://") and not is_loopback(url):
        yield _error("image", f"“{shown}” isn't https.", "Serve images over https.")


def loaded_by(tag: str, values: Mapping[str, str]) -> Iterator[str]:
    """Every address that a mail program would load for this tag."""
    yield from (values[name] for name in LOADED_BY if values.get(name))
    yield from (one.split()[0] for one in values.get("srcset", "").split(",") if one.split())
    yield from css_loads(values.get("style", ""))
    if tag == "link" and "href" in values:
        yield values["href"]


def css_loads(css: str) -> Iterator[str]:
    yield from (found[1] or found[2] for found in CSS_LOAD.finditer(css))


def _error(code: str, message: str, hint: str) -> Finding:
    return Finding("error", code, "html", message, hint)
