"""TOML read with faults that name file, line and cure."""

import re
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

_HEADER = re.compile(r"\s*\[\[?[\w.\s-]+\]\]?\s*(#.*)?$")


class LessonFault(ValueError):
    """A lesson or series file that can't be read: one sentence that names file, line and cure."""


@dataclass(frozen=True)
class Section:
    """One table of a TOML file, read with faults that name the line."""

    file: str
    source: list[str]
    start: int
    values: dict[str, Any]
    path: str = ""

    @classmethod
    def read(cls, toml: str, file: str, offset: int = 0) -> "Section":
        """`offset` is the number of lines of the file above the TOML."""
        try:
            return cls(file, [""] * offset + toml.split("\n"), offset, tomllib.loads(toml))
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"line (\d+)", str(error))
            line = int(place[1]) + offset if place else offset + toml.rstrip("\n").count("\n") + 1
            what = re.sub(r"\s*\(at .*\)$", "", str(error))
            raise LessonFault(f"{file}:{line}: this isn't valid TOML: {what}") from error

    def fault(self, sentence: str, key: str = "") -> LessonFault:
        return LessonFault(f"{self.file}:{self._line_of(key)}: {sentence}")

    def only(self, known: str) -> "Section":
        """Refuse keys that aren't among `known` (names apart by blanks)."""
        names = known.split()
        for key in self.values:
            if key not in names:
                near = get_close_matches(key, names, 1, 0.0)[0]
                raise self.fault(f"unknown key {self._named(key)}, did you mean {self._named(near)}?", key)
        return self

    def text(self, key: str, *, needed: bool = True) -> str:
        value = self.values.get(key, "")
        if not isinstance(value, str):
            raise self.fault(f"{self._named(key)} must be text in quotes", key)
        if needed and not value.strip():
            sentence = _("{part} is empty") if key in self.values else _("{part} is missing")
            raise self.fault(sentence.format(part=self._named(key)), key)
        return self._clean(value, key)

    def line(self, key: str, *, needed: bool = True) -> str:
        return " ".join(self.text(key, needed=needed).split())

    def lines(self, key: str, least: int, most: int | None) -> tuple[str, ...]:
        values = self.values.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
            raise self.fault(f"{self._named(key)} must be a list of texts, none of them empty", key)
        if len(values) < least or (most is not None and len(values) > most):
            if most is None:
                sentence = _("{part} needs at least {least} entries and has {n}")
            else:
                sentence = _("{part} needs {least} to {most} entries and has {n}")
            raise self.fault(sentence.format(part=self._named(key), least=least, most=most, n=len(values)), key)
        return tuple(" ".join(self._clean(value, key).split()) for value in values)

    def whole(self, key: str, kind: type) -> Any:
        if type(self.values.get(key)) is not kind:
            wanted = {bool: "true or false", int: "a whole number"}[kind]
            raise self.fault(f"{self._named(key)} must be {wanted}", key)
        return self.values[key]

    def section(self, key: str) -> "Section":
        value = self.values.get(key)
        if not isinstance(value, dict):
            raise self.fault(f"the table [{self._named(key)}] is missing", key)
        return self._inner(key, value, 0)

    def part(self, key: str) -> "Section":
        """As `section`, but an empty one where the table is missing."""
        return self.section(key) if key in self.values else self._inner(key, {}, 0)

    def sections(self, key: str) -> list["Section"]:
        values = self.values.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self.fault(f"write each of these as its own table [[{self._named(key)}]]", key)
        return [self._inner(key, value, place) for place, value in enumerate(values)]

    def _inner(self, key: str, value: dict[str, Any], place: int) -> "Section":
        path = self._named(key)
        heads = [n for n, line in enumerate(self.source) if re.match(rf"\s*\[\[?\s*{re.escape(path)}\s*\]", line)]
        start = heads[place] if place < len(heads) else self.start
        return Section(self.file, self.source, start, value, path)

    def _named(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def _clean(self, value: str, key: str) -> str:
        if unprintable(value):
            sentence = _("{part} holds a control character, please type it again")
            raise self.fault(sentence.format(part=self._named(key)), key)
        return value.strip()

    def _line_of(self, key: str) -> int:
        for number, line in enumerate(self.source[self.start :], self.start):
            if key and re.match(
                rf"""\s*["']?{re.escape(key)}["']?\s*[=.]|\s*\[\[?{re.escape(self._named(key))}\]""", line
            ):
                return number + 1
            if number > self.start and self.path and _HEADER.match(line):
                break
        return self.start + 1


def unprintable(text: str) -> bool:
    return any(ord(character) < 32 and character not in "\n\t" or character == "\x7f" for character in text)
