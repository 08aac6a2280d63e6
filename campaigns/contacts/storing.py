"""Many contacts at once: who is known at these addresses, new rows, and their consents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef

from campaigns.consents.words import IMPORTED
from campaigns.contacts.agreeing import Agreed
from campaigns.contacts.reading import Line
from patients.blind_index import Purpose, indexes_of
from patients.comparison import ComparisonForm
from patients.models import Consent, Identity, Patient

NEWS = Consent.Stream.NEWSLETTER


class Known(NamedTuple):
    """`asked`: a yes or a no to newsletters is on record, whatever became of it."""

    pk: UUID
    contact: bool
    asked: bool


def known_at(keys: Sequence[ComparisonForm]) -> dict[ComparisonForm, list[Known]]:
    """Everybody with one of these addresses who wasn't erased. One query."""
    by_index = {index: key for key in keys for index in indexes_of(Purpose.EMAIL, key).values()}
    asked = Exists(Consent.objects.filter(patient=OuterRef("pk"), stream=NEWS))
    rows = Patient.objects.known().filter(email_index__in=by_index).annotate(asked=asked)
    found: dict[ComparisonForm, list[Known]] = {}
    for index, pk, contact, has_said in rows.values_list("email_index", "pk", "contact", "asked"):
        found.setdefault(by_index[index], []).append(Known(pk, contact, bool(has_said)))
    return found


def register(lines: Sequence[Line], agreed: Agreed, time_zone: str, now: datetime) -> list[UUID]:
    """Store these people as contacts; their ids."""
    people = []
    for line in lines:
        person = Patient.sealed(
            Identity(line.email, line.given_name), language=line.language, time_zone=time_zone, now=now
        )
        person.contact = True
        person.address_confirmed_at = now if agreed.confirmed else None
        people.append(person)
    Patient.objects.bulk_create(people)
    return [one.pk for one in people]


def give(people: Sequence[UUID], agreed: Agreed, by: str) -> None:
    """Record the yes of people who have none."""
    Consent.objects.bulk_create(
        Consent(patient_id=pk, stream=NEWS, given_at=agreed.at, how=agreed.how, wording=IMPORTED, recorded_by=by)
        for pk in people
    )
