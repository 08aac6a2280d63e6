"""A series' own series.toml, kept in step with its rows: what was written above the first table stays byte for byte, the tables are written anew."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from campaigns.models import Series
from content.lesson_file import toml_text

TABLE = re.compile(r"^\[\[?[A-Za-z_]", re.MULTILINE)  # as we write them; lines of a list stand indented


def write_source(series: Series) -> None:
    series.source = source_of(series)
    Series.objects.filter(pk=series.pk).update(source=series.source)


def source_of(series: Series) -> str:
    """series.toml as the rows say it."""
    lines = [*rules(series), *starts(series)]
    for step in series.way():
        lines += [
            "",
            "[[steps]]",
            f"lesson = {toml_text(step.lesson.slug)}",
            f"day = {step.day}",
            *settings(step.meant_for.as_json()),
        ]
    return head(series) + "\n".join([*lines, ""]).removeprefix("\n")


def head(series: Series) -> str:
    """The lines above the first table, with their comments; written from the rows where there is no file."""
    above = series.source[: first_table(series.source)].rstrip() if series.source else ""
    if above:
        return above + "\n\n"
    told = {"title": series.title, "summary": series.summary or series.title, "language": series.language}
    return "\n".join([*settings(told), *settings({"private_words": series.private_words}), "", ""])


def first_table(source: str) -> int:
    found = TABLE.search(source)
    return found.start() if found else len(source)


def rules(series: Series) -> Iterator[str]:
    kept = {**series.rules.as_json(), **({"sponsor": series.sponsor} if series.sponsor else {})}
    if kept:
        yield from ("", "[rules]", *settings(kept))


def starts(series: Series) -> Iterator[str]:
    for one in series.start_codes.all():
        yield from ("", "[[starts]]", f"system = {toml_text(one.system)}", f"code = {toml_text(one.code)}")


def settings(kept: Mapping[str, Any]) -> Iterator[str]:
    for name, value in kept.items():
        yield f"{name} = {written(value)}"


def written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(written(one) for one in value)}]"
    return str(value) if isinstance(value, int) else toml_text(value)
