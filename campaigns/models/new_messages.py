"""Messages before they are stored: planned by the thousand, each is a tuple of its columns and no model yet."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from campaigns.rows import KeyOf


class NewIssue(NamedTuple):
    """What sets one reader's message of a newsletter apart when it is planned: its columns, by name."""

    key: str
    newsletter: KeyOf
    edition: KeyOf
    patient: KeyOf
    cover: str
    due_at: datetime
    day: date


class NewLesson(NamedTuple):
    """What sets a lesson's message apart when it is planned: its columns, by name."""

    key: str
    series: KeyOf
    patient: KeyOf
    enrolment: KeyOf
    step: KeyOf
    revision: KeyOf
    review: KeyOf | None
    cover: str
    text_only: bool
    due_at: datetime
    day: date
