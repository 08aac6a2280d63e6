"""Syllables of an English word, by rule and a short table, without a dictionary.

Rules and table are checked against the CMU Pronouncing Dictionary, which readability tools use. The dictionary isn't shipped.
"""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path

_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_E = re.compile(
    r"[^aeiouylr]e$|[aeiouy][lr]e$|[gq]ues?$|'re$"  # care, whole, fatigue, you're; not table, acre
    r"|(?:[^aeiouytdl]|[aeiouylr]l)ed$"  # caused, called; not treated, settled
    r"|(?:[^aeiouysxzcghl]|[aeiouy]l|t?h(?<![cs]h))es$|(?<![aeiou])aches$"  # tubes, scales, headaches; not causes
    r"|[^aeiouyl]e(?=ment)|[^aeiouy]e(?=ly$)"  # movement, safely; not element
    r"|[^aeiouy][aeiouy][^aeiouy]e(?=less|ful|ness|times|body|where|thing|how|what)"  # careless, sometimes
    r"|e(?=very)(?<=^e)|ica(?=lly$)"  # everything, typically
)
_SPLIT_VOWELS = re.compile(
    r"(?<![cstgxh])(?<!ll)i[ao]|iu[ms]|(?<![tc])ie(?=t|nt|nc)|(?<=...)ie(?=r$|st$)"  # media, diet, easier; not nation
    r"|[aeou](?=ing)|y(?=[ao]|ing|e(?!d$|s$|$))(?<=.y)"  # being, doing, player, trying; not played
    r"|[^gq]u[ao](?!u)|u(?=ous)|(?<=n)eo(?=us)|ui(?=cid)"  # gradual, continuous, suicide; not language
    r"|(?<=[cr])re?a(?=t[ei])|rea(?=ct|s?$)|[dn]ea(?=s?$)|eo(?!us|n$|p|r)"  # create, react, idea, apnea, video
    r"|ism(?=s?$)|(?<=[^aeiouy])n't$|i(?=re(?:s?|d|ly|ment)$)"  # rheumatism, isn't, tired
)

_JOINS = frozenset(["a", "and", "by", "in", "of", "on", "than", "the", "to"])


@lru_cache(maxsize=20_000)
def syllables_in(word: str) -> int:
    """Syllables of one English word, at least 1. A number has one.

    A word with hyphens has those of its parts, but for the little words in it ("lower-than-normal"): the reference, which
    reads it as one unknown word, guesses about as many.
    """
    word = word.lower().replace("’", "'").removesuffix("'s")
    if "-" in word:
        return max(1, sum(syllables_in(part) for part in word.split("-") if part.isalpha() and part not in _JOINS))
    table = _table()
    known = table.get(word) or table.get(word.removesuffix("s"))
    return known or _by_rule(word)


def _by_rule(word: str) -> int:
    groups = len(_VOWELS.findall(word))
    silent = len(_SILENT_E.findall(word)) if groups > 1 else 0
    return max(1, groups - silent + len(_SPLIT_VOWELS.findall(word)))


@cache
def _table() -> dict[str, int]:
    """Both tables of syllables.toml in one."""
    read = tomllib.loads(Path(__file__).with_name("syllables.toml").read_text("utf-8"))
    return {word: int(count) for section in read.values() for count, words in section.items() for word in words.split()}
