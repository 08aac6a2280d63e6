"""All remarks on a text, in the order of their places."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from content.plain_language.hard_words import hard_words_in
from content.plain_language.lengths import long_paragraphs, long_sentences
from content.plain_language.passive import passives
from content.plain_language.prose import Prose, prose_of
from content.plain_language.remark import Remark
from content.plain_language.sentences import Sentence, sentences_of
from content.plain_language.undefined import undefined_terms


def remarks_on(markdown: str, language: str) -> list[Remark]:
    """On any Markdown. Marks, addresses and merge fields are no words; places count from the start of the given text."""
    return remarks_in(prose_of(markdown), language)


def remarks_in(prose: Prose, language: str) -> list[Remark]:
    sentences = list(sentences_of(prose))
    found = [
        *long_sentences(sentences),
        *long_paragraphs(sentences),
        *passives(sentences, language),
        *_hard_words(sentences, language),
        *undefined_terms(sentences, language),
    ]
    return sorted(_one_a_word(found), key=lambda remark: (remark.start, remark.end, remark.kind))


def _hard_words(sentences: Sequence[Sentence], language: str) -> Iterator[Remark]:
    for sentence in sentences:
        for start, end, better in hard_words_in(sentence.text, language):
            words = " ".join(sentence.text[start:end].split())
            said = _("“{words}”: try “{better}”.").format(words=words, better=better)
            yield Remark("hard", sentence.start + start, sentence.start + end, said, better)


def _one_a_word(remarks: list[Remark]) -> list[Remark]:
    """A term with a plainer word gets that remark only: putting it in mends both."""
    hard = {(one.start, one.end) for one in remarks if one.kind == "hard"}
    return [one for one in remarks if one.kind != "undefined" or (one.start, one.end) not in hard]
