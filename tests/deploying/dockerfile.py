"""The Dockerfile, read and performed in a folder, since no container can be started where the tests run.

Each instruction does what Docker's reference says of it, with these differences: a path of the image lies below the folder of its stage,
pip may use this machine's cache, and `chown` and `apt-get` only note what they were asked, as it takes a root to do it.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

BASE = Path(__file__).parents[2]
DOCKERFILE = BASE / "deploy" / "Dockerfile"
OF_THE_IMAGE = re.compile(
    r"(?<![\w./-])/(?=(?:opt|app|data|tmp|var)\b)"
)  # not /usr, /bin and /dev, which every machine has


@dataclass
class Instruction:
    word: str
    rest: str


def instructions() -> list[Instruction]:
    lines = [line for line in DOCKERFILE.read_text().splitlines() if line.strip() and not line.startswith("#")]
    whole = "\n".join(lines).replace("\\\n", " ")
    return [
        Instruction(word.upper(), rest.strip())
        for word, _, rest in (line.partition(" ") for line in whole.splitlines())
    ]


def ignored() -> list[tuple[bool, re.Pattern[str]]]:
    """(let in, pattern), in order: the last that matches a path or a folder above it decides (.dockerignore)."""
    lines = (BASE / ".dockerignore").read_text().splitlines()
    rules = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return [(rule.startswith("!"), as_pattern(rule.removeprefix("!").strip("/"))) for rule in rules]


def as_pattern(rule: str) -> re.Pattern[str]:
    written = re.escape(rule).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
    return re.compile(f"{written}(?:/.*)?")


def gets_in(path: str, rules: list[tuple[bool, re.Pattern[str]]]) -> bool:
    into = True
    for let_in, pattern in rules:
        if pattern.fullmatch(path):
            into = let_in
    return into


def files_of_the_image() -> list[str]:
    """What `COPY . .` would bring from this folder, as it lies here now."""
    rules, found = ignored(), []
    for folder, folders, files in os.walk(BASE):
        folders[:] = [name for name in folders if name not in (".git", ".venv", "node_modules")]
        here = Path(folder).relative_to(BASE)
        found += [str(here / name) for name in files if gets_in(str(here / name), rules)]
    return sorted(found)


@dataclass
class Stage:
    root: Path
    env: dict[str, str] = field(default_factory=dict)
    workdir: str = "/"
    user: str = ""
    volumes: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)

    def inside(self, text: str) -> str:
        return OF_THE_IMAGE.sub(f"{self.root}/", text)

    def surroundings(self, **more: str) -> dict[str, str]:
        return {**{name: self.inside(value) for name, value in self.env.items()}, **more}

    def folder(self) -> Path:
        return Path(f"{self.root}{self.workdir}")

    def start(self, words: list[str], **more: str) -> subprocess.Popen[str]:
        """A process as the container would have it: its own environment and nothing of ours."""
        return subprocess.Popen(
            words, cwd=self.folder(), env=self.surroundings(**more), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )  # fmt: skip


def build(folder: Path) -> Stage:
    """Perform every instruction. The last stage, as it stands then. Raises CalledProcessError."""
    stages: dict[str, Stage] = {}
    stage = Stage(folder)
    for one in instructions():
        match one.word:
            case "FROM":
                name = one.rest.partition(" AS ")[2] or str(len(stages))
                stage = stages[name] = Stage(folder / name)
                (stage.root / "tmp").mkdir(parents=True)
            case "ENV":
                stage.env |= dict(word.split("=", 1) for word in shlex.split(one.rest))
            case "WORKDIR":
                stage.workdir = one.rest
                stage.folder().mkdir(parents=True, exist_ok=True)
            case "COPY":
                copy(stage, one.rest.split(), stages)
            case "RUN":
                perform(stage, one.rest, folder)
            case "USER":
                stage.user = one.rest
            case "VOLUME":
                stage.volumes.append(one.rest)
            case "CMD":
                stage.command = json.loads(one.rest)
            case "HEALTHCHECK":
                stage.health = json.loads(one.rest.partition("CMD ")[2])
            case "EXPOSE":
                pass
            case other:
                raise AssertionError(f"{other} isn't known here: teach it what it does")
    return stage


def copy(stage: Stage, words: list[str], stages: dict[str, Stage]) -> None:
    if words[0].startswith("--from="):
        taken, (source, target) = stages[words[0].partition("=")[2]], words[1:]
        Path(f"{stage.root}{target}").parent.mkdir(parents=True, exist_ok=True)
        Path(f"{taken.root}{source}").rename(f"{stage.root}{target}")  # that stage is done with
        return
    source, target = words
    assert target.endswith("/") or target == ".", "a folder, to be clear"
    wanted = [path for path in files_of_the_image() if source == "." or path == source]
    assert wanted, f"COPY {source} finds nothing"
    for path in wanted:
        to = stage.folder() / target / (path if source == "." else PurePosixPath(path).name)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(BASE / path, to)


def perform(stage: Stage, line: str, folder: Path) -> None:
    noting = folder / "noting"
    noting.mkdir(exist_ok=True)
    for program, notes in (("chown", "chowned"), ("apt-get", "packages")):
        (noting / program).write_text(f'#!/bin/sh\necho "$@" >> {folder}/{notes}\n')
        (noting / program).chmod(0o755)
    ours = {
        name: value for name, value in os.environ.items() if name.startswith("PIP_") or name.lower().endswith("_proxy")
    }
    more = {"HOME": os.environ.get("HOME", "/"), "LANG": "C.UTF-8", **ours}
    before = [
        str(noting),
        stage.inside(stage.env.get("PATH", "")),
        str(Path(sys.executable).parent),
        "/usr/bin",
        "/bin",
    ]
    done = {**stage.surroundings(), **more, "PATH": ":".join(filter(None, before))}
    done.pop("PIP_NO_CACHE_DIR", None)
    subprocess.run(["sh", "-ec", stage.inside(line)], cwd=stage.folder(), env=done, check=True)
