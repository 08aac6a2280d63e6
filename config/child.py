"""One process of `make run`: `python -m config.child PARENT web PORT`, `… timer`, `… worker` or `… postgres FOLDER`. Started by config.run
and config.run_cluster only."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from config.alongside import watch


def main(parent: str, what: str, *arguments: str) -> None:
    watch(int(parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    parts: dict[str, Callable[..., None]] = {"web": web, "timer": timer, "worker": worker, "postgres": postgres}
    parts[what](*arguments)


def timer() -> None:
    command("timer", "--seconds", "5")


def worker() -> None:
    command("worker")


def command(*words: str) -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", *words])


def postgres(folder: str) -> None:
    from operations.own_postgres import serve

    serve(Path(folder))


def web(port: str) -> None:
    from gunicorn.app.wsgiapp import run

    sys.argv = [
        "gunicorn",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "1",
        "--threads",
        "8",
        "--no-control-socket",  # it would be written into the person's own home
        "--logger-class",
        "config.web_log.WebLog",  # no path with a token in it, whatever goes wrong
        "--log-level",
        "warning",
        "config.wsgi:application",
    ]
    run()


if __name__ == "__main__":
    main(*sys.argv[1:])
