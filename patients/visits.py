"""What an intake source tells us, in one vocabulary for all of them: a visit, a death, a merged record, or why nothing was read.

Only these fields are ever read out of a file or a message; all else stays where it came from (minimum necessary, 45 CFR 164.502(b)).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from patients.models.identity import Identity

ICD_10_CM: Final = "ICD-10-CM"
OTHER_ICD_10: Final = "ICD-10"  # of WHO or another country, or of no system that the sender names: starts nothing
SNOMED_CT: Final = "SNOMED CT"
VISIT_TYPE: Final = "visit type"
LONGEST_CODE: Final = 60


class Status(StrEnum):
    FINISHED = "finished"  # the patient has gone home
    ARRIVED = "arrived"  # registered, and the source may never say more: over when the day is
    UNDER_WAY = "under way"  # planned, going on, or going on again
    CANCELLED = "cancelled"  # it didn't take place, or was entered by mistake
    UNKNOWN = "unknown"


class Setting(StrEnum):
    OUTPATIENT = "outpatient"  # on site or by video, and home again
    OTHER = "other"  # a stay, an emergency, a visit at home
    UNKNOWN = "unknown"


class Standing(StrEnum):
    """What the source says of one diagnosis."""

    COUNTS = "counts"  # active and confirmed, or nothing said against it
    PAST = "past"  # inactive, resolved, in remission
    UNSURE = "unsure"  # provisional, differential, unconfirmed
    REFUTED = "refuted"
    MISTAKE = "mistake"  # entered in error


@dataclass(frozen=True, slots=True)
class Code:
    system: str  # one of the four above
    code: str  # as written: compared in capitals, and only as a whole
    standing: Standing = Standing.COUNTS

    @property
    def pair(self) -> tuple[str, str]:
        return self.system, self.code


@dataclass(frozen=True, slots=True, repr=False)
class Visit:
    """One visit. Empty strings mean "not said". `agreed`: whether the source knows a yes or a no to lessons by email."""

    source: str  # "fhir", "hl7" or "csv"
    id: str  # the visit's own there; empty where the source has none
    patient_id: str  # there
    person: Identity  # not cleaned yet
    status: Status
    setting: Setting
    ended_on: date | None  # or began on, where the source says no more
    codes: tuple[Code, ...] = ()
    born_by: date | None = None  # the last day on which they may be born, where only a year or month of birth is told
    language: str = ""
    time_zone: str = ""
    deceased: bool = False
    record_in_use: bool = True  # False: the patient's record was closed there
    guardian_email: str = ""
    agreed: bool | None = None
    agreed_how: str = ""
    agreed_wording: str = ""  # the version of our words, where the source asked with them
    address_confirmed: bool = False  # what they agreed with also shows that the address is theirs

    def __repr__(self) -> str:
        return f"<Visit of {self.source}>"


@dataclass(frozen=True, slots=True, repr=False)
class Death:
    person: Identity

    def __repr__(self) -> str:
        return "<Death>"


@dataclass(frozen=True, slots=True, repr=False)
class Merge:
    """Two records of one person became one: what stood under `gone` goes on under another number."""

    gone: Identity

    def __repr__(self) -> str:
        return "<Merge>"


@dataclass(frozen=True, slots=True, repr=False)
class Reopened:
    """The end of this visit was taken back: the patient is still there."""

    visit: Visit

    def __repr__(self) -> str:
        return "<Reopened>"


@dataclass(frozen=True, slots=True)
class Ignored:
    """It can be read and starts nothing. `why`: a sentence."""

    why: str


@dataclass(frozen=True, slots=True)
class Problem:
    """It can't be read. `why`: a sentence that says what to do, without a word of what stands there."""

    why: str


Told = Visit | Death | Merge | Reopened | Ignored | Problem


@dataclass(frozen=True, slots=True)
class Found:
    """`file`: its name; `row`: the place in it, from 1: an entry of a Bundle, a message of a batch."""

    file: str
    row: int
    told: Told
