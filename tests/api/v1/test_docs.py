"""docs/api.md: every command in it does what the page says."""

from __future__ import annotations

import json
import re
import shlex
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.test import Client

from campaigns.series.start_codes import set_codes
from clinic.models import ApiToken
from config.urls import rest
from tests.test_architecture import BASE

PAGE = (BASE / "docs" / "api.md").read_text()
CURLS = re.findall(r"```sh\n(curl .*?)\n```", PAGE, re.DOTALL)
COMMANDS = re.findall(r"^python manage\.py (api_token .*)$", PAGE, re.MULTILINE)


def run(command: str, **names: str) -> Any:
    """A curl command as a shell and curl would read it: the options that stand in the page, and no others."""
    for name, value in names.items():
        command = command.replace(f"${name}", value)
    words, headers, method, body, url = shlex.split(command)[1:], {}, "", "", ""
    while words:
        match words.pop(0):
            case "-s":
                pass
            case "-H":
                name, value = words.pop(0).split(": ", 1)
                headers[name] = value
            case "-X":
                method = words.pop(0)
            case "-d":
                body = words.pop(0)
            case address if address.startswith("/api/"):
                url = address
            case other:
                raise AssertionError(f"{other} isn't read here")
    kind = headers.pop("Content-Type", "application/x-www-form-urlencoded")
    return Client().generic(method or ("POST" if body else "GET"), url, body, kind, headers=headers)


def test_every_curl_command_does_what_the_page_says(series):
    set_codes(series, [("ICD-10-CM", "M79.7")])
    out = StringIO()
    call_command(*COMMANDS[0].split(), "--json", stdout=out)
    known = {"AFTERVISIT": "", "TOKEN": json.loads(out.getvalue())["token"]}
    listing, enrolling, drafting, looking, stopping, of_visit, fhir, news, rewriting, *reading = CURLS
    words = json.loads(run(listing, **known).content)
    assert words["series"][0]["series"] == "fibromyalgia" and words["consent"]["wording"] in enrolling
    made = run(enrolling, **known)
    known["ENROLMENT"] = json.loads(made.content)["enrolment"]
    assert (made.status_code, run(enrolling, **known).status_code) == (201, 200)
    assert json.loads(run(looking, **known).content)["state"] == "active"
    assert json.loads(run(stopping, **known).content)["stopped"]
    assert json.loads(run(of_visit, **known).content)["enrolments"][0]["enrolment"] == known["ENROLMENT"]
    assert json.loads(run(fhir, **known).content)["pending"] == 1
    draft = json.loads(run(drafting, **known).content)
    assert run(drafting, **known)["Idempotency-Replayed"] == "true"
    known |= {"NEWSLETTER": draft["newsletter"], "VERSION": draft["editions"][0]["version"]}
    assert "before ten" in json.loads(run(rewriting, **known).content)["editions"][0]["body"]
    assert json.loads(run(news, **known).content)["newsletters"][0]["name"] == "Autumn"
    assert len(reading) == 5 and {run(one, **known).status_code for one in reading} == {200}


def test_the_tokens_of_the_page_are_listed_and_revoked(db):
    add, listing, revoke = COMMANDS
    call_command(*add.split(), stdout=StringIO())
    begins = ApiToken.objects.get().shown
    out = StringIO()
    call_command(*listing.split(), stdout=out)
    assert begins in out.getvalue()
    call_command(*revoke.split()[:-1], begins, stdout=StringIO())
    assert ApiToken.objects.get().revoked_at


def test_the_page_speaks_of_every_operation_and_scope():
    for path in rest.get_openapi_schema()["paths"]:
        assert path.replace("{enrolment}", "$ENROLMENT") in PAGE, path
    assert all(f"`{scope}`" in PAGE for scope in ApiToken.Scope.values)
    assert f"({ApiToken.MOST_CALLS})" in PAGE and Path("docs/api.md").name in (BASE / "README.md").read_text()
