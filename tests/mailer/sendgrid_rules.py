"""What v3 mail/send checks and what it does with substitutions.

From twilio/sendgrid-oai (tsg_mail_v3.json) and SendGrid's pages: errors, limitations, substitution tags.
"""

import re
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

FIXED_HEADERS = set(
    "x-sg-id x-sg-eid received dkim-signature content-type content-transfer-encoding to from subject reply-to cc bcc".split()  # noqa: SIM905
)
CONTENT_ORDER = ["text/plain", "text/x-amp-html", "text/html"]
ADDRESS = re.compile(r"[^@\s<>(),;:\"]+@[^@\s<>(),;:\"]+\.[^@\s<>(),;:\"]+")
Request = dict[str, Any]


def errors_in(request: Request) -> Iterator[tuple[str, str]]:
    """(field, message) for each fault, as the API's `errors` list."""
    people = request.get("personalizations")
    if not isinstance(people, list) or not 1 <= len(people) <= 1000:
        yield "personalizations", "1 to 1000 personalizations are required"
        return
    yield from _errors_for_all(request)
    if sum(len(_addresses(one)) for one in people) > 1000:
        yield "personalizations", "over 1000 recipients"
    for number, one in enumerate(people):
        for field, message in _errors_for_one(request, one):
            yield f"personalizations.{number}.{field}", message


def _errors_for_all(request: Request) -> Iterator[tuple[str, str]]:
    sender = request.get("from", {})
    if not ADDRESS.fullmatch(sender.get("email", "")) or not sender["email"].isascii():
        yield "from.email", "is not a valid address"
    for field in ("from", "reply_to"):
        if re.search("[;,]", request.get(field, {}).get("name", "")):
            yield f"{field}.name", "may not contain ; or ,"
    kinds = [part.get("type") for part in request.get("content", [])]
    if not kinds or kinds != [kind for kind in CONTENT_ORDER if kind in kinds]:
        yield "content", "text/plain comes first, text/html last, each once"
    if not all(isinstance(part.get("value"), str) and part["value"] for part in request.get("content", [])):
        yield "content.0.value", "must be a string of at least one character"
    categories = request.get("categories", [])
    if len(categories) > 10 or len(set(categories)) != len(categories):
        yield "categories", "at most 10, each once"
    yield from _header_errors("headers", request.get("headers", {}))
    for number, one in enumerate(request.get("attachments", [])):
        yield from _attachment_errors(f"attachments.{number}", one)


def _attachment_errors(field: str, one: dict[str, str]) -> Iterator[tuple[str, str]]:
    """tsg_mail_v3.json: content and filename are required; inline needs a content id; type holds no ; or line end."""
    if not one.get("content") or not re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", one["content"]):
        yield f"{field}.content", "The content must be base64"
    if not one.get("filename"):
        yield f"{field}.filename", "is required"
    if re.search("[;,\r\n]", one.get("type", "")):
        yield f"{field}.type", "may not contain ; , or line ends"
    if one.get("disposition", "attachment") not in ("inline", "attachment"):
        yield f"{field}.disposition", "is inline or attachment"
    if one.get("disposition") == "inline" and not one.get("content_id"):
        yield f"{field}.content_id", "is needed to show it"
    if unknown := set(one) - {"content", "type", "filename", "disposition", "content_id"}:
        yield field, f"unknown: {sorted(unknown)}"


def _errors_for_one(request: Request, one: Request) -> Iterator[tuple[str, str]]:
    addresses = _addresses(one)
    for number, to in enumerate(one.get("to", [])):
        if not ADDRESS.fullmatch(to.get("email", "")):
            yield f"to.{number}.email", f"Does not contain a valid address: {to.get('email')}"
    if not one.get("to"):
        yield "to", "is required"
    if len({address.lower() for address in addresses}) != len(addresses):
        yield "to", "Each address must be unique within a personalization"
    if not isinstance(one.get("subject", request.get("subject")), str) or not one.get(
        "subject", request.get("subject")
    ):
        yield "subject", "is required"
    yield from _header_errors("headers", one.get("headers", {}))
    for field in ("substitutions", "custom_args"):
        values = one.get(field, {})
        if not all(isinstance(value, str) for value in values.values()):
            yield field, "must be strings"
        elif sum(len(k.encode()) + len(v.encode()) for k, v in values.items()) > 10_000:
            yield field, "over 10,000 bytes"


def _header_errors(field: str, headers: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in headers.items():
        if name.lower() in FIXED_HEADERS or not re.fullmatch("[!-9;-~]+", name):
            yield field, f"The header {name} can't be set"
        elif not isinstance(value, str) or not value.isascii() or re.search("[\r\n\0]", value):
            yield field, f"The header {name} must be one line of ASCII"


def _addresses(one: Request) -> list[str]:
    return [to.get("email", "") for kind in ("to", "cc", "bcc") for to in one.get(kind, [])]


def as_delivered(request: Request, number: int) -> dict[str, Any]:
    """What recipient `number` gets. Substitutions reach subject, content and custom args, never headers; a value is
    replaced again if it holds another tag, which is why ours never may."""
    one = request["personalizations"][number]

    def substituted(text: str) -> str:
        for tag, value in one.get("substitutions", {}).items():
            text = text.replace(tag, value)
        return text

    return {
        "to": one["to"][0]["email"],
        "from": request["from"],
        "subject": substituted(one.get("subject", request.get("subject"))),
        **{part["type"]: substituted(part["value"]) for part in request["content"]},
        "headers": request.get("headers", {}) | one.get("headers", {}),
        "args": {name: substituted(value) for name, value in one.get("custom_args", {}).items()},
        "tracking": request.get("tracking_settings"),
        "images": {one["content_id"]: b64decode(one["content"]) for one in request.get("attachments", [])},
    }
