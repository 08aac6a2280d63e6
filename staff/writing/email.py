"""The email of a draft, made as the send makes it, with the place that is being written marked in it."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape

from campaigns.emails.kept_emails import templates
from campaigns.emails.making import Words, lesson_source, title_after
from campaigns.preview.made import Preview, make
from campaigns.preview.personas import PERSONAS
from clinic.models import ClinicProfile
from content.drafts import Draft
from staff.writing.place import Place

HERE = b'<a id="here"></a>'
_MARKUP = re.compile(r"^\s*(?:[-*+>]|#{1,6}|\d+[.)])\s+|\*\*|__|`|!?\[|\]\([^)]*\)")
SHORTEST = 8  # characters: less stands in many places


def email_of(draft: Draft, place: Place, now: datetime) -> Preview:
    """Raises EmailError when there is nothing to show yet."""
    following = title_after(place.step, place.language, now, practising=True)
    taught = place.step.series
    words = Words(
        draft.text, place.language, None, place.step.position, taught.steps.count(), following, tuple(taught.private_words)
    )  # fmt: skip
    return make(lesson_source(words, ClinicProfile.current()), templates(), PERSONAS["default"], now)


def with_place(html: bytes, line: str) -> bytes:
    """The email with an anchor where this line of Markdown begins, if its words are found there."""
    words = " ".join(_MARKUP.sub("", line).split())[:40]
    if len(words) < SHORTEST:
        return html
    body = max(html.find(b"<body"), 0)
    wanted = escape(words, quote=False).encode()
    at = html.find(wanted, body)
    return html[:at] + HERE + html[at:] if at > 0 else html
