"""An article becomes a draft, a draft is finished and signed, a patient is enrolled, and an email lies in the inbox."""

import json
import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError

from campaigns.models import Enrolment, Message, Series
from campaigns.series import library
from mailer.transports.inbox_reading import newest, open_email

pytestmark = pytest.mark.django_db

ARTICLE = """# Living with a sore back

By Dr. Alma Reyes

## What it is

A sore back is common. Most sore backs get better within weeks, even when the pain is strong at first. Rest helps little.

## What helps

Keep moving. Walk a little every day, and rest in between. Warmth can feel good, and it does no harm.

- Walk ten minutes, twice a day
- Change how you sit every half hour
- Sleep on the side that hurts less
"""
FINISHED = """goal = "You can say what helps."
key_points = ["**Keep moving.** It helps most."]
known = "Moving helps."
unknown = "We don't know why some backs stay sore."
sources = ["A guideline. 2024."]

[action]
title = "Try this today"
steps = ["Walk for ten minutes."]

[when_to_call]
emergency = "If your legs go weak."
crisis = "If you can't go on."
clinic = "If it gets worse."

[question]
ask = "What helps a sore back most?"

[[question.answers]]
text = "Moving a little every day"
right = true
why = "Yes: moving helps most."

[[question.answers]]
text = "Lying down all day"
right = false
why = "Rest feels good, but it helps little."
"""


def command(*words, **options) -> dict:
    out = StringIO()
    call_command(*words, **options, as_json=True, stdout=out)
    return json.loads(out.getvalue())


def finish(folder: Path) -> None:
    """What a person does with a draft: write what the article didn't say."""
    for lesson in folder.glob("[0-9]*.md"):
        _, front, text = lesson.read_text().split("+++\n", 2)
        front = re.sub(r"draft = true\n", "", front)
        text = (
            text.strip() if not text.strip().startswith(("-", "#")) else f"Here is what you can do.\n\n{text.strip()}"
        )
        lesson.write_text(f"+++\n{front}{FINISHED}+++\n\n{text}\n")


def test_from_an_article_to_an_email_in_the_inbox(clinic, tmp_path, now, home):
    article = tmp_path / "back.md"
    article.write_text(ARTICLE)
    with time_machine.travel(now, tick=False):
        drafted = command("import_article", str(article), series="back-care")
        assert drafted["series"] == "back-care" and drafted["author"] == "Dr. Alma Reyes"
        assert sum(lesson["words"] for lesson in drafted["lessons"]) > 40
        assert Series.objects.get().state == Series.State.DRAFT

        with pytest.raises(CommandError, match="isn't finished"):
            command("approve", "back-care", reviewer="Ada Reviewer", credential="MD")
        with pytest.raises(CommandError, match="must be active"):
            command("enrol", series="back-care", email="ana@example.org", given_name="Ana")

        command("export_series", "back-care", str(tmp_path / "back-care"))
        finish(tmp_path / "back-care")
        (loaded,) = library.load(tmp_path / "back-care", now, by="test")
        assert loaded.changed == len(drafted["lessons"])
        assert command("lint", "back-care")["findings"] == [] or all(
            finding["severity"] != "error" for finding in command("lint", "back-care")["findings"]
        )
        assert command("approve", "back-care", reviewer="Ada Reviewer", credential="MD")["approved"] == len(
            drafted["lessons"]
        )
        assert Series.objects.get().state == Series.State.ACTIVE
        enrolled = command(
            "enrol",
            series="back-care",
            email="ana@example.org",
            given_name="Ana",
            time_zone="America/New_York",
            consent="signed form",
        )
        assert enrolled["outcome"] == "enrolled"
        assert command("send_due")["accepted"] == 0, "nothing before its day"
    with time_machine.travel(now + timedelta(days=1), tick=False):
        assert command("send_due")["accepted"] == 1
    (entry,) = newest(home / "inbox")
    email = open_email(home / "inbox", entry.name)
    assert email.to == "ana@example.org" and "Hello Ana," in email.text and "sore back" in email.html.lower()
    assert "Ada Reviewer" in email.text
    assert entry.name == str(Message.objects.get().id) and Enrolment.objects.get().position == 1
