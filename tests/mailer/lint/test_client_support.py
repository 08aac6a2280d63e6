import json
from pathlib import Path

import pytest

from mailer.lint import client_support
from mailer.lint.client_support import features
from mailer.lint.client_support.derive import derived

HERE = Path(client_support.__file__).parent


@pytest.mark.parametrize(
    "html",
    ['<div style="display:flex">x</div>', '<div style="position:absolute">x</div>', '<div style="width:calc(1px + 2em)">x</div>',
     '<p style="color:rgba(0,0,0,1)">x</p>', '<p style="font-size:1.5rem">x</p>', '<p style="color:var(--ink)">x</p>',
     '<img src="cid:x.webp" alt="">', "<style>.a { float: left }</style>"],
)  # fmt: skip
def test_what_breaks_the_layout_somewhere_warns(found, html):
    assert ("warning", "client", "html") in found(html)


@pytest.mark.parametrize(
    "html",
    ['<p style="box-shadow:0 0 1px #112233">x</p>', "<style>a:hover { color: #112233 }</style>", "<p><abbr>x</abbr></p>",
     "<style>@keyframes x { from { top: 0 } }</style>", "<style>@media (orientation: landscape) { p { margin: 0 } }</style>",
     '<p loading="lazy">x</p>'],
)  # fmt: skip
def test_what_only_looks_plainer_somewhere_is_a_note(found, html):
    assert ("note", "client", "html") in found(html)


@pytest.mark.parametrize(
    "html",
    ['<p style="margin:0;padding:4px;border-radius:9px">x</p>', "<style>h1 { text-wrap: balance } li::marker { color: #112233 }</style>",
     '<p style="font-family:Segoe UI, rem(1)">x</p>', "<style>:root { color-scheme: light dark }</style>"],
)  # fmt: skip
def test_what_every_program_knows_or_can_do_without_is_fine(says, html):
    assert says("client", html) == []


def test_the_table_says_where_it_comes_from_and_each_silence_has_a_reason():
    table = json.loads((HERE / "table.json").read_text("utf-8"))
    assert "caniemail" in table["source"] and table["date"] >= "2026" and "MIT" in (HERE / "LICENCE").read_text("utf-8")
    assert all(one["clients"] and one["names"] for one in table["features"])
    quiet = [one["quiet"] for one in table["features"] if one["quiet"]]
    assert len(features()) == len(table["features"]) - len(quiet) and all(reason.endswith(".") for reason in quiet)


def test_the_newest_answer_of_a_chosen_client_counts():
    stats = {"gmail": {"ios": {"2019": "y", "2024": "n #1"}}, "outlook": {"windows": {"2019": "n", "2021": "a"}}}
    data = {"last_update_date": "2026-05-13 14:45", "data": [{"slug": "css-float", "title": "float", "stats": stats}]}
    choices = {"clients": {"gmail.ios": "Gmail", "outlook.windows": "Outlook"}, "breaks": {"slugs": ["css-float"]},
               "quiet": {}, "elsewhere": {"slugs": []}, "unasked": {"slugs": []}, "matches": {}}  # fmt: skip
    (feature,) = derived(data, choices, "1")["features"]
    assert feature == {"slug": "css-float", "title": "float", "kind": "property", "names": ["float"], "harm": "breaks",
                       "clients": ["Gmail"], "quiet": ""}  # fmt: skip
