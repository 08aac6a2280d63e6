"""docs/for-admins.md: going live by its own commands, and a preview that needs nothing that only Unix has."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from clinic.models import Installation
from tests.docs.pages import BASE, DOCS, fences, text_of
from tests.docs.shell import Shell

PAGE = DOCS / "for-admins.md"
LIVE = next(one.text for one in fences(PAGE) if "go_live" in one.text)
ONLY_UNIX = ("fcntl", "grp", "pwd", "resource", "termios")
IN_A_BROWSER = """
import os, sys
sys.modules |= dict.fromkeys({only_unix!r})  # importing one of them fails, as it does on Windows
import django
django.setup()
from django.test import Client
page = Client().get("/", follow=True, headers={{"host": "127.0.0.1"}})
frame = Client().get("/staff/preview/frame/notices/welcome", headers={{"host": "127.0.0.1"}})
print(page.status_code, frame.status_code, len(frame.content) > 5000)
"""


def test_the_commands_of_the_page_make_it_live(signed_series, settings):
    shell = Shell()
    settings.TRANSPORT, settings.SENDGRID_API_KEY, settings.PUBLIC_URL_IS_LOCAL = "sendgrid", "SG.your-key", False
    assert not Installation.current().live_mark
    shell.run(LIVE)
    assert Installation.current().live_mark and "Live: emails go to real people." in shell.said[0]
    assert shell.exported["AFTERVISIT_TRANSPORT"] == settings.TRANSPORT


def test_the_preview_works_where_unix_is_missing():
    (powershell,) = [one.text for one in fences(PAGE) if one.language == "powershell"]
    named = dict(re.findall(r'\$env:(\w+) = "([^"]+)"', powershell))
    done = subprocess.run(
        [sys.executable, "-c", IN_A_BROWSER.format(only_unix=ONLY_UNIX)],
        env={**os.environ, **named}, cwd=BASE, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.split() == ["200", "200", "True"], done.stderr[-600:]
    assert "runserver 8000" in powershell and "nobody has tried it yet" in text_of(PAGE)
