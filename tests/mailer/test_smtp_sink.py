"""Against Debian's own `smtp-sink` (package postfix): another implementation than the one we wrote for ourselves."""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailer.transports.base import Recipient, Verdict
from mailer.transports.smtp import SmtpTransport
from tests.mailer.small_emails import VALUES

pytestmark = pytest.mark.smtp_sink
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
SINK = "/usr/sbin/smtp-sink"


@contextmanager
def smtp_sink(counters: Path, *options: str) -> Iterator[SmtpTransport]:
    """A transport to a sink on a port of its own; root's sink asks for another user."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    command = [SINK, "-c", *user, *options, f"127.0.0.1:{port}", "64"]
    with counters.open("wb") as output, subprocess.Popen(command, stdout=output) as sink:
        transport = SmtpTransport(f"smtp://127.0.0.1:{port}?tls=off", batch_size=100)
        try:
            soon(lambda: socket.create_connection(("127.0.0.1", port), 1).close())
            yield transport
        finally:
            transport.close()
            sink.kill()


def soon(what: Callable[[], None]) -> None:
    """Within five seconds it comes about, however busy the machine."""
    until = time.monotonic() + 5
    while True:
        try:
            return what()
        except (OSError, AssertionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.01)


def people(count: int) -> list[Recipient]:
    return [Recipient(f"m{n}", f"p{n}@home.example", VALUES | {"given_name": "."}) for n in range(count)]


def test_some_hundred_messages_go_through_one_connection(tmp_path, email):
    counters = tmp_path / "counters"

    def all_counted() -> None:
        """Two sessions: ours, and the one that saw it run."""
        assert counters.read_bytes().endswith(b"sess=2 quit=1 mesg=400\r")

    with smtp_sink(counters) as transport:
        for attempt in range(4):
            outcome = transport.hand_over(email, people(100), attempt=f"a{attempt}", now=NOW)
            assert outcome.verdict is Verdict.ACCEPTED and len(outcome.accepted) == 100
        transport.close()
        soon(all_counted)


@pytest.mark.parametrize(
    ("options", "verdict", "uncertain"),
    [
        (["-r", "MAIL"], Verdict.LIMITED, 0),
        (["-f", "MAIL"], Verdict.STOPPED, 0),
        (["-r", "RCPT"], Verdict.LIMITED, 0),
        (["-f", "RCPT"], Verdict.STOPPED, 0),
        (["-q", "RCPT"], Verdict.REFUSED, 0),
        (["-Q", "DATA"], Verdict.LIMITED, 0),
        (["-f", "."], Verdict.STOPPED, 0),
        (["-r", "."], Verdict.LIMITED, 0),
        (["-Q", "."], Verdict.LIMITED, 0),
        (["-q", "."], Verdict.REFUSED, 1),
    ],
)
def test_its_mischief_is_told_apart(tmp_path, email, options, verdict, uncertain):
    with smtp_sink(tmp_path / "counters", *options) as transport:
        outcome = transport.hand_over(email, people(4), attempt="a1", now=NOW)
    assert outcome.verdict is verdict and len(outcome.uncertain) == uncertain
    assert outcome.accepted == outcome.rejected == outcome.later == frozenset()


def test_a_no_said_before_the_message_is_read_keeps_it_whoever_is_faster(tmp_path, email):
    """`-A 0` says 550 right behind 354: we see it before the first byte, or as the answer to the message."""
    with smtp_sink(tmp_path / "counters", "-A", "0") as transport:
        outcome = transport.hand_over(email, people(4), attempt="a1", now=NOW)
    assert outcome.verdict in (Verdict.REFUSED, Verdict.STOPPED)
    assert not (outcome.accepted | outcome.rejected | outcome.later | outcome.uncertain)
