"""The change sheet as cards: the article, the lesson, why, and the references as links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from campaigns.reviewing.claims import Sheet
from content.coverage import Claim, Fate, Reference
from content.markdown import rich_inline
from staff.split_words import reason_in_words

FATES = {
    Fate.KEPT: "kept",
    Fate.SOFTENED: "softened",
    Fate.DROPPED: "claim_dropped",
    Fate.ADDED: "added",
    Fate.OPEN: "open",
}
COUNTED = {
    Fate.KEPT: ngettext_lazy("{n} kept", "{n} kept"),
    Fate.SOFTENED: ngettext_lazy("{n} softened", "{n} softened"),
    Fate.DROPPED: ngettext_lazy("{n} dropped", "{n} dropped"),
    Fate.ADDED: ngettext_lazy("{n} added", "{n} added"),
    Fate.OPEN: ngettext_lazy("{n} not yet decided", "{n} not yet decided"),
}
NAMED = re.compile(r"\bR\d+\b")
FIRST_WORD = re.compile(r"^(Kept|Softened|Dropped|Added)(?:: *|, *| +(?=\()|\.$)")
AT_ONCE = 2  # kept claims that show before the rest folds


def sheet_in_words(sheet: Sheet) -> dict[str, Any]:
    """Cards for what changed, one group for what was kept, and how far the reader has come."""
    cards = [card(number, claim, sheet) for number, claim in enumerate(sheet.claims, 1)]
    changed = [one for one in cards if one["state"] != "kept"]
    kept = [one for one in cards if one["state"] == "kept"]
    open_kept = [one["key"] for one in kept if not one["accepted"]]
    return {
        "tags": tags(sheet.claims), "changed": changed, "total": len(cards), "left": len(sheet.left),
        "accepted": len(cards) - len(sheet.left), "again": [claim.key for claim in sheet.again],
        "kept": {"all": kept, "first": kept[:AT_ONCE], "more": kept[AT_ONCE:], "open": open_kept},
        "next": next_place(sheet),
    }  # fmt: skip


def tags(claims: Sequence[Claim]) -> list[dict[str, str]]:
    counts = {
        fate: sum(claim.fate is fate for claim in claims)
        for fate in (Fate.SOFTENED, Fate.DROPPED, Fate.ADDED, Fate.OPEN, Fate.KEPT)
    }
    return [{"state": FATES[fate], "word": (COUNTED[fate] % n).format(n=n)} for fate, n in counts.items() if n]


def next_place(sheet: Sheet) -> str:
    """Where the reader goes on: the id of the next card to accept, then the lesson itself."""
    changed = next((claim for claim in sheet.left if claim.fate is not Fate.KEPT), None)
    return f"claim-{changed.key}" if changed else "kept" if sheet.left else "lesson"


def card(number: int, claim: Claim, sheet: Sheet) -> dict[str, Any]:
    return {
        "key": claim.key, "number": number, "state": FATES[claim.fate], "word": _("Not yet decided") if claim.fate is Fate.OPEN else None,
        "article": rich_inline(claim.claim).html if claim.claim and claim.fate is not Fate.ADDED else "",
        "about": rich_inline(claim.claim).html if claim.claim and claim.fate is Fate.ADDED else "",
        "line": claim.article_line, "says": rich_inline(claim.says).html, "plain": plain(claim), "why": why(claim),
        "not_said": claim.fate is Fate.DROPPED and not claim.says, "accepted": claim.key in sheet.accepted,
    }  # fmt: skip


def plain(claim: Claim) -> str:
    """The line that is left of a card once it is accepted."""
    return rich_inline(claim.says or claim.claim or claim.why).text


def why(claim: Claim) -> list[dict[str, str]]:
    """The reason in pieces: text as safe HTML, or a reference with its address. Its first word is the tag already."""
    known = {one.name: one for one in claim.references}
    reason = reason_in_words(FIRST_WORD.sub("", claim.why).strip())
    reason = reason[:1].upper() + reason[1:]
    pieces: list[dict[str, str]] = []
    at = 0
    for found in NAMED.finditer(reason):
        if reference := known.get(found[0]):
            pieces += [piece(reason[at : found.start()]), linked(reference)]
            at = found.end()
    return [one for one in [*pieces, piece(reason[at:])] if one["text"]]


def piece(text: str) -> dict[str, str]:
    lead, trail = " " * text.startswith(" "), " " * (text.endswith(" ") and bool(text.strip()))
    html = f"{lead}{rich_inline(text).html}{trail}" if text else ""
    return {"text": html, "url": "", "title": ""}


def linked(reference: Reference) -> dict[str, str]:
    """Without an address the whole entry is said, so that it can be looked up by hand."""
    text = reference.short if reference.url else reference.text
    return {"text": text, "url": reference.url, "title": reference.text}
