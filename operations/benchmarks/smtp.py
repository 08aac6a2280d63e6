"""`benchmark smtp`: our SMTP transport into Debian's smtp-sink, against postfix's own smtp-source in C, and against the obvious way."""

from __future__ import annotations

import shutil
import smtplib
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from clinic.refusal import Refusal
from mailer.compiled import CompiledEmail
from mailer.transports.base import Recipient
from mailer.transports.smtp import SmtpTransport
from operations.benchmarks.fill import by_email_message, whole
from operations.benchmarks.measuring import Rates, medians, ratio, taking_turns
from operations.benchmarks.one_email import lesson, people
from operations.benchmarks.population import START

SIZE, ROUNDS, BATCH = 5_000, 5, 50
PART = 10  # the obvious way sends a tenth
PLACES = ("/usr/sbin", "/usr/lib/postfix/sbin", "/usr/local/sbin")


def benchmark(size: int) -> tuple[dict[str, float], dict[str, float]]:
    """Raises Refusal without Debian's postfix package."""
    email = lesson()
    each = max(BATCH, size // ROUNDS)
    everyone = [Recipient(f"m{n}", f"p{n}@mail.example", values) for n, values in enumerate(people(email, each))]
    length = len(whole(email, dict(everyone[0].values), START))
    with smtp_sink() as port:
        transport = SmtpTransport(f"smtp://127.0.0.1:{port}?tls=off", batch_size=BATCH)
        rates: Rates = taking_turns(
            {
                "smtp_source": lambda _: smtp_source(port, each, length),
                "ours": lambda _: ours(transport, email, everyone),
                "email_message_and_smtplib": lambda _: the_obvious_way(port, email, everyone[: each // PART]),
            },
            ROUNDS,
        )
        transport.close()
    return {**medians(rates), "message_bytes": float(length)}, {
        "to_smtp_source": ratio(rates, "ours", "smtp_source"),
        "to_email_message_and_smtplib": ratio(rates, "ours", "email_message_and_smtplib"),
    }


def ours(transport: SmtpTransport, email: CompiledEmail, everyone: list[Recipient]) -> int:
    for start in range(0, len(everyone), BATCH):
        transport.hand_over(email, everyone[start : start + BATCH], attempt="benchmark", now=START)
    return len(everyone)


def the_obvious_way(port: int, email: CompiledEmail, some: list[Recipient]) -> int:
    with smtplib.SMTP("127.0.0.1", port) as server:
        for one in some:
            server.sendmail(email.sender_address, [one.address], by_email_message(email, dict(one.values), START))
    return len(some)


def smtp_source(port: int, count: int, length: int) -> int:
    """One connection used again for every message (-d keeps it), as ours does."""
    options = ["-d", "-s", "1", "-m", str(count), "-l", str(length), "-f", "a@mail.example", "-t", "p@mail.example"]
    subprocess.run([program("smtp-source"), *options, f"127.0.0.1:{port}"], check=True, capture_output=True)
    return count


@contextmanager
def smtp_sink() -> Iterator[int]:
    port = free_port()
    with subprocess.Popen(
        [program("smtp-sink"), "-u", "nobody", f"127.0.0.1:{port}", "1024"], stderr=subprocess.DEVNULL
    ) as sink:
        try:
            wait_for(port)
            yield port
        finally:
            sink.terminate()


def program(name: str) -> str:
    for place in PLACES:
        if (Path(place) / name).exists():
            return str(Path(place) / name)
    if found := shutil.which(name):
        return found
    raise Refusal(f"{name} isn't on this machine: install Debian's postfix package.")


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    for _ in range(200):
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise Refusal("smtp-sink didn't start.")
