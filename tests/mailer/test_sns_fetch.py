import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from mailer.events import sns as sns_module
from mailer.events.base import NotFromProvider
from mailer.events.sns import Unreachable, fetched
from mailer.transports.pooled_client import pool_for

NAME = "/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem"


@pytest.fixture
def page(monkeypatch):
    """Stands where AWS does: answers with what `page["answer"]` says."""
    told = {"answer": (200, b"a page"), "asked": []}

    class Door(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self):
            told["asked"].append(self.path)
            status, data = told["answer"]
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    here = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(sns_module, "pool_for", lambda host, **times: pool_for(here, **times))
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_fetch_gives_the_page(page):
    assert fetched("https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&Token=t") == b"a page"
    assert page["asked"] == ["/?Action=ConfirmSubscription&Token=t"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [((302, b""), NotFromProvider), ((404, b""), NotFromProvider), ((429, b""), Unreachable), ((503, b""), Unreachable), ((200, b"x" * 70_000), Unreachable)],
)  # fmt: skip
def test_the_fetch_follows_nothing_and_says_whether_to_come_again(page, answer, error):
    page["answer"] = answer
    with pytest.raises(error):
        fetched(f"https://sns.us-east-1.amazonaws.com{NAME}")
    assert page["asked"] == [NAME]


def test_the_fetch_says_when_nobody_is_there(monkeypatch):
    monkeypatch.setattr(sns_module, "pool_for", lambda host, **times: pool_for("http://127.0.0.1:9", **times))
    with pytest.raises(Unreachable, match="NewConnectionError|NotConnected"):
        fetched(f"https://sns.us-east-1.amazonaws.com{NAME}")


@pytest.mark.parametrize(
    "url",
    [
        "http://sns.us-east-1.amazonaws.com/",
        "https://evil.example/",
        "https://sns.us-east-1.amazonaws.com@evil.example/",
        "",
    ],
)
def test_the_fetch_goes_nowhere_but_to_sns(url):
    with pytest.raises(ValueError, match="SNS"):
        fetched(url)
