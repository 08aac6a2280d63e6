"""Files that mj-include names: in the templates folder only, however the path is dressed up."""

from pathlib import Path, PurePosixPath

from mailer.mjml.page import cleaned

NEVER_IN_A_PATH = ("%", "\\", ":", "\0", "~")


class Refused(ValueError):
    """Says why a file isn't included."""


class Includes:
    def __init__(self, folder: Path | None) -> None:
        self.folder = folder.resolve() if folder else None

    def read(self, path: str) -> str:
        """The file's text. Raises Refused."""
        if self.folder is None:
            raise Refused("Nothing may be included here.")
        if any(mark in path for mark in NEVER_IN_A_PATH):
            raise Refused(f"`{path}` isn't a plain path below the templates folder.")
        if path.startswith("/") or ".." in PurePosixPath(path).parts:
            raise Refused(f"`{path}` leads out of the templates folder.")
        return self._text(path, self.folder / path)

    def _text(self, path: str, file: Path) -> str:
        assert self.folder is not None
        try:
            real = file.resolve()
            if not real.is_relative_to(self.folder):
                raise Refused(f"`{path}` is a link that leads out of the templates folder.")
            if not real.is_file():
                raise Refused(f"There is no file `{path}` in the templates folder.")
            return cleaned(real.read_text(encoding="utf-8-sig"))
        except UnicodeDecodeError:
            raise Refused(f"`{path}` isn't written in UTF-8.") from None
        except (OSError, RuntimeError):  # a circle of links, no right to read
            raise Refused(f"`{path}` can't be read.") from None
