"""`make screenshots`: the pictures of docs/pictures. `ARGS=emails` or `ARGS=desk` draws only those."""

from __future__ import annotations

import sys

from tests.screenshots import desk, emails
from tests.screenshots.drawing import browser

PARTS = {"emails": emails.draw_all, "desk": desk.draw_all}


def main(wanted: list[str]) -> int:
    if unknown := set(wanted) - set(PARTS):
        print(f"There is no part {', '.join(sorted(unknown))}: write some of {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    with browser() as chromium:
        for name in wanted or PARTS:
            PARTS[name](chromium)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
