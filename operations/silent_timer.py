"""The timer has fallen silent: the web process tells the admins by email, once for each silence; twice where a process died telling them.

Whatever stopped the timer also stopped its own emails, so this one goes around the queue, as tests of an email do. Every worker of every
machine looks; one takes the turn and mails. The silence counts as told once the emails have left: an alarm heard twice is better than never.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.emails.sending_a_test import id_of_a_test, may_get_it
from campaigns.emails.staff_language import in_their_language
from campaigns.reviewing.reminder_email import reminder
from campaigns.sending.way import Way, way_now
from clinic.models import ClinicProfile, Installation
from clinic.people import admins
from clinic.refusal import Refusal
from mailer.transports.base import LONGEST_HAND_OVER, Recipient, Verdict

log = logging.getLogger("aftervisit.silent_timer")
SILENT = LONGEST_HAND_OVER + timedelta(minutes=2)  # within a batch, which may take that long, no heart beats
TURN = "silence-is-being-told"  # in the cache, which all processes share
TURN_LASTS = timedelta(minutes=15)  # whoever died with it holds up the others so long
PATH = "/staff/sending/"
WHY = gettext_noop("You get this because you are an admin of {mail_name}.")
TAKEN = (Verdict.ACCEPTED, Verdict.UNCERTAIN)


def tell_of_silence(now: datetime) -> int:
    """How many admins were told. While nothing may leave (a pause, the brake), or the provider says no to all, it is tried again later."""
    if not silent(now).exists():
        return 0
    way = way_now(now)
    readers = [one for one in admins().exclude(email="").order_by("pk") if may_be_told(one, way)]
    if way.transport is None or not readers:
        return 0
    if not cache.add(TURN, "taken", TURN_LASTS.total_seconds()):
        return 0  # another worker was quicker
    try:
        return tell(readers, way, now) if silent(now).exists() else 0
    finally:
        cache.delete(TURN)


def tell(readers: Sequence[User], way: Way, now: datetime) -> int:
    told = 0
    for one in readers:
        cache.touch(TURN, TURN_LASTS.total_seconds())  # each email may take minutes
        told += mail(one, way, now)
    if told:
        silent(now).update(silence_told_at=now)
    log.warning("the timer is silent: %d of %d admins were told by email", told, len(readers))
    return told


def silent(now: datetime) -> QuerySet[Installation]:
    """The row, while nothing beats and nobody was told of it.

    An installation that runs `send_due` by cron never had a timer, and is silent in between by intent. A live one without any
    heartbeat has forgotten to start one.
    """
    never = Q(ticked_at=None, live_since__lt=now - SILENT, silence_told_at=None)
    stopped = Q(ticked_at__lt=now - SILENT, timer_at__isnull=False)
    untold = Q(silence_told_at=None) | Q(silence_told_at__lt=F("timer_at"))
    return Installation.objects.filter(never | (stopped & untold), pk=1)


def may_be_told(user: User, way: Way) -> bool:
    try:
        may_get_it([user.email], practising=way.practising)
    except Refusal:
        return False
    return True


def mail(user: User, way: Way, now: datetime) -> bool:
    """False when the provider surely didn't take it."""
    assert way.transport is not None
    try:
        with in_their_language(user):
            subject, lines = the_silence(Installation.current(), now)
            email = reminder(
                subject, lines, f"{settings.PUBLIC_URL}{PATH}", _("See whether it sends"), ClinicProfile.current(), WHY
            )
        outcome = way.transport.hand_over(
            email, [Recipient(id_of_a_test(), user.email, {})], attempt=id_of_a_test(), now=now
        )
    except Exception as fault:  # noqa: BLE001 - the others must be told; its text may hold the address
        log.error("an admin couldn't be told: %s", type(fault).__name__)
        return False
    return outcome.verdict in TAKEN


def the_silence(installation: Installation, now: datetime) -> tuple[str, Sequence[str]]:
    """Numbers only: a provider may read it."""
    since = installation.ticked_at or installation.live_since or now
    minutes = int((now - since) / timedelta(minutes=1))
    said = _("The timer has been silent for {n} minutes. While it is, no lesson and no newsletter leaves.").format(
        n=minutes
    )
    what = _(
        "Nothing is lost: what is due leaves when it runs again. On the server: is “python manage.py timer” running?"
    )
    return _("The timer has stopped: nothing leaves"), [said, what]
