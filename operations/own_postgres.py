"""A PostgreSQL of our own, to try and to measure several workers: its data stays in the home, and it listens on a socket there and nowhere else."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path
from types import FrameType

from clinic.refusal import Refusal

DEBIAN = Path("/usr/lib/postgresql")
USER = "postgres"  # PostgreSQL refuses to run as root; Debian's package makes this user
NAME = "aftervisit"
LONGEST_SOCKET = 90  # of the folder's path: a socket's whole path may have 107 characters (unix(7))
PATIENCE = 30.0  # seconds for it to answer


def url_in(folder: Path) -> str:
    return f"postgresql://{NAME}@{str(folder).replace('/', '%2F')}/{NAME}"


def make_data(folder: Path) -> None:
    """At the first start; later ones find it. Raises Refusal."""
    if len(str(folder)) > LONGEST_SOCKET:
        raise Refusal(f"{folder} is too long a path for PostgreSQL's socket: set AFTERVISIT_HOME to a shorter one.")
    if (folder / "data" / "PG_VERSION").exists():
        return
    initdb = program("initdb")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    if os.geteuid() == 0:
        os.chown(folder, its_user().pw_uid, -1)
    shutil.rmtree(folder / "data", ignore_errors=True)  # what a start that broke off had begun
    made = subprocess.run(
        as_its_user(initdb, "-D", folder / "data", "-A", "trust", "-U", NAME, "-E", "UTF8", "--no-locale"),
        capture_output=True, text=True, cwd="/",
    )  # fmt: skip
    if made.returncode:
        raise Refusal(f"PostgreSQL can't keep its data in {folder}: {last_line(made.stderr)}")


def serve(folder: Path) -> None:
    """In this process's charge: it ends when this process is told to, and when this one dies without a word."""
    server = subprocess.Popen(
        as_its_user(program("postgres"), "-D", folder / "data", "-k", folder, "-c", "listen_addresses=", "-c", "log_min_messages=fatal"),
        stdin=subprocess.DEVNULL, cwd="/",
    )  # fmt: skip

    def end(number: int, frame: FrameType | None) -> None:
        server.send_signal(signal.SIGINT)  # a fast shutdown: open sessions end, what was committed stays

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    raise SystemExit(server.wait())


def wait_until_it_answers(folder: Path, process: subprocess.Popen[bytes]) -> None:
    """And has our database. Raises Refusal."""
    import psycopg

    ending = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < ending:
        try:
            with psycopg.connect(host=str(folder), user=NAME, dbname="postgres", autocommit=True) as session:
                if not session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                    session.execute("CREATE DATABASE aftervisit")
                return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise Refusal("PostgreSQL doesn't start: see the lines above. Is another `make run-cluster` running here?")


def program(name: str) -> Path:
    """Debian's newest, or the one on the PATH. Raises Refusal."""
    versions = sorted(DEBIAN.glob("*/bin"), key=lambda path: path.parent.name.rjust(4), reverse=True)
    found = shutil.which(name, path=os.pathsep.join([*map(str, versions), os.environ.get("PATH", "")]))
    if found is None:
        raise Refusal("PostgreSQL isn't on this machine: install Debian's postgresql package, or your system's.")
    return Path(found)


def as_its_user(*command: object) -> list[str]:
    """As the user it may run as, and with a signal should this process die (prctl(2)), where the system has that."""
    words = [str(word) for word in command]
    if shutil.which("setpriv") is None:
        return words
    who = [f"--reuid={USER}", f"--regid={USER}", "--clear-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *who, "--pdeathsig", "INT", *words]


def its_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(USER)
    except KeyError:
        raise Refusal(
            f"PostgreSQL doesn't run as root, and there is no user {USER}: start this as another user."
        ) from None


def last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it doesn't say why"])[-1].rstrip(".") + "."
