"""PostgreSQL's part: its own pg_dump, pg_restore and psql, told by the environment where to go, so that no password shows in a list of processes."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import IO, Any, BinaryIO

from django.db import connection
from psycopg.conninfo import make_conninfo

from clinic.refusal import Refusal

DEBIAN = Path("/usr/lib/postgresql")
AT_ONCE = 1 << 20  # bytes
ASIDE = "before_restore_"
"""Schemas that `restore --replace` set aside begin so; no backup holds them."""


def tool(name: str) -> str:
    """Debian's own versioned folder first: its wrapper chooses by a cluster, and there may be none here. Raises Refusal."""
    versioned = sorted(DEBIAN.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(versioned[-1]) if versioned else shutil.which(name)
    if not found:
        raise Refusal(
            f"{name} isn't on this machine: install PostgreSQL's client programs (Debian: postgresql-client)."
        )
    return found


def way_to(database: str = "") -> dict[str, str]:
    """The environment that leads a tool to our database, or to another one on the same server."""
    there: dict[str, Any] = {
        name: value
        for name, value in connection.get_connection_params().items()
        if name not in ("cursor_factory", "context", "prepare_threshold", "client_encoding")
    }
    password = there.pop("password", "")
    if database:
        there["dbname"] = database
    return {**os.environ, "PGPASSWORD": password, "AFTERVISIT_CONNINFO": make_conninfo(**there)}


def command(name: str, *words: str, environment: dict[str, str]) -> list[str]:
    return [tool(name), *words, "--dbname", environment["AFTERVISIT_CONNINFO"]]


def dumped(snapshot: str) -> Iterator[bytes]:
    """pg_dump's own format, of the moment of `snapshot`, as it comes: no copy of it lies anywhere. Raises Refusal."""
    there = way_to()
    words = ["-Fc", "--no-owner", "--no-privileges", f"--exclude-schema={ASIDE}*", f"--snapshot={snapshot}"]
    with running(command("pg_dump", *words, environment=there), there, stdout=subprocess.PIPE) as tool:
        assert tool.stdout is not None
        while data := tool.stdout.read(AT_ONCE):
            yield data


def restored_to(database: str, data: Iterable[bytes]) -> None:
    """An archive into an empty database of its own. Raises Refusal."""
    there = way_to(database)
    words = ("--exit-on-error", "--no-owner", "--no-privileges")
    with running(command("pg_restore", *words, environment=there), there, stdin=subprocess.PIPE) as tool:
        pour(data, tool.stdin)


def as_sql(data: Iterable[bytes]) -> Iterator[bytes]:
    """An archive as the statements that make it anew. Raises Refusal, also for what `data` raises."""
    words = [tool("pg_restore"), "--no-owner", "--no-privileges", "--file=-"]
    with running(words, dict(os.environ), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        assert reader.stdout is not None
        with fed(reader, data):
            while text := reader.stdout.read(AT_ONCE):
                yield text


@contextmanager
def fed(tool: subprocess.Popen[bytes], data: Iterable[bytes]) -> Iterator[None]:
    """The tool is fed by a thread while its answer is read. What `data` raises is raised here."""
    into = tool.stdin
    raised: list[Exception] = []

    def feed() -> None:
        try:
            pour(data, into)
        except Exception as problem:  # noqa: BLE001 - it is raised again by whoever waits
            raised.append(problem)

    feeding = Thread(target=feed)
    feeding.start()
    try:
        yield
    except BaseException:
        tool.kill()  # or the thread would wait for somebody to read
        raise
    finally:
        feeding.join()
    if raised:
        raise raised[0]


def pour(data: Iterable[bytes], into: IO[bytes] | None) -> None:
    assert into is not None
    try:
        for part in data:
            into.write(part)
        into.close()
    except BrokenPipeError:  # the tool has ended: its own words say why
        pass
    except Exception:
        into.close()
        raise


@contextmanager
def running(words: list[str], environment: dict[str, str], **pipes: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A tool for the block. Raises Refusal with its first words when it ends badly; it never outlives the block."""
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(words, env=environment, stderr=said, **pipes) as tool:
            try:
                yield tool
                tool.wait()
            finally:
                if tool.poll() is None:
                    tool.kill()
        if tool.returncode:
            raise Refusal(f"{Path(words[0]).name} ended badly: {first_words(said)}")


def first_words(said: BinaryIO | IO[bytes]) -> str:
    said.seek(0)
    lines = said.read(4_000).decode(errors="replace").splitlines()
    return next((line for line in lines if "error" in line.lower()), next(iter(lines), "it said nothing."))
