#!/usr/bin/env python3
"""Aftervisit's command line: python manage.py COMMAND. The commands are listed in README.md."""

import os
import sys


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.environment import Misconfigured

    try:
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
    except Misconfigured as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
