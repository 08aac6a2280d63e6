"""What a system says of a patient to enrol: known fields of strict types, each checked by the rule that holds for it everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from campaigns.consents.words import CONSENT_WORDING, agreed_how
from campaigns.enrolling.one_patient import LONGEST_VISIT_ID
from patients.addresses import MAX_ADDRESS, clean_address
from patients.hidden_characters import has_hidden
from patients.languages import clean_language
from patients.models.consent import MAX_HOW
from patients.names import MAX_MRN, MAX_NAME, clean_mrn, clean_name
from patients.time_zones import clean_time_zone

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def kept(rule: Callable[[str], str], *, needed: bool = True) -> AfterValidator:
    """The text as the rule gives it back. The rule's sentences say what to do, and never what was sent."""

    def checked(text: str) -> str:
        try:
            found = rule(text)
        except ValidationError as problem:
            raise ValueError(" ".join(problem.messages)) from None
        if needed and not found:
            raise ValueError("It is empty: leave the field out, or fill it in.")
        return found

    return AfterValidator(checked)


def plain(text: str) -> str:
    if has_hidden(text):
        raise ValidationError("It holds a line break or a hidden character.")
    return text.strip()


def day(value: Any) -> date:
    """Only the one form, so that no day is ever guessed."""
    try:
        if isinstance(value, str) and DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise ValueError("Write the date as 2026-03-14.")


Address = Annotated[str, Field(max_length=MAX_ADDRESS), kept(clean_address)]
Given = Annotated[str, Field(max_length=MAX_NAME), kept(lambda text: clean_name(text, "given name"))]
Family = Annotated[str, Field(max_length=MAX_NAME), kept(lambda text: clean_name(text, "family name"), needed=False)]
Number = Annotated[str, Field(max_length=MAX_MRN), kept(clean_mrn, needed=False)]
VisitId = Annotated[str, Field(max_length=LONGEST_VISIT_ID), kept(plain)]
Slug = Annotated[str, Field(max_length=80), kept(plain)]
Language = Annotated[str, Field(max_length=35), kept(clean_language)]
Zone = Annotated[str, Field(max_length=64), kept(clean_time_zone)]
How = Annotated[str, Field(max_length=MAX_HOW), kept(plain)]
Day = Annotated[date, BeforeValidator(day)]


class Strict(BaseModel):
    """A field that isn't listed is refused, so that nobody sets what isn't theirs to set."""

    model_config = ConfigDict(extra="forbid", strict=True)


class ConsentTold(Strict):
    agreed: bool = Field(description="What the patient answered to the words that GET /api/v1/series shows.")
    how: How = Field("", description="How they said so, without names, such as: signed form.")
    wording: How = Field("", description="The version of the words, as GET /api/v1/series shows it.")

    @model_validator(mode="after")
    def says_how(self) -> ConsentTold:
        if self.agreed and not agreed_how(self.how):
            raise ValueError("Say how the patient agreed, such as: signed form.")
        if self.agreed and self.wording != CONSENT_WORDING:
            raise ValueError("Ask with the words that GET /api/v1/series shows, and send their version as wording.")
        return self


class Asked(Strict):
    series: Slug = Field(description="Its name, as GET /api/v1/series lists it.")
    visit_id: VisitId = Field(description="The visit's own number in your system: it starts a series at most once.")
    visit_date: Day | None = Field(None, description="The day on which the visit ended.")
    email: Address
    given_name: Given
    family_name: Family = ""
    birth_date: Day | None = None
    record_number: Number = ""
    language: Language = Field("", description="Such as en or es; the series' own if left out.")
    time_zone: Zone = Field("", description="Such as America/Chicago; the clinic's own if left out.")
    guardian_email: Address = Field("", description="Of a parent or guardian: lessons for somebody under 18 go there.")
    consent: ConsentTold | None = Field(
        None, description="Left out: nobody has asked, and the patient waits for the desk."
    )
