"""The forms of English verbs, and of nouns in English and Spanish: enough for the words of our own tables."""

import re
from collections.abc import Mapping
from typing import NamedTuple


class VerbForms(NamedTuple):
    base: str
    present: str
    past: str
    participle: str
    ing: str


def verb_forms(verb: str, irregular: Mapping[str, tuple[str, ...]]) -> VerbForms:
    """Of a verb of which the first word changes: "carry out", "carries out". `irregular`: past, participle and -ing by verb."""
    first, _, rest = verb.partition(" ")
    if first in irregular:
        past, participle, ing = irregular[first]
    else:
        past = participle = _with_ed(first)
        ing = (first[:-1] if re.search(r"[^eoy]e$", first) else first) + "ing"
    forms = (first, _with_s(first), past, participle, ing)
    return VerbForms(*(f"{form} {rest}".strip() for form in forms))


def plural_of(noun: str, language: str) -> str:
    """Of the last word in English ("doctor or nurse": both), of the first in Spanish, where it is named first."""
    if language == "es":
        first, _, rest = noun.partition(" ")
        return f"{_spanish_plural(first)} {rest}".strip()
    return " or ".join(_irregular_plural(part) or _with_s(part) for part in noun.split(" or "))


def _with_s(word: str) -> str:
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return word + ("es" if re.search(r"(?:s|x|z|ch|sh|go|do)$", word) else "s")


def _with_ed(word: str) -> str:
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ied"
    return word + ("d" if word.endswith("e") else "ed")


def _irregular_plural(noun: str) -> str:
    for one, many in (
        ("bacterium", "bacteria"),
        ("thrombus", "thrombi"),
        ("hypothesis", "hypotheses"),
        ("person", "people"),
    ):
        if noun.endswith(one):
            return noun.removesuffix(one) + many
    return noun if noun in ("spit", "advice", "skin", "sweat", "trouble", "help", "breathing", "peeing") else ""


def _spanish_plural(noun: str) -> str:
    if noun.endswith("ión"):
        return noun.removesuffix("ión") + "iones"
    if noun.endswith("z"):
        return noun.removesuffix("z") + "ces"
    if noun.endswith("s") or noun == "ganas":
        return noun
    return noun + ("s" if noun[-1] in "aeiouáéó" else "es")
