"""A way to stop that mail programs and people both find (RFC 2369, RFC 8058)."""

import re
from collections.abc import Iterator

from mailer.addresses import is_loopback
from mailer.compiled import CompiledEmail, Parts, Slot
from mailer.finding import Finding
from mailer.header_names import may_be_set
from mailer.lint.privacy import literals
from mailer.lint.visible import visible_text

STOP = re.compile("unsubscribe", re.IGNORECASE)


def unsubscribe_findings(email: CompiledEmail) -> Iterator[Finding]:
    headers = {name.lower(): value for name, value in email.headers}
    for name, _ in email.headers:
        if not may_be_set(name):
            yield Finding("error", "header-name", f"header {name}", "This header can't be set here.", "Leave it out.")
    if not _has_one_click_address(headers.get("list-unsubscribe", ()), email):
        hint = "Set List-Unsubscribe to <{…}> with an https address."
        yield Finding("error", "one-click", "header List-Unsubscribe", "There is no address to stop at.", hint)
    if headers.get("list-unsubscribe-post") != ("List-Unsubscribe=One-Click",):
        hint = "Set it to List-Unsubscribe=One-Click (RFC 8058)."
        yield Finding("error", "one-click", "header List-Unsubscribe-Post", "One click doesn't stop.", hint)
    yield from _visible_stop_findings(email)


def _has_one_click_address(value: Parts, email: CompiledEmail) -> bool:
    """A merge field of the kind "url" is held to http(s) when it is filled."""
    written = "".join(part if isinstance(part, str) else f"\0{part.field}\0" for part in value)
    return any(
        target.strip("\0") in email.url_fields
        or target.startswith("https://")
        or (target.startswith("http://") and is_loopback(target))
        for target in re.findall("<([^>]*)>", written)
    )


def _visible_stop_findings(email: CompiledEmail) -> Iterator[Finding]:
    for where, parts, words in (("html", email.html, visible_text(email)), ("text", email.text, literals(email.text))):
        if not STOP.search(words) and (email.language.startswith("en") or not _links_to_stop(parts)):
            yield Finding(
                "error", "stop-link", where, "There is no visible way to unsubscribe.", "Add it to the footer."
            )


def _links_to_stop(parts: Parts) -> bool:
    """In other languages the word differs, the merge field doesn't."""
    return any(isinstance(part, Slot) and re.search("unsubscribe|stop", part.field) for part in parts)
