"""Commands of the campaigns: they also turn a faulty email into one sentence."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError

from campaigns.calendar import NeverOpen
from clinic.console import ConsoleCommand
from clinic.refusal import Refusal
from mailer.finding import EmailError


class CampaignCommand(ConsoleCommand):
    refusals: ClassVar[tuple[type[Exception], ...]] = (Refusal, ValidationError, EmailError, NeverOpen)
