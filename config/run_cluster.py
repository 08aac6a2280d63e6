"""`make run-cluster`: PostgreSQL, web, timer and two workers on this machine, to see how several work together. Until Ctrl-C."""

from __future__ import annotations

import os
import sys

from clinic.refusal import Refusal
from config.environment import BASE, Misconfigured, home_of
from config.run import child, end, free_port, prepared, say, serve
from operations.own_postgres import make_data, url_in, wait_until_it_answers

WORKERS = 2


def main() -> int:
    os.environ.setdefault("AFTERVISIT_HOME", str(BASE / "var" / "cluster"))  # beside what `make run` keeps
    port = free_port()
    try:
        folder = home_of(os.environ) / "postgres"
        say("Starting PostgreSQL")
        make_data(folder)
    except (Misconfigured, Refusal, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    database = child("postgres", str(folder))
    try:
        wait_until_it_answers(folder, database)
        os.environ |= {"DATABASE_URL": url_in(folder), "AFTERVISIT_WORKERS": "yes"}
        sign_ins = prepared(port)
        return serve(port, sign_ins, workers=WORKERS, on=(database,)) if sign_ins else 1
    except Refusal as problem:
        print(problem, file=sys.stderr)
        return 1
    finally:
        end([database], asked=True)


if __name__ == "__main__":
    sys.exit(main())
