"""Medical terms that a text uses without saying what they mean."""

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from content.plain_language.languages import base_of
from content.plain_language.medical_terms import meanings, term_of, terms
from content.plain_language.remark import Remark
from content.plain_language.sentences import Sentence

_EXPLAINS_AFTER = {
    "en": re.compile(
        r"[\s”\"]*(?:\(|means?\b|(?:is|are)\s+(?:an?|the|when|what|how|any|your)\b|,\s+(?:or|which|an?|that is)\b|:)"
    ),
    "es": re.compile(
        r"[\s”\"]*(?:\(|significan?\b|(?:es|son)\s+(?:una?s?|el|la|los|las|cuando)\b|,\s+(?:o|que|es decir)\b|:)"
    ),
}
_EXPLAINS_BEFORE = {
    "en": re.compile(r"\b(?:called|named|known as|say|or)\s+(?:an?\s+|the\s+)?[“\"]?$", re.IGNORECASE),
    "es": re.compile(
        r"\b(?:llamad[oa]s?|se llaman?|conocid[oa]s? como)\s+(?:una?\s+|el\s+|la\s+)?[“\"]?$", re.IGNORECASE
    ),
}
_LONGEST_LEAD = 40  # characters before a term that may name it
_WORD_OF_WEIGHT = re.compile(r"\w{4,}")


def undefined_terms(sentences: Sequence[Sentence], language: str) -> Iterator[Remark]:
    """A term is judged where the text, not a heading, uses it first: explained there or in the sentence before, it is known
    from then on."""
    known: set[str] = set()
    before = ""
    for sentence in sentences:
        if sentence.block.kind == "heading":
            continue
        for spelling, start, end in terms(language).found_in(sentence.text):
            term = term_of(spelling, language)
            if term in known:
                continue
            known.add(term)
            if not _explained(sentence.text, start, end, before, meanings(language)[term], base_of(language)):
                said = _("“{term}” isn't explained. Say first: {meaning}.").format(
                    term=sentence.text[start:end], meaning=meanings(language)[term]
                )
                yield Remark("undefined", sentence.start + start, sentence.start + end, said)
        before = sentence.text


def _explained(text: str, start: int, end: int, before: str, meaning: str, language: str) -> bool:
    lead = text[max(0, start - _LONGEST_LEAD) : start]
    in_brackets = lead.rfind("(") > lead.rfind(")")
    if in_brackets or _EXPLAINS_BEFORE[language].search(lead) or _EXPLAINS_AFTER[language].match(text, end):
        return True
    around = _weighty(before) | _weighty(text[:start]) | _weighty(text[end:])
    said = _weighty(meaning)
    return len(said & around) >= max(2, (len(said) + 1) // 2)


def _weighty(text: str) -> set[str]:
    return set(_WORD_OF_WEIGHT.findall(text.lower()))
