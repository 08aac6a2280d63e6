"""Who gets a newsletter, and why the others don't: each counted once, by the first reason that holds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaigns.consents import consenting
from campaigns.models import Newsletter
from campaigns.newsletters.audience import LeftOut, Progress, Rules, Who, chosen, count
from clinic.refusal import Refusal
from patients.models import Consent, Suppression

pytestmark = pytest.mark.django_db


def chosen_by(clinic, **rules) -> int:
    return chosen(Rules(**rules), clinic.zone).count()


def test_everybody_left_out_is_counted_by_one_reason(written, reader, clinic, now):
    reader("gets-it@example.org")
    reader("never@example.org", agreed=False)
    reader("stopped@example.org", stopped=True)
    reader("bounced@example.org")
    reader("new@example.org", confirmed=False)
    reader("shared@example.org")
    reader("shared@example.org", language="es")
    reader("both@example.org", stopped=True)
    for address in ("bounced@example.org", "both@example.org"):
        Suppression.objects.suppress(address, Suppression.Reason.HARD_BOUNCE, now)
    found = count(written, clinic.zone)
    assert found.people == 8 and found.gets_it == 2
    assert found.left_out == {
        LeftOut.NEVER_AGREED: 1, LeftOut.UNSUBSCRIBED: 2, LeftOut.SUPPRESSED: 1, LeftOut.UNCONFIRMED: 1, LeftOut.SAME_ADDRESS: 1,
    }  # fmt: skip
    assert found.by_language == {"en": 2}


def test_who_waits_for_a_text_in_their_language_is_left_out(written, reader, clinic):
    reader("en@example.org"), reader("es@example.org", language="es-MX")
    Newsletter.objects.update(untranslated="wait")
    found = count(Newsletter.objects.get(), clinic.zone)
    assert found.left_out == {LeftOut.NO_TEXT: 1} and found.gets_it == 1


def test_rules_choose_by_series_progress_language_and_day(signed_series, enrol, reader, clinic, now):
    enrol("ana@example.org"), enrol("eva@example.org", "Eva", language="es")
    reader("contact@example.org")
    assert chosen_by(clinic) == 3
    assert chosen_by(clinic, who=Who.CONTACTS) == 1 and chosen_by(clinic, who=Who.PATIENTS) == 2
    assert chosen_by(clinic, series=("fibromyalgia",)) == 2
    assert chosen_by(clinic, series=("fibromyalgia",), progress=(Progress.FINISHED,)) == 0
    assert chosen_by(clinic, progress=(Progress.IN_IT,), languages=("es",)) == 1
    today = now.astimezone(clinic.zone).date()
    assert chosen_by(clinic, enrolled_from=today, enrolled_to=today) == 2
    assert chosen_by(clinic, enrolled_to=today - timedelta(days=1)) == 0


def test_the_rules_are_kept_as_data(now):
    rules = Rules(Who.PATIENTS, ("fibromyalgia",), (Progress.ENDED,), ("es",), now.date(), None)
    assert Rules.read(rules.as_json()) == rules
    assert Rules.read({}) == Rules()


@pytest.mark.parametrize("kept", [{"who": "nobody"}, {"consent": False}, {"enrolled_from": "soon"}, {"not_reached_by": "1' OR"}],
                         ids=["who", "consent can't be switched off", "a day", "an id"])  # fmt: skip
def test_rules_that_cannot_be_are_refused(kept):
    with pytest.raises(Refusal):
        Rules.read(kept)


def test_off_another_tools_newsletter_is_off_ours_and_keeps_the_lessons(written, reader, clinic, enrol, now):
    ana = reader("ana@example.org")
    enrol("ana@example.org")
    Suppression.objects.suppress("ana@example.org", Suppression.Reason.UNSUBSCRIBED, now, only_news=True)
    assert count(written, clinic.zone).left_out[LeftOut.SUPPRESSED] == 1
    consenting.give(ana, Consent.Stream.NEWSLETTER, how="asked at the desk", now=now, by="test")
    assert count(written, clinic.zone).left_out[LeftOut.SUPPRESSED] == 0, "a newer yes of their own counts more"
