"""docs/licences.md: every pinned package with its version and licence, as its own metadata states it. `python -m operations.licences` writes it.

`--check` writes nothing. Exit status 1: the page is out of date, or a licence isn't among those we accept.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import cast

BASE = Path(__file__).resolve().parent.parent
PAGE = BASE / "docs" / "licences.md"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)(?: ; (.*?))? \\$", re.MULTILINE)
ACCEPTED = {
    "0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CNRI-Python", "ISC", "MIT", "MIT-0", "MIT-CMU", "PSF-2.0",
    "MPL-1.1", "MPL-2.0",  # a changed file of theirs would have to stay open; we change none
    "LGPL-3.0-only",  # used as a library of its own, which anybody may replace: psycopg
}  # fmt: skip
NAMES = {
    "Apache 2.0": "Apache-2.0", "Apache Software License": "Apache-2.0", "BSD License": "BSD", "BSD license": "BSD", "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0", "The BSD 2-Clause License": "BSD-2-Clause",
    "pytest-django is released under the BSD (3-clause) license": "BSD-3-Clause",
}  # fmt: skip
# Whose metadata says nothing, or who are pinned for another system and so aren't installed: read from the package's own LICENSE file.
BY_FILE = {"axe-playwright-python": "MIT AND MPL-2.0", "colorama": "BSD-3-Clause"}
TOP = """# Licences

Aftervisit is under the Apache License 2.0 (`LICENSE`). This page lists every package it is pinned to, with the licence that the package's
own metadata states. `make licences` writes it, and a test compares it with what is pinned and installed. *BSD* stands where a package
doesn't say which of the BSD licences it means.

**psycopg** is under the LGPL 3.0: we use it as it is, as a library of its own that you may replace by another version, so it puts no condition on
our code or yours. It comes into play with PostgreSQL only. Of packages under the **MPL** we change no file. **tld** may be taken
under any of three licences; we take the MPL. Wheels carry libraries within them (OpenSSL and libpq in psycopg-binary, image libraries in
Pillow); their licences lie in the wheel.
"""
PARTS = (
    ("What the program runs with", ("cluster",)),
    ("What only its tests need", ("test",)),
)


@dataclass(frozen=True)
class Pin:
    name: str
    version: str
    only_where: str  # PEP 508; empty: everywhere


def pins(*files: str) -> list[Pin]:
    """Of requirements/FILE.txt, by name."""
    found = {
        name.lower(): Pin(name, version, where or "")
        for file in files
        for name, version, where in PINNED.findall((BASE / "requirements" / f"{file}.txt").read_text())
    }
    return [found[name] for name in sorted(found)]


def licence(pin: Pin) -> str:
    """As SPDX writes it, where the package lets us know; "unknown" where it doesn't."""
    if pin.name in BY_FILE:
        return BY_FILE[pin.name]
    try:
        return stated(cast(Message, metadata(pin.name)))  # it is one; its stated type knows less
    except PackageNotFoundError:
        return "unknown"


def stated(package: Message) -> str:
    """The licence expression (PEP 639), else the older field where it names one, else the classifiers, all of them."""
    if expression := package.get("License-Expression"):
        return str(expression)
    written = str(package.get("License") or "").strip()
    if short(written) in ACCEPTED:
        return short(written)
    classified = [
        str(one).split(" :: ")[-1] for one in package.get_all("Classifier") or [] if one.startswith("License")
    ]
    return " AND ".join(sorted({short(one) for one in classified} - {"OSI Approved"})) or "unknown"


def short(name: str) -> str:
    return NAMES.get(name, name)


def acceptable(expression: str) -> bool:
    """One of the alternatives, with all its parts."""
    return any(
        all(part.strip() in ACCEPTED for part in alternative.split(" AND ")) for alternative in expression.split(" OR ")
    )


def page() -> str:
    return "\n".join([TOP, *lines()])


def lines() -> Iterator[str]:
    listed: set[str] = set()
    for title, files in PARTS:
        yield f"## {title}\n\n| package | version | licence |\n|---|---|---|"
        for pin in pins(*files):
            if pin.name not in listed:
                yield f"| {pin.name} | {pin.version} | {licence(pin)} |"
        listed |= {pin.name for pin in pins(*files)}
        yield ""


def faults() -> list[str]:
    every = pins(*(file for _, files in PARTS for file in files))
    return [f"{pin.name}: {licence(pin)} isn't a licence we accept." for pin in every if not acceptable(licence(pin))]


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--check"]):
        sys.stderr.write("Usage: python -m operations.licences [--check]\n")
        return 2
    if not arguments:
        PAGE.write_text(page())
    out_of_date = (
        [] if PAGE.exists() and PAGE.read_text() == page() else ["docs/licences.md is out of date: make licences."]
    )
    found = [*faults(), *out_of_date]
    sys.stderr.writelines(f"{fault}\n" for fault in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
