"""The trail: who did what, when; lines are added and never changed."""

import pytest
from django.db import transaction

from clinic.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(now):
    return AuditEntry.objects.record("enrol", actor="maya", now=now, subject="p1", enrolment="e1")


def test_a_line_says_who_did_what_to_whom_and_when(entry, now):
    found = AuditEntry.objects.get()
    assert (found.action, found.actor, found.subject, found.detail, found.at) == (
        "enrol",
        "maya",
        "p1",
        {"enrolment": "e1"},
        now,
    )


@pytest.mark.parametrize(
    "attempt",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda entry: AuditEntry.objects.update(actor="nobody"),
        lambda entry: AuditEntry.objects.filter(pk=entry.pk).update(actor="nobody"),
        lambda entry: AuditEntry.objects.all().delete(),
        lambda entry: AuditEntry.objects.bulk_update([entry], ["actor"]),
        lambda entry: AuditEntry.objects.update_or_create(pk=entry.pk, defaults={"actor": "nobody"}),
    ],
    ids=["save", "delete", "update", "filtered update", "delete all", "bulk update", "update or create"],
)
def test_a_line_is_never_changed_or_deleted(entry, attempt):
    entry.actor = "nobody"
    with pytest.raises(TypeError, match="never"), transaction.atomic():
        attempt(entry)
    assert AuditEntry.objects.get().actor == "maya"
