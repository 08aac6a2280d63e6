"""docs/webhooks.md: its commands run, its table and its figures are the code's, and its Python is the tested client's."""

from __future__ import annotations

import json
import re
import shlex
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from campaigns.models import OutgoingEvent, Receiver
from campaigns.outgoing.telling import PAUSES
from clinic.models import AuditEntry
from tests.campaigns.outgoing.listening import listening, plain
from tests.test_architecture import BASE

PAGE = (BASE / "docs" / "webhooks.md").read_text()
COMMANDS = re.findall(r"^python manage\.py (webhooks .*)$", PAGE, re.MULTILINE)


def answer(command: str) -> dict:
    out = StringIO()
    call_command(*shlex.split(command), "--json", stdout=out)
    return json.loads(out.getvalue())


def test_every_command_does_what_the_page_says(live):
    add, listing, rotate, pause, resume, again, remove = COMMANDS
    made = answer(add)
    assert made["secret"].startswith("whsec_") and made["events"] == ["series.finished", "callback.asked"]
    assert (made["system"], Receiver.objects.get().source) == ("north-ehr", "api:north-ehr")
    (told,) = answer(listing)["receivers"]
    assert told == {name: value for name, value in made.items() if name != "secret"}
    assert answer(rotate)["secret"] != made["secret"]
    assert answer(pause)["paused"] and not answer(resume)["paused"]
    assert answer(again) == {"again": 0} and answer(remove) == {"removed": "north"}
    assert answer(listing) == {"receivers": []}
    by = set(AuditEntry.objects.filter(action__startswith="webhook.").values_list("actor", flat=True))
    assert by == {"command line"}


def test_the_command_tries_a_receiver_and_says_no_clearly(db):
    with listening() as listener:
        answer(f"webhooks add near {listener.url}")
        assert (
            answer("webhooks test near")["answer"] == "204"
            and json.loads(listener.heard[0].body)["type"] == OutgoingEvent.TEST
        )
        listener.answer = lambda call: plain(call, 500)
        for command, why in (
            ("webhooks test near", "didn't take the test: 500"), ("webhooks test far", "no receiver of this name"), ("webhooks pause", "Name the receiver"),
            ("webhooks add far http://far.example.org/", "https://"), ("webhooks add far https://far.example.org/ --events x", "wants to hear"),
        ):  # fmt: skip
            with pytest.raises(CommandError, match=why) as no:
                call_command(*shlex.split(command), stdout=StringIO())
            assert no.value.returncode == 1


def test_the_table_names_every_event():
    assert re.findall(r"^\| `([a-z.]+)` \|", PAGE, re.MULTILINE) == [*Receiver.Kind.values, OutgoingEvent.TEST]


def test_the_figures_are_the_codes():
    assert [int(one.total_seconds()) for one in PAUSES] == [10, 60, 300, 900, 1800, 3600, 7200, 14400, 28800]
    assert (OutgoingEvent.TRIED_FOR.days, OutgoingEvent.KEPT.days, settings.WEBHOOK_PORTS) == (3, 30, (443, 8443))


def test_the_python_of_the_page_is_that_of_the_tested_client():
    (shown,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert shown in (BASE / "docs" / "examples" / "client.py").read_text()
