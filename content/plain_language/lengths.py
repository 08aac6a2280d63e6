"""Sentences and paragraphs that are too long. Limits: Federal Plain Language Guidelines and the NHS content guide (20 words, 3
sentences); above 25 words a sentence is very long."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from django.utils.translation import gettext as _

from content.plain_language.remark import Remark
from content.plain_language.sentences import Sentence, Word

LONG, VERY_LONG = 20, 25  # words
LONG_PARAGRAPH = 3  # sentences
_JOINS = re.compile(
    r"and|but|so|because|which|when|while|if|that|where|although|then|y|pero|porque|que|cuando|si|aunque|donde|mientras",
    re.IGNORECASE,
)


def long_sentences(sentences: Sequence[Sentence]) -> Iterator[Remark]:
    for sentence in sentences:
        words = sentence.words()
        if len(words) > LONG:
            much = _("{n} words in one sentence; {most} is the limit.").format(n=len(words), most=LONG)
            said = f"{much} {_where_to_split(words)}"
            yield Remark("very long" if len(words) > VERY_LONG else "long", sentence.start, sentence.end, said)


def long_paragraphs(sentences: Sequence[Sentence]) -> Iterator[Remark]:
    for block, group in groupby(sentences, key=lambda sentence: sentence.block):
        inside = [sentence for sentence in group if re.search(r"[.!?…]", sentence.text[-3:])]
        if block.kind == "paragraph" and len(inside) > LONG_PARAGRAPH:
            said = _("{n} sentences in one paragraph; {most} is the limit. Start a new one or make a list.").format(
                n=len(inside), most=LONG_PARAGRAPH
            )
            yield Remark("paragraph", inside[0].start, inside[-1].end, said)


def _where_to_split(words: list[Word]) -> str:
    """Where two thoughts may part: the joining word nearest to the middle, not in the outer quarters."""
    middle, reach = len(words) / 2, len(words) / 4
    joins = [(abs(place - middle), word.text) for place, word in enumerate(words) if _JOINS.fullmatch(word.text)]
    near = [join for join in joins if join[0] <= reach]
    return _("Split it at “{word}”.").format(word=min(near)[1]) if near else _("Make two of it.")
