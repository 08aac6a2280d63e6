"""The house stands as it was drawn: imports run downward, files are small, and a few things are done in one way only."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parent.parent
ABOVE_CAMPAIGNS = {"campaigns", "content", "mailer", "patients", "clinic"}
MAY_IMPORT = {
    "config": {"staff", "portal", "api", "operations", "scheduler", *ABOVE_CAMPAIGNS},
    "staff": {"scheduler", *ABOVE_CAMPAIGNS},
    "portal": {"scheduler", *ABOVE_CAMPAIGNS},
    "api": {"scheduler", *ABOVE_CAMPAIGNS},
    "operations": {"scheduler", *ABOVE_CAMPAIGNS},
    "scheduler": ABOVE_CAMPAIGNS,
    "campaigns": {"content", "mailer", "patients", "clinic"},
    "content": {"mailer", "patients", "clinic"},
    "mailer": set(),
    "patients": set(),
    "clinic": set(),
}
PACKAGES = sorted(name for name in MAY_IMPORT if (BASE / name).is_dir())
SOURCES = sorted(path for name in PACKAGES for path in (BASE / name).rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted(path for path in (BASE / "templates").rglob("*") if path.suffix in {".html", ".j2", ".toml", ".txt"})
STATIC = sorted(
    path for path in (BASE / "static").rglob("*") if path.suffix in {".css", ".js", ".mjs", ".svg", ".html"}
)
VAGUE = re.compile(r"(^|_)(utils?|helpers?|common|manager|services?|handlers?|misc|stuff)(_|$)")


def where(path: Path) -> str:
    return str(path.relative_to(BASE))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def imported(path: Path) -> set[str]:
    """Packages of ours that this file imports anywhere, also inside functions and by their dotted path in a string."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{where(path)}:{node.lineno} imports relatively: write the whole path"
            found.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in {
            "import_string",
            "import_module",
        }:
            found |= {
                word.value.split(".")[0]
                for word in node.args
                if isinstance(word, ast.Constant) and isinstance(word.value, str)
            }
    return found & set(MAY_IMPORT)


def test_the_drawing_names_the_folders_there_are():
    assert {"campaigns", "clinic", "config", "content", "mailer", "patients", "scheduler"} <= set(PACKAGES)
    assert len(SOURCES) > 80 and len(TEMPLATES) > 10


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_run_downward_only(package):
    wrong = [
        f"{where(path)} imports {other}"
        for path in SOURCES
        if path.relative_to(BASE).parts[0] == package
        for other in sorted(imported(path) - MAY_IMPORT[package] - {package})
    ]
    assert wrong == []


def test_nobody_imports_the_tests():
    for path in SOURCES:
        names = {
            name
            for node in ast.walk(tree(path))
            if isinstance(node, ast.ImportFrom)
            for name in [(node.module or "").split(".")[0]]
        }
        assert "tests" not in names, where(path)


def defines_models(path: Path) -> bool:
    bases = [
        ast.unparse(base) for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef) for base in node.bases
    ]
    return any(re.fullmatch(r"(django\.db\.)?models\.Model|Model", base) for base in bases)


@pytest.mark.parametrize("package", ["scheduler", "mailer", "staff", "portal", "config"])
def test_only_the_domain_has_models(package):
    assert [
        where(path) for path in SOURCES if path.relative_to(BASE).parts[0] == package and defines_models(path)
    ] == []


def test_the_mailer_knows_no_database_and_no_settings():
    for path in (BASE / "mailer").rglob("*.py"):
        modules = {node.module or "" for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom)}
        assert not any(module.startswith(("django.db", "django.conf")) for module in modules), where(path)


def test_files_are_named_for_an_idea():
    assert [where(path) for path in SOURCES if VAGUE.search(path.stem)] == []


def test_no_file_is_too_long_to_be_understood():
    lengths = {where(path): len(path.read_text().splitlines()) for path in SOURCES}
    assert {name: lines for name, lines in lengths.items() if lines > 300} == {}


def test_pages_say_dates_through_the_locale():
    """strftime speaks the server's language, and Jinja2 localises nothing by itself."""
    pages = [
        *TEMPLATES,
        *(path for path in SOURCES if path.relative_to(BASE).parts[0] in {"staff", "portal"}),
        BASE / "config" / "pages.py",
    ]
    assert [where(path) for path in pages if "strftime(" in path.read_text()] == []


def test_the_slow_ways_to_write_rows_are_nowhere():
    called = [
        f"{where(path)}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"bulk_update", "abulk_update"}
    ]
    assert called == []


def test_nothing_sleeps_in_the_domain():
    sleeping = [
        f"{where(path)}:{node.lineno}"
        for path in SOURCES
        if path.relative_to(BASE).parts[0] in {"campaigns", "content", "mailer", "patients", "clinic"}
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"time.sleep", "sleep", "asyncio.sleep"}
    ]
    assert sleeping == []


def test_the_domain_is_told_what_time_it_is():
    """The clock is passed in: only commands, pages and the timer read it."""
    reading = re.compile(r"^(timezone\.now|datetime\.now|datetime\.utcnow|date\.today|datetime\.datetime\.now)$")
    domain = [
        path
        for path in SOURCES
        if path.relative_to(BASE).parts[0] in {"campaigns", "content", "mailer", "patients", "clinic"}
    ]
    wrong = [
        f"{where(path)}:{node.lineno}"
        for path in domain
        if "management" not in path.parts
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and reading.match(ast.unparse(node.func))
    ]
    assert wrong == []


OWN = re.compile(
    r"(https?:)?//(www\.)?(w3\.org|127\.0\.0\.1|localhost|[a-z0-9.-]+\.example|example\.(org|com|net)|schemas\.microsoft\.com)\b"
)
LOADS = re.compile(
    r"""(?:src|srcset|href|action|poster|data|background)\s*=\s*["']?\s*((?:https?:)?//[^"'\s>]+)|url\(\s*["']?((?:https?:)?//[^"')\s]+)|@import\s+["']((?:https?:)?//[^"']+)""",
    re.IGNORECASE,
)


@pytest.mark.parametrize("path", [*TEMPLATES, *STATIC], ids=where)
def test_nothing_is_loaded_from_a_third_party(path):
    text = path.read_text()
    loaded = [next(filter(None, match.groups())) for match in LOADS.finditer(text)]
    assert [url for url in loaded if not OWN.match(url)] == []


@pytest.mark.parametrize("path", [path for path in [*TEMPLATES, *STATIC] if path.suffix != ".svg"], ids=where)
def test_no_address_of_a_third_party_stands_in_a_template(path):
    found = re.findall(r"https?://[^\s\"'<>)]+", path.read_text())
    assert [url for url in found if not OWN.match(url)] == []
