"""What a glance at a locked phone would tell: subject, preheader, sender and headers must name no illness."""

import re
import unicodedata
from collections.abc import Iterator

from mailer.compiled import CompiledEmail, Parts
from mailer.finding import Finding

# Beginnings of words, so that "depres" finds "depression" and "depresión" and "pain" doesn't find "Spain".
TELLING = """
    abortion addict alzheim ansiedad anxiety arthrit asthma bipolar botox cancer chemo chronic dementia depres diabet
    diagnos disease disorder embaraz epilep fibromyalg hepatitis hiv infertil injection insomnia medication menopaus
    migraine miscarriage nerve neuropath obes oncolog opioid overdose pain pregnan psychiat psycho relapse
    schizo seizure sclerosis stroke suicid surgery symptom syndrome therap tumor tumour
"""
# Random tokens may spell anything.
RANDOM = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{20,}")


def privacy_findings(email: CompiledEmail, preheader: str, private_words: tuple[str, ...]) -> Iterator[Finding]:
    telling = _pattern([*TELLING.split(), *private_words])
    for where, words in _seen_before_opening(email, preheader):
        for word in sorted(set(telling.findall(_folded(RANDOM.sub(" ", words))))):
            message = f"“{word}” tells what this email is about before it is opened."
            yield Finding("error", "private-word", where, message, "Use words that fit any lesson.")


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
    """Beginnings of words; a word of six letters or more is found inside others too ("polyneuropathy")."""
    folded = sorted({_folded(word).strip() for word in words} - {""}, key=lambda word: (-len(word), word))
    return re.compile("|".join(("" if len(w) >= 6 else r"(?<![^\W\d_])") + re.escape(w) for w in folded))


def _folded(words: str) -> str:
    """Without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(c))
