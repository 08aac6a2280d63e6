"""The words of a newsletter as a system writes them: a draft, which people on the desk approve, plan and send."""

from __future__ import annotations

from typing import Annotated, Final

from django.core.exceptions import ValidationError
from pydantic import Field

from api.v1.asked import Strict, kept, plain
from campaigns.newsletters.editions import LONGEST
from patients.hidden_characters import JOINERS, has_hidden

LONGEST_BODY: Final = 20_000  # characters of Markdown: several times what anybody reads in an email


def line(written: str) -> str:
    if has_hidden(written, allowed=JOINERS):
        raise ValidationError("It holds a line break or a hidden character.")
    return written.strip()


def lines(written: str) -> str:
    """Line ends of every kind and tabs may stand in it."""
    seen = written.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
    if any(has_hidden(one, allowed=JOINERS) for one in seen):
        raise ValidationError("It holds a hidden character.")
    return written


Name = Annotated[str, Field(max_length=120), kept(plain)]
Title = Annotated[str, Field(max_length=LONGEST["title"]), kept(line, needed=False)]
Subject = Annotated[str, Field(max_length=LONGEST["subject"]), kept(line, needed=False)]
Preheader = Annotated[str, Field(max_length=LONGEST["preheader"]), kept(line, needed=False)]
Version = Annotated[str, Field(max_length=64), kept(plain, needed=False)]
Body = Annotated[str, Field(max_length=LONGEST_BODY), kept(lines, needed=False)]


class Words(Strict):
    title: Title = Field("", description="Its heading.")
    subject: Subject = ""
    preheader: Preheader = Field("", description="The line that mail programs show beside the subject.")
    body: Body = Field("", description="Markdown.")


class Draft(Words):
    name: Name = Field(description="By which people find it on the desk.")


class Rewritten(Words):
    version: Version = Field("", description="Of the words you read: refused when somebody has changed them since.")
