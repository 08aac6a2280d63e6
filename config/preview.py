"""`make preview DIR=folder`: the studio over a folder of files. No database, no keys; nothing is written, nothing can be sent."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from config.run import free_port

USAGE = "Name a folder: make preview DIR=content"


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not arguments[0]:
        print(USAGE, file=sys.stderr)
        return 2
    folder = Path(arguments[0]).expanduser().resolve()
    if not folder.is_dir():
        print(f"{folder} isn't a folder. {USAGE}", file=sys.stderr)
        return 1
    port = free_port()
    os.environ["AFTERVISIT_PREVIEW"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.preview_settings"
    os.environ["PUBLIC_URL"] = f"http://127.0.0.1:{port}"
    return serve(port, folder)


def serve(port: int, folder: Path) -> int:
    import django

    django.setup()
    from clinic.refusal import Refusal
    from config.preview_clinic import clinic_of

    try:
        clinic_of(folder)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(
        f"\n  The emails of {folder} are at  http://127.0.0.1:{port}/\n  Save a file, and the page follows. Ctrl-C ends it.\n",
        flush=True,
    )
    from gunicorn.app.wsgiapp import run

    sys.argv = [
        "gunicorn",
        "--bind",
        f"127.0.0.1:{port}",
        "--threads",
        "8",
        "--graceful-timeout",
        "2",  # seconds: no answer takes longer, and whoever presses Ctrl-C wants it ended
        "--log-level",
        "warning",
        "--no-control-socket",
        "config.wsgi:application",
    ]
    run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
