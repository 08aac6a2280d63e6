"""Passive voice, by rule: where a form of "be" and a participle leave open who acts.

English: be (or get), up to two adverbs, a participle. States that look the same ("is tired", "are interested") are left alone.
Spanish: only what is certain: "fue/ha sido/será" with a participle, "es … por", and "se" with the verbs that letters of clinics use.
"""

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from content.plain_language.languages import base_of
from content.plain_language.remark import Remark
from content.plain_language.sentences import Sentence

_IRREGULAR = """
begun bitten blown born borne bought bound broken brought built burnt caught chosen cut dealt done drawn driven dug eaten fed
felt found forbidden forgiven forgotten fought frozen given ground grown heard held hidden hit hurt kept known laid led left
lent lost made meant met mistaken overcome paid proven put read rewritten run said seen sent set sewn shaken shed shot shown
shut spent split spoken spread stolen struck stuck sung sworn taken taught told thought thrown torn understood undone upset
withdrawn withheld won worn woven written
"""
_STATES = """
accustomed advanced affected aged alarmed allowed amazed annoyed ashamed associated attached bored born called closed committed
complicated concerned confused connected convinced cooked crowded dedicated depressed detailed determined disabled disappointed
dressed educated embarrassed engaged excited exhausted experienced finished frightened frustrated gifted harmed healed hidden hurt hydrated
inclined infected inflamed injured interested involved isolated known left limited located lost married meant mixed motivated named
naked needed numbed opposed organized overwhelmed overweight pleased prepared qualified related relaxed relieved resolved rested
retired rushed satisfied scared set settled shocked sick skilled stressed stuck supposed surprised swollen tired torn trained
troubled turned upset used unexpected unrelated united unwanted upset wicked wounded worn worried
"""
_NOT_PARTICIPLES = "need feed bleed breed speed seed weed reed red bed shed indeed hundred exceed proceed succeed"
_ADVERBS = "also always already ever first just more most much never not now often once only rarely seldom sometimes soon still then usually very well"

_BE = r"(?:(?:may|might|can|could|will|would|should|must|has|have|had)\s+(?:not\s+)?)?(?:am|is|are|was|were|be|been|being|(?:is|are|was|were)n['’]t|gets?|got|getting)"
_PARTICIPLE = (
    rf"(?!(?:{'|'.join((_STATES + _NOT_PARTICIPLES).split())})\b)(?:[a-z]{{2,}}ed|{'|'.join(_IRREGULAR.split())})"
)
_ENGLISH = re.compile(
    rf"\b{_BE}\s+(?:(?:[a-z]{{2,}}ly|{'|'.join(_ADVERBS.split())})\s+){{0,2}}{_PARTICIPLE}\b", re.IGNORECASE
)

_IRREGULAR_ES = "abierto cubierto dicho descrito escrito hecho impuesto puesto roto resuelto visto"
_PARTICIPLE_ES = rf"(?:\w{{2,}}[ai]d[oa]s?|(?:{'|'.join(stem[:-1] for stem in _IRREGULAR_ES.split())})[oa]s?)"
_SE_VERBS = """
aconseja administra aplica considera coloca debe emplea estima evalúa hace indica inyecta observa ofrece prescribe puede realiza
receta recomienda requiere sugiere toma usa utiliza
"""
_SPANISH = re.compile(
    rf"\b(?:fue|fueron|(?:ha|han|había|habían)\s+sido|será|serán)\s+(?:\w+mente\s+)?{_PARTICIPLE_ES}\b"
    rf"|\b(?:es|son|era|eran)\s+(?:\w+mente\s+)?{_PARTICIPLE_ES}(?=\s+por\b)"
    rf"|\bse\s+(?:ha|han)\s+{_PARTICIPLE_ES}\b|\bse\s+(?:{'|'.join(_SE_VERBS.split())})n?\b",
    re.IGNORECASE,
)
_RULES = {"en": _ENGLISH, "es": _SPANISH}
_AGENT = re.compile(r"\s+(?:by|por)\s+(?!\w+ing\b)(\w+(?:\s+\w+)?)", re.IGNORECASE)


def passives(sentences: Sequence[Sentence], language: str) -> Iterator[Remark]:
    rule = _RULES.get(base_of(language))
    for sentence in sentences if rule else ():
        for found in rule.finditer(sentence.text) if rule else ():
            agent = _AGENT.match(sentence.text, found.end())
            words = " ".join(found[0].split())
            if agent:
                said = _("“{words}” is passive. Begin with “{who}”.").format(
                    words=words, who=" ".join(agent[1].split())
                )
            else:
                said = _("“{words}” is passive. Say who does it.").format(words=words)
            yield Remark("passive", sentence.start + found.start(), sentence.start + found.end(), said)
