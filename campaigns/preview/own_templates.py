"""Templates in an author's folder: they come before the shipped ones, and plain MJML without Jinja will do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import jinja2

from mailer.compiling import environment

ENDINGS = (".mjml.j2", ".mjml")
NO_TEXT = ""  # lint then says that the text part is missing


def own_templates(folder: Path) -> list[str]:
    """The names of whole emails, without their endings: files that hold <mjml> or extend one that does."""
    found = (path for path in sorted(folder.glob("*.mjml*")) if path.name.endswith(ENDINGS) and path.is_file())
    return sorted({path.name.removesuffix(".j2").removesuffix(".mjml") for path in found if is_whole(path)})


def is_whole(path: Path) -> bool:
    text = path.read_text("utf-8", errors="replace")
    return "<mjml" in text and "{% block" not in text or "{% extends" in text


def templates_over(folder: Path, shipped: Path) -> jinja2.Environment:
    made = environment(folder)
    made.loader = OwnFirst([folder, shipped])
    return made


class OwnFirst(jinja2.FileSystemLoader):
    """NAME.mjml is read for NAME.mjml.j2, its braces as they are; a missing NAME.txt.j2 is an empty text part."""

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        try:
            return super().get_source(environment, template)
        except jinja2.TemplateNotFound:
            plain = Path(self.searchpath[0], template.removesuffix(".j2"))
            if not template.endswith((".mjml.j2", ".txt.j2")) or ".." in plain.parts:
                raise
            if plain.is_file():
                text = plain.read_text("utf-8", errors="replace").replace("{% endraw %}", "")
                return "{% raw %}" + text + "{% endraw %}", str(plain), lambda: False
            if (
                template.endswith(".txt.j2")
                and Path(self.searchpath[0], template.replace(".txt.j2", ".mjml")).is_file()
            ):
                return NO_TEXT, str(plain), lambda: False
            raise
