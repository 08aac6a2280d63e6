"""Rules, start codes, conditions and the sponsor travel with series.toml, both ways."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from campaigns.models import Series, Step
from campaigns.series import library
from campaigns.series.changing_rules import Rules, change_conditions, change_rules
from campaigns.series.rules import SeriesRules
from campaigns.steps.conditions import Answered, Conditions
from clinic.refusal import Refusal

OWN = SeriesRules.read(
    {"window": "10:00-12:30", "weekdays": "mon,wed", "closed": ["2026-12-24"], "days_between": 3, "ends_after": 90}
)


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    return Path(shutil.copytree(Path(settings.LIBRARY) / "fibromyalgia", tmp_path / "fibromyalgia"))


def told() -> list[object]:
    series = Series.objects.get(slug="fibromyalgia")
    steps = [(step.lesson.slug, step.day, step.conditions) for step in series.way()]
    return [series.own_rules, series.sponsor, sorted(series.start_codes.values_list("system", "code")), steps]


def test_what_the_desk_changed_is_exported_and_loads_as_the_same(db, folder, now, tmp_path):
    library.load(folder, now, by="test")
    series = Series.objects.get()
    change_rules(
        series, Rules(OWN, (("ICD-10-CM", "M79.7"), ("visit type", "NEW PATIENT")), "A Foundation"), now, by="7"
    )
    change_conditions(Step.objects.get(position=4), Conditions(("en", "es"), Answered.WRONG, False, 5), now, by="7")
    before, out = told(), tmp_path / "out" / "fibromyalgia"
    library.export(Series.objects.get(), out)
    Step.ever.all().delete()
    Series.objects.all().delete()
    library.load(out, now, by="test")
    assert told() == before
    assert Series.objects.get().state == Series.State.DRAFT, "a sponsored series waits for its authorization"
    assert (
        (out / "series.toml")
        .read_text()
        .startswith((folder / "series.toml").read_text().split("[[starts]]")[0].rstrip())
    )


def test_loading_the_same_file_again_leaves_alone_what_the_desk_changed(db, folder, now):
    library.load(folder, now, by="test")
    change_rules(Series.objects.get(), Rules(OWN), now, by="7")
    before = told()
    library.load(folder, now, by="test")
    assert told() == before


@pytest.mark.parametrize(
    "faulty",
    ['[rules]\nwindow = "17:00-09:00"', '[rules]\ncolour = "red"', '[[starts]]\nsystem = "ICD-9"\ncode = "1"'],
    ids=["window", "unknown rule", "unknown system"],
)
def test_a_rule_that_cant_be_kept_loads_nothing_and_names_the_file(db, folder, now, faulty):
    file = folder / "series.toml"
    file.write_text(file.read_text().replace("[[steps]]", f"{faulty}\n\n[[steps]]", 1))
    with pytest.raises(Refusal, match=r"series\.toml.*Nothing was loaded"):
        library.load(folder, now, by="test")
    assert not Series.objects.exists()
