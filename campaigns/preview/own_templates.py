"""Templates in an author's folder: they come before the shipped ones, and plain MJML without Jinja will do."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import jinja2
from jinja2.loaders import split_template_path

from mailer.compiling import environment

ENDINGS = (".mjml.j2", ".mjml")
SEEN = {".j2", ".mjml"}
NO_TEXT = ""  # lint then says that the text part is missing


def own_templates(folder: Path) -> list[str]:
    """The names of whole emails, without their endings: files that hold <mjml> or extend one that does."""
    found = (path for path in sorted(folder.glob("*.mjml*")) if path.name.endswith(ENDINGS) and path.is_file())
    return sorted({path.name.removesuffix(".j2").removesuffix(".mjml") for path in found if is_whole(path)})


def is_whole(path: Path) -> bool:
    text = path.read_text("utf-8", errors="replace")
    return "<mjml" in text and "{% block" not in text or "{% extends" in text


def templates_over(folder: Path, shipped: Path) -> jinja2.Environment:
    """Jinja sees by itself when a file was saved, but not when one now stands before another of its name."""
    return kept_environment(
        folder, shipped, tuple(sorted(path.name for path in folder.glob("*.*") if path.suffix in SEEN))
    )


@lru_cache(maxsize=4)
def kept_environment(folder: Path, shipped: Path, names: tuple[str, ...]) -> jinja2.Environment:
    """Reading all our templates takes 100 ms, and a page of the studio makes ten emails."""
    made = environment(folder)
    made.loader = OwnFirst([folder, shipped])
    return made


class OwnFirst(jinja2.FileSystemLoader):
    """NAME.mjml is read for NAME.mjml.j2, its braces as they are; a missing NAME.txt.j2 is an empty text part."""

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        own, plain = self.own(template), self.own(template.removesuffix(".j2"))
        if plain.is_file() and not own.is_file() and template.endswith((".mjml.j2", ".txt.j2")):
            text = plain.read_text("utf-8", errors="replace").replace("{% endraw %}", "")
            return "{% raw %}" + text + "{% endraw %}", str(plain), lambda: False
        try:
            return super().get_source(environment, template)
        except jinja2.TemplateNotFound:
            name = template.removesuffix(".txt.j2")
            if name == template or not any(self.own(name + ending).is_file() for ending in ENDINGS):
                raise
            return NO_TEXT, str(own), lambda: False

    def own(self, template: str) -> Path:
        """Raises TemplateNotFound for a name that leads out of the folder."""
        return Path(self.searchpath[0], *split_template_path(template))
