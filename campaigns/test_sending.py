"""A test of one email to the clinic's own addresses: through the way real emails take, marked as a test, counted nowhere."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import jinja2
from django.conf import settings

from campaigns.preview.made import make
from campaigns.preview.personas import Persona
from campaigns.sending.only_to import covers
from campaigns.sending.way import way_now
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from mailer.compiling import EmailSource
from mailer.transports.base import Outcome, Recipient, Verdict
from patients.models import Suppression

MARK = "[Test]"
WHY = {
    Verdict.UNCERTAIN: "The provider didn't answer clearly: the test may have left or not.",
    Verdict.LIMITED: "The provider asks us to wait. Nothing left; try again later.",
}


@dataclass(frozen=True)
class Tested:
    """How many addresses the provider took the test for, and whether it was the local inbox."""

    accepted: int
    practising: bool


def send_test(
    source: EmailSource, templates: jinja2.Environment, persona: Persona, addresses: Sequence[str], now: datetime
) -> Tested:
    """Hand the email to the transport at once, to addresses of the clinic's own. Raises Refusal, EmailError.

    No message is planned and no tally kept: after a kill it is lost, and somebody presses the button again.
    """
    way = way_now(now)
    if way.transport is None:
        raise Refusal(way.why)
    if not addresses or not set(addresses) <= set(ClinicProfile.current().test_addresses):
        raise Refusal("Tests go to the clinic's own addresses only: choose at least one.")
    mailed = may_get_it(addresses, practising=way.practising)
    preview = make(marked(source), templates, persona, now).refuse_errors()
    recipients = [Recipient(f"test-{secrets.token_hex(12)}", address, preview.values) for address in mailed]
    outcome = way.transport.hand_over(preview.email, recipients, attempt=f"test-{secrets.token_hex(12)}", now=now)
    return Tested(taken(outcome, recipients), way.practising)


def marked(source: EmailSource) -> EmailSource:
    return replace(source, subject=f"{MARK} {source.subject}")


def may_get_it(addresses: Sequence[str], *, practising: bool) -> list[str]:
    """ONLY_TO and suppressions count for tests too. Raises Refusal when nobody is left."""
    only_to = () if practising else settings.ONLY_TO
    shut = Suppression.objects.covering(addresses)
    left = [one for one in addresses if one not in shut and (not only_to or covers(only_to, one))]
    if not left:
        raise Refusal("None of these addresses may be mailed: they are suppressed, or ONLY_TO leaves them out.")
    return left


def taken(outcome: Outcome, recipients: Sequence[Recipient]) -> int:
    """Raises Refusal when it was nobody."""
    named = outcome.rejected | outcome.later | outcome.uncertain
    if outcome.verdict is Verdict.ACCEPTED:
        return len(recipients) - len(named)
    if outcome.accepted:
        return len(outcome.accepted)
    raise Refusal(WHY.get(outcome.verdict, f"The provider didn't take it: {outcome.reason or outcome.verdict}"))
