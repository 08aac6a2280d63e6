"""After events were lost: the provider's lists say whom we must not mail, with every consequence."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from campaigns.models import Enrolment
from patients.models import Consent, Suppression
from tests.mailer.list_doubles import answering, sendgrid_lists

LISTS = {
    "suppression/bounces": ["ana@example.org", "stranger@example.net", "both@example.org"],
    "suppression/spam_reports": ["both@example.org"],
}


@pytest.fixture
def _lists(settings):
    settings.TRANSPORT, settings.SENDGRID_API_KEY = "sendgrid", "SG.test"
    with answering(sendgrid_lists("SG.test", LISTS)) as settings.SENDGRID_HOST:
        yield


def repaired(*words: str) -> dict:
    out = StringIO()
    call_command("repair_suppressions", *words, as_json=True, stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.usefixtures("_lists")
def test_what_is_missing_here_is_added_with_its_consequences_and_a_second_time_nothing_is(live, enrol, now):
    bounced, complained = enrol().enrolment, enrol("both@example.org", "Bo").enrolment
    fine = enrol("fine@example.org", "Fay").enrolment
    Suppression.objects.suppress("gone@example.org", Suppression.Reason.STAFF, now)
    assert repaired("--dry-run") == {"listed": 3, "missing": 3, "added": 0, "ours_only": 1}
    assert Suppression.objects.count() == 1, "a dry run changes nothing"
    assert repaired() == {"listed": 3, "missing": 3, "added": 3, "ours_only": 1}
    for enrolment in (bounced, complained, fine):
        enrolment.refresh_from_db()
    assert (bounced.state, complained.state, fine.state) == (
        Enrolment.State.ENDED,
        Enrolment.State.ENDED,
        Enrolment.State.ACTIVE,
    )
    assert Suppression.objects.of("both@example.org").get().reason == Suppression.Reason.COMPLAINT, (
        "the person's own word"
    )
    assert not Consent.objects.standing(Consent.Stream.LESSONS).filter(patient=complained.patient).exists()
    assert repaired() == {"listed": 3, "missing": 0, "added": 0, "ours_only": 1}


@pytest.mark.usefixtures("_lists")
def test_a_wrong_key_is_one_sentence(db, settings):
    settings.SENDGRID_API_KEY = "SG.wrong"
    with pytest.raises(CommandError, match="check the key's rights"):
        repaired()


def test_a_way_out_without_lists_has_nothing_to_compare(db, settings):
    settings.TRANSPORT = "inbox"
    with pytest.raises(CommandError, match="keeps no lists"):
        repaired()
