"""`make run`: prepare a home, then web and timer until Ctrl-C. No child and no busy port is left, however this ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time

from config.environment import Misconfigured

FIRST_PORT, TRIED = 8000, 50
ANEW = 10  # workers that ended are started anew so often, all in all: one that can't run ends it in the end
Process = subprocess.Popen[bytes]


def main() -> int:
    port = free_port()
    sign_ins = prepared(port)
    return serve(port, sign_ins) if sign_ins else 1


def prepared(port: int) -> list[tuple[str, str]]:
    """Names and passwords to sign in with; none where something is amiss, which is said."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("PUBLIC_URL", f"http://127.0.0.1:{port}")
    try:
        return prepare()
    except Misconfigured as problem:
        print(problem, file=sys.stderr)
    except OSError as problem:
        print(f"{problem.filename or 'A file'} can't be used: {problem.strerror}.", file=sys.stderr)
    except Exception as problem:
        from django.db import DatabaseError

        from clinic.refusal import Refusal

        if isinstance(problem, DatabaseError):  # such as a full disk
            print(f"The database answers: {str(problem).strip().splitlines()[0]}.", file=sys.stderr)
        elif isinstance(problem, Refusal):
            print(problem, file=sys.stderr)
        else:
            raise
    return []


def free_port() -> int:
    """The first port nobody listens on, from PORT or 8000 upwards."""
    wanted = os.environ.get("PORT") or str(FIRST_PORT)
    if not wanted.isascii() or not wanted.isdigit() or not 0 < int(wanted) < 65_536:
        raise SystemExit(f"PORT is {wanted!r}: write a number from 1 to 65535.")
    first = int(wanted)
    for port in range(first, first + TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise SystemExit(f"Every port from {first} to {first + TRIED - 1} is in use: set PORT to a free one.")


def prepare() -> list[tuple[str, str]]:
    """Migrate, load the shipped series, furnish a practice clinic. Names and passwords to sign in with. Raises Misconfigured, Refusal."""
    say("Preparing the home")
    import django

    django.setup()
    from django.utils import timezone

    from clinic.fitness import check_database
    from operations import practice
    from operations.upgrading_at_start import bring_up_to_date

    if backup := bring_up_to_date(timezone.now()):
        print(f"The database was brought to this version. As it was before, it lies in {backup}", flush=True)
    check_database()
    say("Loading the shipped series")
    practice.furnish(timezone.now())
    return [practice.sign_in(), practice.reviewer_sign_in()]


def serve(port: int, sign_ins: list[tuple[str, str]], *, workers: int = 0, on: tuple[Process, ...] = ()) -> int:
    """Until a signal, or until web, timer or one of those they stand `on` has ended. A worker may: another takes its place."""
    made_by, left = os.getppid(), ANEW
    children = [child("web", str(port)), child("timer")]
    team = [child("worker") for _ in range(workers)]
    ending: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda caught, frame: ending.append(caught))
    if wait_for(port, children):
        greet(port, sign_ins, team)
    while (
        not ending
        and left >= 0
        and all(one.poll() is None for one in (*children, *on))
        and (os.getppid() == made_by or "MAKELEVEL" not in os.environ)
    ):
        left -= replace_ended(team, left)
        time.sleep(0.2)
    return end([*children, *team], asked=bool(ending))


def replace_ended(team: list[Process], left: int) -> int:
    """How many workers had ended, such as those a person kills to see what happens. So many as are `left` are started anew."""
    ended = [place for place, one in enumerate(team) if one.poll() is not None]
    for place in ended[:left]:
        gone, team[place] = team[place], child("worker")
        print(f"Worker {gone.pid} has ended ({gone.returncode}); {team[place].pid} takes its place.", flush=True)
    return len(ended)


def child(*arguments: str) -> Process:
    # A group of its own: Ctrl-C reaches this process only, which then ends its children one way for every cause.
    return subprocess.Popen([sys.executable, "-m", "config.child", str(os.getpid()), *arguments], process_group=0)


def wait_for(port: int, children: list[Process]) -> bool:
    for _ in range(150):
        if any(one.poll() is not None for one in children):
            return False
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.2)
    return False


def greet(port: int, sign_ins: list[tuple[str, str]], team: list[Process]) -> None:
    (user, password), (reviewer, theirs) = sign_ins
    print(f"\n  Aftervisit is at   http://127.0.0.1:{port}/")
    print(f"  Sign in as         {user}")
    print(f"  Password           {password or 'the one you chose (manage.py changepassword admin sets a new one)'}")
    print(
        f"  To try a review    {reviewer}   {theirs or 'with the password you chose'}   (what it signs is for practice)"
    )
    if team:
        print(
            f"  Workers            {', '.join(str(one.pid) for one in team)}   (kill -9 one and see: another takes its place)"
        )
    print(
        "\n  Emails stay in the local inbox until a provider is set and you go live. Ctrl-C ends it all.\n", flush=True
    )


def end(children: list[Process], *, asked: bool) -> int:
    for one in children:
        if one.poll() is None:
            one.terminate()
    for one in children:
        try:
            one.wait(timeout=15)
        except subprocess.TimeoutExpired:
            one.kill()
            one.wait()
    if not asked:
        print("A part of Aftervisit ended by itself, so all of it has ended: see the lines above.", file=sys.stderr)
    return 0 if asked else 1


def say(step: str) -> None:
    print(f"{step} …", flush=True)


if __name__ == "__main__":
    sys.exit(main())
