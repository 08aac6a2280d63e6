"""What can be previewed: a tree of emails, each made anew whenever it is asked for. Rows and folders both are shelves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import jinja2

from mailer.compiling import EmailSource
from mailer.finding import Finding


@dataclass(frozen=True)
class Leaf:
    """One email of the tree. `key` is its address: series/fibromyalgia/01-what-it-is. The first language is its own."""

    key: str
    title: str
    languages: tuple[str, ...]
    number: int | None = None


@dataclass(frozen=True)
class Group:
    title: str
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True)
class Manuscript:
    """What one email is made from. `files` are the texts it was written in, by name, so that a finding can name its line."""

    source: EmailSource
    title: str
    state: str = ""  # a word of the state tags; empty where nobody signs
    revision: int | None = None
    revisions: tuple[int, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[Finding, ...] = ()  # what is to say of the text, whatever the email looks like


class Shelf(Protocol):
    def groups(self) -> Sequence[Group]: ...

    def manuscript(self, key: str, language: str, revision: int | None) -> Manuscript:
        """In that language, or the email's own. Raises KeyError for an email that isn't there, EmailError for a faulty text."""

    def templates(self) -> jinja2.Environment: ...

    def stamp(self) -> str:
        """Changes when anything that is shown may have changed."""
