"""Signing up with a slip: what was typed waits, sealed, for the desk. Bounded for each network and for all."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from campaigns.consents.words import JOIN_WORDING
from campaigns.enrolling.one_patient import Request
from campaigns.enrolling.slips import keep
from campaigns.models import SignUpTries
from campaigns.models.join_code import new_letters

MOST_OF_A_NETWORK = 60  # an hour: a whole waiting room shares the clinic's own network
MOST_OF_ALL = 300
ALL = "join"


def join(request: Request, network: str, now: datetime) -> str:
    """The four letters to read aloud at the desk; empty when too many came lately. Raises ValidationError.

    `network`: as portal/network.py hashes it; empty when it isn't known.
    """
    with transaction.atomic():
        of_network = not network or SignUpTries.objects.take_one(f"{ALL}{network}"[:64], MOST_OF_A_NETWORK, now)
        if not of_network or not SignUpTries.objects.take_one(ALL, MOST_OF_ALL, now):
            return ""
        return keep(request, JOIN_WORDING, now).letters


def letters_for_a_program() -> str:
    """What fills in a field nobody sees gets letters that open nothing."""
    return new_letters()
