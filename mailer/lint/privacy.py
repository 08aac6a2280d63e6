"""What a glance at a locked phone would tell: subject, preheader, sender and headers must name no illness.

Nor may our own addresses, which stand in server logs and browser histories, nor the file names of pictures.
"""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

from mailer.addresses import host_of
from mailer.compiled import CompiledEmail, Parts
from mailer.finding import Finding
from mailer.lint.page import FIELD, Page, readable
from mailer.lint.spotted import Spotted, spotted

# Beginnings of words, so that "depres" finds "depression" and "depresión" and "pain" doesn't find "Spain".
TELLING = """
    abortion addict alzheim ansiedad anxiety arthrit asthma bipolar botox cancer chemo chronic dementia depres diabet
    diagnos disease disorder embaraz epilep fibromyalg hepatitis hiv infertil injection insomnia medication menopaus
    migraine miscarriage nerve neuropath obes oncolog opioid overdose pain pregnan psychiat psycho relapse
    schizo seizure sclerosis stroke suicid surgery symptom syndrome therap tumor tumour
"""
# Random tokens may spell anything.
RANDOM = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{20,}")

NO_LETTER_BEFORE, NO_LETTER_AFTER = r"(?<![^\W\d_])", r"(?![^\W\d_])"
WEB_ADDRESS = re.compile(r"https?://[^\s<>()]+")
SPEAKS = re.compile(r"\s*(?:mailto|tel|sms):", re.IGNORECASE)


def privacy_findings(email: CompiledEmail, preheader: str, private_words: tuple[str, ...]) -> Iterator[Finding]:
    telling = _pattern([*TELLING.split(), *private_words])
    for where, words in _seen_before_opening(email, preheader):
        for word in sorted(set(telling.findall(_folded(RANDOM.sub(" ", words))))):
            message = f"“{word}” tells what this email is about before it is opened."
            yield Finding("error", "private-word", where, message, "Use words that fit any lesson.")


def address_findings(
    email: CompiledEmail, public_host: str, private_words: tuple[str, ...], page: Page
) -> Iterator[Spotted]:
    """Ours and pictures' must tell nothing; another site's address is theirs, so it is only noted."""
    telling = _pattern([*TELLING.split(), *private_words])
    for address, is_picture in _addresses(email, page):
        for word in sorted(set(telling.findall(_folded(RANDOM.sub(" ", unquote(FIELD.sub(" ", address))))))):
            ours = is_picture or host_of(address) in ("", public_host)
            message = f"“{word}” stands in the address {readable(address)[:80]}: logs and histories keep it."
            hint = "Rename it." if ours else "Think of linking a page whose address names no illness."
            yield spotted("error" if ours else "note", "private-word", message, hint, address)


def neutral_findings(email: CompiledEmail, private_words: tuple[str, ...], seen: str) -> Iterator[Finding]:
    """For an email that may pass through any provider: not even its text names what the series is about."""
    telling = _pattern(list(private_words)) if private_words else None
    for where, words in (("html", seen), ("text", literals(email.text))) if telling else ():
        for word in sorted(set(telling.findall(_folded(words)))) if telling else ():
            message = f"“{word}” tells what the series is about, in an email that must not."
            yield Finding("error", "private-word", where, message, "Use words that fit any lesson.")


def _addresses(email: CompiledEmail, page: Page) -> Iterator[tuple[str, bool]]:
    links = [one.get("href", "") for one in page.elements if one.tag in ("a", "area")]
    links += WEB_ADDRESS.findall(literals(email.text))
    yield from ((address.strip(), False) for address in dict.fromkeys(links) if not SPEAKS.match(address))
    pictures = [one.get(name, "") for one in page.elements for name in ("src", "background") if name in one.attrib]
    yield from ((address.strip(), True) for address in dict.fromkeys(pictures) if not address.startswith("data:"))


def _seen_before_opening(email: CompiledEmail, preheader: str) -> Iterator[tuple[str, str]]:
    yield "subject", literals(email.subject)
    yield "preheader", preheader
    yield "sender name", email.sender_name
    yield "sender address", email.sender_address
    yield "reply-to", email.reply_to
    for name, value in email.headers:
        yield f"header {name}", literals(value)


def literals(parts: Parts) -> str:
    """The words that are the same for everyone, a space where they differ."""
    return "".join(part if isinstance(part, str) else " " for part in parts)


def _pattern(words: list[str]) -> re.Pattern[str]:
    """Beginnings of words; a word of six letters or more is found inside others too ("polyneuropathy").

    One written with a full stop is found as a whole word only: "dolor." in "el dolor", not in the name Dolores.
    """
    folded = sorted({_folded(word).strip() for word in words} - {""}, key=lambda word: (-len(word), word))
    return re.compile("|".join(_found_as(word) for word in folded))


def _found_as(word: str) -> str:
    stem = word.rstrip(".")
    if stem and stem != word:
        return rf"{NO_LETTER_BEFORE}{re.escape(stem)}{NO_LETTER_AFTER}"
    return ("" if len(word) >= 6 else NO_LETTER_BEFORE) + re.escape(word)


def _folded(words: str) -> str:
    """Without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(c))
