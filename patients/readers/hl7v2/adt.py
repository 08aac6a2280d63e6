"""What an ADT message tells (HL7 v2.5.1 chapter 3). MSH-9 decides which it is: EVN-1 is often left as it was."""

from __future__ import annotations

from datetime import date
from typing import Final

from patients.languages import language_told
from patients.models.identity import Identity
from patients.readers.hl7v2.segments import Message, day, last_day, piece, visible
from patients.visits import (
    ICD_10_CM,
    LONGEST_CODE,
    OTHER_ICD_10,
    SNOMED_CT,
    Code,
    Death,
    Ignored,
    Merge,
    Problem,
    Reopened,
    Setting,
    Standing,
    Status,
    Told,
    Visit,
)

LONGEST_ID: Final = 80
READ: Final = {"A03", "A04", "A08", "A11", "A13", "A40"}
OUTPATIENT: Final = {"O", "R"}  # table 0004: outpatient, recurring patient
SYSTEMS: Final = {  # table 0396. American senders write I10 where they mean the clinical modification
    "I10": ICD_10_CM, "I10C": ICD_10_CM, "ICD10": ICD_10_CM, "ICD-10": ICD_10_CM, "ICD10CM": ICD_10_CM, "ICD-10-CM": ICD_10_CM,
    "SCT": SNOMED_CT, "SCT2": SNOMED_CT, "SNOMEDCT": SNOMED_CT,
}  # fmt: skip


def told_by(message: Message) -> Told:
    kind, event = message.first("MSH", 9), message.first("MSH", 9, 2)
    if kind == "SIU":
        return Ignored("An SIU message tells of an appointment: lessons start after a visit, which ADT messages tell.")
    if kind != "ADT" or event not in READ:
        return Ignored(f"Only ADT messages {', '.join(sorted(READ))} are read: MSH-9 of this one says something else.")
    if not message.has("PID"):
        return Problem("This message has no PID segment: check its line ends, and that the sender fills it in.")
    if event == "A40":
        return merge_of(message)
    if not message.has("PV1"):
        return (
            Death(person(message)) if died(message) else Problem("This message has no PV1 segment: no visit is in it.")
        )
    visit = visit_of(message, event)
    if not visit.id and not visit.person.mrn:
        return Problem(
            "PV1-19, PID-18 and PID-3 are empty: without a number the same visit could start a series twice."
        )
    return Reopened(visit) if event == "A13" else visit


def merge_of(message: Message) -> Merge | Problem:
    """MRG-1 holds the number that is no more."""
    numbers = message.repeated("MRG", 1) if message.has("MRG") else []
    gone = record_number(numbers)
    if not gone:
        return Problem("This A40 has no number in MRG-1: nobody can tell which record was merged.")
    return Merge(Identity("", mrn=gone))


def visit_of(message: Message, event: str) -> Visit:
    return Visit(
        source="hl7", id=visit_number(message), patient_id=record_number(message.repeated("PID", 3)), person=person(message),
        status=status_of(message, event), setting=setting_of(message), ended_on=visited_on(message), codes=codes(message),
        language=language_told(message.first("PID", 15)), deceased=died(message),
        born_by=last_day(message.first("PID", 7)),
    )  # fmt: skip


def visit_number(message: Message) -> str:
    """The visit's own, else the account of it; empty where the sender has neither."""
    found = visible(message.first("PV1", 19)) or visible(message.first("PID", 18))
    return found if len(found) <= LONGEST_ID else ""


def status_of(message: Message, event: str) -> Status:
    """A clinic's system may say A04 when the patient comes, and nothing when the patient goes."""
    if event == "A11":
        return Status.CANCELLED
    if event == "A13":
        return Status.UNDER_WAY
    if event == "A03" or day(message.first("PV1", 45)):
        return Status.FINISHED
    return Status.ARRIVED if event == "A04" or day(message.first("PV1", 44)) else Status.UNDER_WAY


def setting_of(message: Message) -> Setting:
    written = message.first("PV1", 2)
    if not written:
        return Setting.UNKNOWN
    return Setting.OUTPATIENT if written in OUTPATIENT else Setting.OTHER


def visited_on(message: Message) -> date | None:
    """When the visit ended, began, or when this was said, whichever the sender tells first."""
    return day(message.first("PV1", 45)) or day(message.first("PV1", 44)) or day(message.first("MSH", 7))


def person(message: Message) -> Identity:
    """As written; not cleaned."""
    names = message.repeated("PID", 5)[0]
    return Identity(
        email_of(message), piece(names, 2), message.first_part("PID", 5), day(message.first("PID", 7)), record_number(message.repeated("PID", 3))
    )  # fmt: skip


def email_of(message: Message) -> str:
    """XTN: component 4 (in old versions 1) of what says that it is an Internet address, in PID-13, PID-14 and, since 2.7, PID-40."""
    for field in (13, 14, 40):
        for each in message.repeated("PID", field):
            written = [piece(each, place) for place in (4, 1) if "@" in piece(each, place)]
            if written and {piece(each, 2).upper(), piece(each, 3).upper()} & {"NET", "INTERNET"}:
                return written[0]
    return ""


def record_number(numbers: list[list[str]]) -> str:
    """Of CX values the one of the type MR, else the first."""
    marked = [each for each in numbers if piece(each, 5).upper() == "MR"]
    return visible(piece((marked or numbers or [[]])[0], 1))[:50]


def died(message: Message) -> bool:
    return message.first("PID", 30).upper() == "Y" or bool(day(message.first("PID", 29)))


def codes(message: Message) -> tuple[Code, ...]:
    """DG1-3 with its alternate (components 4 to 6). DG1-21 D takes a diagnosis back."""
    found: dict[Code, None] = {}
    for segment in message.segments("DG1"):
        coded = message.repeated("DG1", 3, of=segment)[0]
        standing = Standing.MISTAKE if message.whole("DG1", 21, of=segment) == "D" else Standing.COUNTS
        for place in (1, 4):
            system, code = system_named(piece(coded, place + 2).upper()), visible(piece(coded, place))
            if system and 0 < len(code) <= LONGEST_CODE:
                found[Code(system, code, standing)] = None
    return tuple(found)


def system_named(written: str) -> str:
    """Another country's ICD-10, and a code without a system, start nothing; whether they are about substance use still counts."""
    other = OTHER_ICD_10 if not written or written.startswith(("I10", "ICD10", "ICD-10")) else ""
    return SYSTEMS.get(written, other)
