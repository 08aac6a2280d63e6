"""Make table.json from caniemail's data and choices.toml. Run it when caniemail has news:

npm pack caniemail && tar xzf caniemail-*.tgz
python -m mailer.lint.client_support.derive package
"""

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
# caniemail's newest answer for a client: "n" it isn't known, "y" it is, "a" in part, "u" nobody has tried.
UNKNOWN = "n"


def derived(data: dict[str, Any], choices: dict[str, Any], version: str) -> dict[str, Any]:
    """Only what a chosen client doesn't know at all, and what no other rule of lint stops."""
    left_out = {*choices["elsewhere"]["slugs"], *choices["unasked"]["slugs"]}
    features = [_feature(one, choices) for one in data["data"] if one["slug"] not in left_out]
    return {
        "source": f"caniemail.com, by the npm package caniemail {version}",
        "date": data["last_update_date"][:10],
        "licence": "MIT, see LICENCE",
        "features": sorted((one for one in features if one), key=lambda one: one["slug"]),
    }


def _feature(feature: dict[str, Any], choices: dict[str, Any]) -> dict[str, Any]:
    slug = feature["slug"]
    clients = [name for client, name in choices["clients"].items() if _newest(feature, client) == UNKNOWN]
    kind, *names = choices["matches"].get(slug) or _by_slug(slug)
    if not clients or kind == "none":
        return {}
    harm = "breaks" if slug in choices["breaks"]["slugs"] else "plainer"
    made = {"slug": slug, "title": feature["title"].strip(), "kind": kind, "names": names, "harm": harm}
    return made | {"clients": clients, "quiet": choices["quiet"].get(slug, "")}


def _newest(feature: dict[str, Any], client: str) -> str:
    family, _, platform = client.partition(".")
    answers = list(feature["stats"].get(family, {}).get(platform, {}).values())
    return answers[-1].split()[0] if answers else ""


def _by_slug(slug: str) -> list[str]:
    kinds = {
        "css-at-": "at-rule", "css-pseudo-class-": "selector", "css-pseudo-element-": "selector",
        "css-function-": "function", "css-unit-": "unit", "css-selector-": "none", "css-": "property",
        "html-": "element", "image-": "image",
    }  # fmt: skip
    opening = next((one for one in kinds if slug.startswith(one)), "")
    name, kind = slug.removeprefix(opening), kinds.get(opening, "none")
    return [kind, {"css-pseudo-class-": ":", "css-pseudo-element-": "::"}.get(opening, "") + name]


def main(package: Path) -> None:
    data = json.loads((package / "data/caniemail.json").read_text("utf-8"))
    version = json.loads((package / "package.json").read_text("utf-8"))["version"]
    choices = tomllib.loads((HERE / "choices.toml").read_text("utf-8"))
    made = derived(data, choices, version)
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in made.pop("features"))
    head = json.dumps(made, ensure_ascii=False)[:-1]
    (HERE / "table.json").write_text(f'{head}, "features": [\n{lines}\n]}}\n', "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
