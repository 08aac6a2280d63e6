"""What is logged of a whole journey, as text and as JSON, at every level: ids and kinds, and nothing of a person."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from gunicorn.config import Config

from campaigns.models import Message
from campaigns.sending.run import send_due
from config.environment import Misconfigured
from config.logs import logging_config
from config.routes import UNKNOWN, route_of
from config.web_log import WebLog
from patients.identifiers import new_id
from patients.tokens import new_token
from tests.campaigns.conftest import lesson_day  # noqa: F401
from tests.journeys.test_logs_tell_nothing import titles
from tests.mailer.event_signing import EventSigner

EMAIL, NAME, PASSWORD = "anamaria.zz@example.org", "Anamaria", "a-wrong-password-of-a-test"


@pytest.fixture(params=["text", "json"])
def logged(request) -> Iterator[io.StringIO]:
    """Everything every logger says, written by the formatter of the settings."""
    written = logging_config("DEBUG", request.param)["formatters"]["lines"]
    told = io.StringIO()
    handler = logging.StreamHandler(told)
    handler.setFormatter(written["()"](*filter(None, [written.get("format")])))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    before = {name: logging.getLogger(name).level for name in ("django.request", "aftervisit")}
    for name in before:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield told
    for name, was in before.items():
        logging.getLogger(name).setLevel(was)
    root.setLevel(level)
    root.removeHandler(handler)


@pytest.fixture
def _in_sending_hours(lesson_day):  # noqa: F811
    with time_machine.travel(lesson_day, tick=False):
        yield


@pytest.mark.usefixtures("_in_sending_hours")
def test_a_whole_journey_names_nobody(logged, enrol, signed_series, settings, monkeypatch):
    now, signer = timezone.now(), EventSigner()
    settings.SENDGRID_WEBHOOK_KEY = signer.key
    enrol(EMAIL, NAME)
    assert send_due(timezone.now, "test").accepted == 1
    one = Message.objects.get(state="accepted")
    strange = {"event": "delivered", "email": EMAIL, "timestamp": "soon", "reason": f"550 {NAME} unknown"}
    body = json.dumps([strange]).encode()
    patient = Client(raise_request_exception=False)
    patient.post("/api/events/sendgrid", body, content_type="application/json", headers=signer.headers(body, now))
    link = reverse("portal:lesson", args=[one.token])
    assert patient.get(link).status_code == 200
    assert patient.get(f"{link}x/?who={EMAIL}").status_code == 404

    def broken(*_, **__):
        raise ValueError(f"{NAME} <{EMAIL}> at {link}")

    with monkeypatch.context() as patch:
        patch.setattr("portal.views_lesson.page", broken)
        assert patient.get(link).status_code == 500
    assert patient.get(link, headers={"host": f"{NAME}.example"}).status_code == 400
    patient.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})
    said = logged.getvalue()
    assert "500 at /l/<token>/" in said and "builtins.ValueError" in said and "accepted of 1" in said
    assert "1 events of sendgrid made no sense" in said and "400 at /l/<token>/" in said
    lesson = str(one.step.lesson.slug) if one.step else ""
    private = [EMAIL, NAME, one.token, link, PASSWORD, lesson, "fibromyalgia", str(signed_series), *titles()]
    assert [word for word in private if word and word.lower() in said.lower()] == []


@pytest.fixture
def gunicorn(monkeypatch) -> WebLog:
    """Its logs as JSON, both to stdout."""
    monkeypatch.setenv("LOG_FORMAT", "json")
    config = Config()
    config.set("accesslog", "-")
    config.set("errorlog", "-")
    return WebLog(config)


def test_gunicorn_says_which_page_was_asked_for_and_not_whose(gunicorn):
    told = io.StringIO()
    for log in (gunicorn.access_log, gunicorn.error_log):
        log.handlers[0].setStream(told)
    token = new_token()
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": f"/l/{token}/", "RAW_URI": f"/l/{token}/?q={EMAIL}", "QUERY_STRING": EMAIL,
        "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "203.0.113.9", "HTTP_REFERER": f"https://x.example/{EMAIL}",
        "HTTP_USER_AGENT": "a browser of somebody",
    }  # fmt: skip
    gunicorn.access(SimpleNamespace(status="200 OK", sent=512), None, environ, timedelta(milliseconds=12))
    gunicorn.exception("Error handling request %s", environ["RAW_URI"])
    gunicorn.warning(f"Invalid request from ip=203.0.113.9: Invalid HTTP request line: 'GET {environ['RAW_URI']}'")
    lines = [json.loads(line) for line in told.getvalue().splitlines()]
    assert lines[0]["message"] == "GET /l/<token>/ 200 512 B 12 ms" and lines[0]["milliseconds"] == 12
    assert [one["level"] for one in lines] == ["INFO", "ERROR", "WARNING"]
    assert not [word for word in (token, EMAIL, "203.0.113.9", "browser") if word in told.getvalue()]


def test_a_line_of_json_carries_its_ids_and_the_place_of_a_fault():
    formatter = logging_config("INFO", "json")["formatters"]["lines"]["()"]()
    attempt = new_id()
    try:
        raise KeyError(EMAIL)
    except KeyError:
        record = logging.LogRecord("aftervisit.x", 40, __file__, 1, "attempt %s: %s", (attempt, EMAIL), sys.exc_info())
    line = json.loads(formatter.format(record))
    assert (line["level"], line["logger"], line["ids"]) == ("ERROR", "aftervisit.x", [str(attempt)])
    assert line["message"] == f"attempt {attempt}: [address]" and line["fault"] == "builtins.KeyError"
    assert line["at"] == [f"config/test_logs.py:{line['at'][0].split(':')[1]}"] and line["time"].endswith("+00:00")


@pytest.mark.parametrize("written", ["text", "json"])
@pytest.mark.parametrize(("message", "given"), [("%s and %s", (EMAIL,)), ("%(who)s", ({"patient": EMAIL},))])
def test_a_faulty_call_of_a_logger_keeps_its_arguments_back(written, message, given):
    chosen = logging_config("INFO", written)["formatters"]["lines"]
    formatter = chosen["()"](*filter(None, [chosen.get("format")]))
    said = formatter.format(logging.LogRecord("aftervisit.x", 40, __file__, 1, message, given, None))
    assert message in said and EMAIL not in said


def test_a_setting_that_stops_the_web_server_is_said_in_full():
    told = logging_config("INFO")["formatters"]["lines"]
    text = told["()"](told["format"]).formatException((Misconfigured, Misconfigured("DEBUG is 'maybe'."), None))
    assert text.endswith("Misconfigured: DEBUG is 'maybe'.")


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/l/abc/answer/2/", "/l/<token>/answer/<number>/"),
        ("/static/css/staff/tokens.css", "/static/css/staff/tokens.css"),
        ("/static/Ana Maria", UNKNOWN),
        ("/l/abc", UNKNOWN),
        ("/readyz", "/readyz"),
        ("/staff/", "/staff/"),
    ],
)
def test_a_path_is_said_as_its_route(path, route):
    assert route_of(path) == route
