"""A live clinic that takes answers in, and emails brought to it."""

from __future__ import annotations

import pytest

from campaigns.emails.answering import answer_code
from campaigns.inbound.phrases import phrases
from campaigns.inbound.taking import take
from clinic import profile_settings
from clinic.models import ClinicProfile
from mailer.inbound.mime import read_mail
from tests.mailer.inbound.emails import raw


@pytest.fixture
def inbound(live) -> None:
    profile_settings.change(ClinicProfile.current(), {"inbound": "reply.clinic.example"})


@pytest.fixture
def bring(inbound, now):
    """Take in one email of our making; what became of it."""

    def brought(body="I feel dizzy.\n", at=now, *, about=None, name="<one@example.org>", **headers):
        to = (f"{answer_code(about.pk)}@reply.clinic.example",) if about else ()
        return take(read_mail(raw(body, Message_ID=name, **headers), to=to, away=phrases().away), at)

    return brought
