"""Pace: how many messages may be claimed now. Limits per second, per day (with a warm-up plan) and per mailbox provider.

All workers share it: where there is a limit, the transport's row is locked from the look at it to the end of the claim.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from campaigns.models import Attempt, PaceDay, WayOut
from campaigns.models.pace_day import IN_ALL
from clinic.models import ClinicProfile
from mailer.transports.base import Transport

NO_LIMIT = 1_000_000_000
APART = timedelta(seconds=30)  # by how much the clocks of two machines may differ; further back, a clock was set


@dataclass
class Room:
    """`most` messages may be claimed now; at 0, `why`, and `again_at` when that is a matter of seconds.

    `by_domain` is what is left today for each limited domain; `take` uses it up.
    """

    most: int
    today: date
    by_domain: dict[str, int]
    why: str = ""
    again_at: datetime | None = None

    def take(self, address: str) -> bool:
        """Room for one more to this address's domain?"""
        domain = domain_of(address)
        if self.by_domain.get(domain, NO_LIMIT) <= 0:
            return False
        if domain in self.by_domain:
            self.by_domain[domain] -= 1
        return True


def room(transport: Transport, profile: ClinicProfile, now: datetime) -> Room:
    """Inside the claim: what the clinic's pace leaves open for this transport now. A folder on this machine has no pace."""
    today = now.astimezone(profile.zone).date()
    if not transport.reaches_people:
        return Room(NO_LIMIT, today, {})
    way_out = WayOut.named(transport.name)
    if is_limited(way_out, profile):
        way_out = WayOut.held(transport.name)
        if shut := way_out.shut(now):  # another worker met an outage since we looked
            return Room(0, today, {}, shut)
    if way_out.failures and Attempt.objects.under_way(transport.name, now).exists():
        return Room(0, today, {}, f"One message tries whether {transport.name} takes emails again.")
    sent = PaceDay.objects.sent(transport.name, today) if is_counted(profile) else {}
    by_domain = {domain: most - sent.get(domain, 0) for domain, most in profile.per_domain.items() if most}
    for_day = limit_on(today, way_out.first_used_on or today, profile) - sent.get(IN_ALL, 0)
    if for_day <= 0:
        return Room(
            0, today, by_domain, "Today's number of emails is reached (per_day, warm_up): the rest leaves tomorrow."
        )
    at_once, again_at = tokens_now(way_out, profile.per_second, now)
    if at_once < 1:
        return Room(0, today, by_domain, f"At most {profile.per_second} emails leave a second.", again_at)
    probing = 1 if way_out.failures else NO_LIMIT  # after a failure one message tries the way for all
    return Room(min(for_day, at_once, probing), today, by_domain)


def is_limited(way_out: WayOut, profile: ClinicProfile) -> bool:
    return bool(profile.per_second or is_counted(profile) or way_out.failures or not way_out.first_used_on)


def limit_on(today: date, first: date, profile: ClinicProfile) -> int:
    """The day's limit: the warm-up plan's while it lasts, within the daily one."""
    day = max(0, (today - first).days)
    planned = profile.warm_up[day] if day < len(profile.warm_up) else NO_LIMIT
    return min(planned, profile.per_day or NO_LIMIT)


def tokens_now(way_out: WayOut, per_second: int, now: datetime) -> tuple[int, datetime | None]:
    """A token bucket of one second: how many may leave at once, and when there is one more. A clock set back starts it anew.

    A worker whose clock is a little behind the last one's finds that no time has passed.
    """
    if not per_second:
        return NO_LIMIT, None
    filled = way_out.tokens_at if way_out.tokens_at and way_out.tokens_at - now <= APART else now - timedelta(seconds=1)
    until = max(now, filled)
    tokens = min(float(per_second), way_out.tokens + (until - filled).total_seconds() * per_second)
    way_out.tokens, way_out.tokens_at = tokens, until
    whole = max(0, math.floor(tokens + 1e-6))
    return whole, None if whole else until + timedelta(seconds=(1 - tokens) / per_second)


def spend(
    transport: Transport, profile: ClinicProfile, addresses: Iterable[str], now: datetime, today: date
) -> dict[str, int]:
    """Inside the claim: count these, and say what was counted, for the attempt to give back if nothing left."""
    if not transport.reaches_people:
        return {}
    counts = Counter(domain_of(address) for address in addresses)
    way_out = WayOut.named(transport.name)  # locked by `room` where it is written here
    tokens_now(way_out, profile.per_second, now)
    if profile.per_second:  # without a pace nothing is owed, should one be set later
        way_out.tokens -= counts.total()
    if profile.per_second or not way_out.first_used_on:
        way_out.first_used_on = way_out.first_used_on or today
        way_out.save(update_fields=["tokens", "tokens_at", "first_used_on"])
    taken = {IN_ALL: counts.total(), **{domain: counts[domain] for domain in profile.per_domain if counts[domain]}}
    if is_counted(profile):
        PaceDay.objects.add(transport.name, today, taken)
        return taken
    return {}


def is_counted(profile: ClinicProfile) -> bool:
    return bool(profile.per_day or profile.warm_up or profile.per_domain)


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()
