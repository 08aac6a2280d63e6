"""Where the code gives a message its state, found in its syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

OTHERS = {"Enrolment", "Newsletter", "Series"}  # their states are their own


def writers(source: str) -> Iterator[tuple[str, int]]:
    """The function (or "") and the line of every write that could change a message's state past `Message.move`."""
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for node in ast.walk(tree):
        if writes_state(node):
            line = getattr(node, "lineno", 0)
            inside = [one for one in functions if one.lineno <= line <= (one.end_lineno or 0)]
            yield max(inside, key=lambda one: one.lineno).name if inside else "", line


def writes_state(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="update" | "update_or_create" | "get_or_create"), keywords=keywords):
            return any(one.arg == "state" and not of_others(one.value) for one in keywords)
        case ast.Call(func=ast.Attribute(attr="bulk_update")):
            return True
        case ast.Call(func=ast.Name("update_each"), args=[ast.Name("Message"), fields, *_]):
            return "state" in ast.dump(fields)
        case ast.Assign(targets=targets, value=value):
            return any(isinstance(one, ast.Attribute) and one.attr == "state" for one in targets) and not of_others(
                value
            )
        case ast.Constant(value=str(text)):
            return "update campaigns_message" in text.lower()
    return False


def of_others(value: ast.expr) -> bool:
    """Such as `Enrolment.State.ENDED`."""
    while isinstance(value, ast.Attribute | ast.Call):
        value = value.func if isinstance(value, ast.Call) else value.value
    return isinstance(value, ast.Name) and value.id in OTHERS


def python_files(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in folder.rglob("*.py") if "migrations" not in path.parts)
