"""The pictures of a series folder, in `media/` beside its lessons: those its lessons show, each under the name that binds it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from clinic.picture_files import read_clean
from clinic.pictures import CleanPicture
from clinic.refusal import Refusal
from content.figures import FOLDER
from content.lesson_text import LessonText


def read_media(folder: Path, lessons: Iterable[LessonText]) -> dict[str, CleanPicture]:
    """By name. A lesson may also show a picture that is in the clinic's collection already. Raises Refusal."""
    media = folder / FOLDER
    if media.is_symlink():
        raise Refusal(f"{FOLDER} is a symbolic link: put the folder itself beside the lessons")
    if not media.is_dir():
        return {}
    shown = {figure.name for text in lessons for figure in text.figures}
    return {file.name: read_one(file, shown) for file in sorted(media.iterdir()) if not file.name.startswith(".")}


def read_one(file: Path, shown: set[str]) -> CleanPicture:
    if file.is_symlink() or not file.is_file():
        raise Refusal(f"{FOLDER}{file.name} isn't a file: put the picture itself into the folder")
    if file.name not in shown:
        raise Refusal(f"{FOLDER}{file.name}: no lesson shows this picture, take it out or show it")
    return read_clean(file.name, file.read_bytes())


def write_media(folder: Path, pictures: Mapping[str, bytes]) -> None:
    if pictures:
        (folder / FOLDER).mkdir()
    for name, content in pictures.items():
        (folder / FOLDER / name).write_bytes(content)
