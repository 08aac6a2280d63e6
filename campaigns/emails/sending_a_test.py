"""A test of one email to the clinic's own addresses: through the way real emails take, marked as a test, counted nowhere."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import jinja2
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

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
WAIT = gettext_noop("The provider asks us to wait. Nothing left; try again later.")


@dataclass(frozen=True)
class Sent:
    """For how many of the chosen addresses the provider took the test, and what became of the others; `practising`: it was the local inbox."""

    chosen: int
    left_out: int
    accepted: int
    uncertain: int
    practising: bool

    @property
    def refused(self) -> int:
        return self.chosen - self.left_out - self.accepted - self.uncertain


def send_test(
    source: EmailSource,
    templates: jinja2.Environment,
    persona: Persona,
    addresses: Sequence[str],
    now: datetime,
    *,
    news: bool = False,
) -> Sent:
    """Hand the email to the transport at once, to addresses of the clinic's own. Raises Refusal, EmailError.

    No message is planned and no tally kept: after a kill it is lost, and somebody presses the button again.
    """
    way = way_now(now)
    if way.transport is None:
        raise Refusal(way.why)
    if not addresses or not set(addresses) <= set(ClinicProfile.current().test_addresses):
        raise Refusal(_("Tests go to the clinic's own addresses only: choose at least one."))
    mailed = may_get_it(addresses, practising=way.practising, news=news)
    make(source, templates, persona, now).refuse_errors()  # without the mark, which would hide an empty subject
    preview = make(marked(source), templates, persona, now)
    recipients = [Recipient(id_of_a_test(), address, preview.values) for address in mailed]
    counted: Counter[str] = Counter()
    for some in batched(recipients, way.transport.batch_size):
        outcome = way.transport.hand_over(preview.email, some, attempt=id_of_a_test(), now=now)
        counted += what_became(outcome, some)
    if not counted["accepted"] + counted["uncertain"]:
        raise Refusal(why(outcome))
    left_out = len(addresses) - len(mailed)
    return Sent(len(addresses), left_out, counted["accepted"], counted["uncertain"], way.practising)


def id_of_a_test() -> str:
    """No id of ours: what the provider tells of it later concerns no message."""
    return f"test-{secrets.token_hex(12)}"


def batched(recipients: Sequence[Recipient], size: int) -> Iterator[Sequence[Recipient]]:
    return (recipients[start : start + size] for start in range(0, len(recipients), size))


def marked(source: EmailSource) -> EmailSource:
    return replace(source, subject=f"{MARK} {source.subject}")


def may_get_it(addresses: Sequence[str], *, practising: bool, news: bool = False) -> list[str]:
    """ONLY_TO and suppressions count for tests too. Raises Refusal when nobody is left."""
    only_to = () if practising else settings.ONLY_TO
    shut = Suppression.objects.covering(addresses, news=news)
    left = [one for one in addresses if one not in shut and (not only_to or covers(only_to, one))]
    if not left:
        raise Refusal(_("None of these addresses may be mailed: they are suppressed, or ONLY_TO leaves them out."))
    return left


def what_became(outcome: Outcome, recipients: Sequence[Recipient]) -> Counter[str]:
    """How many were taken, and how many nobody knows about. Those the provider names have an answer of their own."""
    named = outcome.accepted | outcome.rejected | outcome.later | outcome.uncertain
    others = sum(one.message not in named for one in recipients)
    return Counter(
        accepted=len(outcome.accepted) + (others if outcome.verdict is Verdict.ACCEPTED else 0),
        uncertain=len(outcome.uncertain) + (others if outcome.verdict is Verdict.UNCERTAIN else 0),
    )


def why(outcome: Outcome) -> str:
    if outcome.verdict is Verdict.LIMITED:
        return _(WAIT)
    return outcome.reason or _("The provider refuses these addresses.")
