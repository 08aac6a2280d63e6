"""How much of a text speaks to its reader: sentences that say "you" or tell what to do."""

import re

from django.utils.translation import gettext as _

from content.plain_language.languages import base_of
from content.plain_language.prose import prose_of
from content.plain_language.sentences import Sentence, sentences_of

_YOU = {
    "en": re.compile(r"\byou(?:r|rs|rself|['’]\w+)?\b", re.IGNORECASE),
    "es": re.compile(r"\b(?:ustede?s?|usted|tú|te|ti|contigo|le|les|su|sus|suy[oa]s?|tus?|tuy[oa]s?)\b", re.IGNORECASE),
}
_COMMANDS = {
    "en": """add ask avoid begin be book breathe bring build call carry change check choose come cut do don't drink eat ease fill
find finish follow get give go have help hold keep know learn leave let lie limit list look make mark mind move name note notice
open pace pick plan practice put raise read relax remember rest save say see set share sit skip sleep slow speak split stand
start stay stop store stretch swallow take talk tell test think treat try turn use wait wake walk warm wash watch wear weigh
work write""",
    "es": """acuda anote aprenda avise beba busque camine coma comience comparta consulte cuente dé deje descanse diga dígale díganos duerma elija
empiece encuentre escoja escriba espere estire evite guarde haga hable lea llame lleve mantenga marque mire mueva muévase no note
observe pare pida piense piénselo ponga póngale pregunte pruebe recuerde respire revise siga siéntese suba tenga termine tome traiga use
vaya vea""",
}


def you_ratio(markdown: str, language: str) -> float | None:
    """Share of the sentences, 0 to 1; 0.0 without sentences; None for a language without a rule. Headings don't count."""
    base = base_of(language)
    if base not in _YOU:
        return None
    sentences = [sentence for sentence in sentences_of(prose_of(markdown)) if sentence.block.kind != "heading"]
    return sum(_speaks_to_you(sentence, base) for sentence in sentences) / len(sentences) if sentences else 0.0


def in_ten(ratio: float) -> str:
    """ "9 in 10"."""
    return _("{n} in 10").format(n=round(ratio * 10))


def _speaks_to_you(sentence: Sentence, language: str) -> bool:
    first = sentence.words()[0].text.lower().replace("’", "'")
    return first in _COMMANDS[language].split() or bool(_YOU[language].search(sentence.text))
