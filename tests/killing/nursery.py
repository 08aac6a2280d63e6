"""The harness's side of the cradle: start a child, kill it, wait for it, read what it said."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Self

from tests.journeys.homes import BASE
from tests.killing.jobs import Job

PATIENCE = 90  # seconds; a child that lives longer is a fault of the suite's


class ChildFailed(AssertionError):
    """A child ended as neither the product nor its doom would have it."""


@dataclass
class Child:
    nursery: Nursery
    job: Job
    process: int
    code: int | None = None

    @property
    def folder(self) -> Path:
        return Path(self.job.folder)

    def wait(self) -> Child:
        self.nursery.listen_until(lambda: self.code is not None)
        return self

    def kill(self) -> Child:
        """From outside. It may have ended by itself just before."""
        if self.code is None:
            with_signal(self.process, signal.SIGKILL)
        return self.wait()

    def stop(self) -> Child:
        self.ask_to_end()
        return self.wait()

    def ask_to_end(self) -> None:
        with_signal(self.process, signal.SIGTERM)

    @property
    def killed(self) -> bool:
        return self.code == -signal.SIGKILL

    @property
    def waits(self) -> Path:
        return self.folder / "waits"

    def until_it_waits(self) -> bool:
        """True when it has reached its point and waits there; False when it ended without."""
        self.nursery.listen_until(lambda: self.waits.exists() or self.code is not None)
        return self.waits.exists()

    def let_go(self) -> None:
        (self.folder / "goes on").touch()

    @property
    def said(self) -> Any:
        """The JSON it printed. Raises ChildFailed if it ended badly."""
        if self.code != 0:
            raise ChildFailed(f"{self.job.words or self.job.deed} ended with {self.code}:\n{self.complaint}")
        return json.loads((self.folder / "out").read_text())

    @property
    def complaint(self) -> str:
        return (self.folder / "out").read_text()[-2_000:] + (self.folder / "err").read_text()[-6_000:]


class Nursery:
    """`environment` is what the operator of all its homes set."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self.environment = environment
        self.numbers = count(1)
        self.children: dict[int, Child] = {}
        self.ears = Lock()

    def __enter__(self) -> Self:
        plain = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
        with (self.folder / "cradle.err").open("w") as err:
            self.cradle = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "tests.killing.cradle", str(self.folder)],
                cwd=BASE, env={**plain, "PYTHONDONTWRITEBYTECODE": "1", "TZ": "UTC", **self.environment},
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=err,
            )  # fmt: skip
        assert self.cradle.stdout is not None
        os.set_blocking(self.cradle.stdout.fileno(), False)
        self.ready = False
        self.heard = b""
        self.listen_until(lambda: self.ready)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.cradle.stdin is not None and self.cradle.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self.cradle.stdin.write(b"farewell\n")
            self.cradle.stdin.close()
        self.cradle.wait(30)
        self.cradle.stdout.close()

    def start(self, job: Job) -> Child:
        number = next(self.numbers)
        folder = self.folder / f"child-{number}"
        folder.mkdir()
        child = Child(self, replace(job, number=number, folder=str(folder)), 0)
        self.children[number] = child
        assert self.cradle.stdin is not None
        self.cradle.stdin.write(child.job.line().encode() + b"\n")
        self.cradle.stdin.flush()
        self.listen_until(lambda: child.process > 0)
        return child

    def listen_until(self, done: Any) -> None:
        """Take in what the cradle says until `done`. Raises ChildFailed after PATIENCE, or when the cradle is gone."""
        assert self.cradle.stdout is not None
        deadline = time.monotonic() + PATIENCE
        while not done():
            with self.ears:  # a provider's thread may listen as well
                more = self.cradle.stdout.read()
                *lines, self.heard = (self.heard + (more or b"")).split(b"\n")
                for line in lines:
                    self.hear(json.loads(line))
            if more:
                continue
            if more == b"" or time.monotonic() > deadline:
                raise ChildFailed(self.complaint if more == b"" else "a child didn't end in time")
            time.sleep(0.002)

    @property
    def complaint(self) -> str:
        return f"the cradle is gone:\n{(self.folder / 'cradle.err').read_text()[-6_000:]}"

    def hear(self, told: dict[str, int]) -> None:
        if "started" in told:
            self.children[told["started"]].process = told["process"]
        elif "ended" in told:
            self.children.pop(told["ended"]).code = told["code"]
        else:
            self.ready = True


def with_signal(process: int, number: int) -> None:
    try:
        os.kill(process, number)
    except ProcessLookupError:
        return
