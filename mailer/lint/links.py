"""Where links lead and whence images come."""

import re
from collections.abc import Iterator, Mapping

from mailer.addresses import host_of, is_loopback
from mailer.finding import Finding

LOADED_BY = ("src", "background", "poster", "data")
CSS_LOAD = re.compile(r"""url\(\s*["']?([^)"']+)|@import\s+["']([^"']+)""", re.IGNORECASE)
FIELD = re.compile("\ue000([A-Za-z0-9_]+)\ue001")
"""How a merge field is written while the HTML is read: between two characters of private use."""
SPEAKS_TO_A_PROGRAM = ("mailto:", "tel:", "sms:")


def link_findings(href: str, url_fields: frozenset[str]) -> Iterator[Finding]:
    """`href` of an <a>: https, an address or number, or a merge field that is held to http(s) when filled."""
    shown = FIELD.sub(r"{\1}", href)
    if field := FIELD.match(href):
        if field[1] not in url_fields:
            yield _error("link", f"The link {shown} starts with a field that is text.", 'List it as "url".')
    elif href.lower().startswith("http://") and not is_loopback(href):
        yield Finding("warning", "link", "html", f"The link {shown} isn't https.", "Most sites answer to https.")
    elif not href.lower().startswith(("https://", "http://", *SPEAKS_TO_A_PROGRAM)):
        yield _error("link", f"The link “{shown}” leads nowhere in an email.", "Write the whole https address.")


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
