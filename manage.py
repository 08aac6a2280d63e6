#!/usr/bin/env python3
"""Aftervisit's command line: python manage.py COMMAND. The commands are listed in README.md."""

import io
import json
import os
import sys


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    speak_utf8()
    try:
        from config.environment import Misconfigured

        try:
            from django.core.management import execute_from_command_line

            execute_from_command_line(sys.argv)
        except Misconfigured as problem:
            print(problem, file=sys.stderr)
            if "--json" in sys.argv:  # as clinic/console.py does of every other no
                print(json.dumps({"refused": str(problem)}, ensure_ascii=False))
            return 1
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has stopped reading, as `head` does
        for stream in (1, 2):  # or the interpreter complains of what it can't flush at its end
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        return 141  # as a shell says of any program that SIGPIPE ended; 0 would say that all was done
    except KeyboardInterrupt:
        return 130
    return 0


def speak_utf8() -> None:
    """Names come in every script, whatever locale a cron job runs in."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
