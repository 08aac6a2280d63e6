"""One process of `make run`: `python -m config.child PARENT web PORT`, or `… timer`. Started by config.run only."""

from __future__ import annotations

import os
import sys

from config.alongside import watch


def main(parent: str, what: str, *arguments: str) -> None:
    watch(int(parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    (web if what == "web" else timer)(*arguments)


def timer() -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", "timer", "--seconds", "5"])


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
