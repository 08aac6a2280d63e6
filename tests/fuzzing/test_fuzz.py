"""A short run of `make fuzz`, the same every time: no damaged article crashes the import or loses a word."""

from random import Random

import pytest

from tests.fuzzing.mutations import mutated
from tests.fuzzing.trials import articles, faults_of, tried

ROUNDS = 25


@pytest.mark.parametrize("path", articles(), ids=lambda path: path.name)
def test_a_damaged_article_is_a_draft_or_a_refusal(path) -> None:
    data = path.read_bytes()
    found = [tried(path.name, mutated(path.name, data, Random(seed)), seed) for seed in range(ROUNDS)]
    assert [(trial.seed, trial.fault) for trial in found if trial.fault] == []
    assert any(not trial.refused for trial in found)


def test_the_same_seed_damages_a_file_in_the_same_way() -> None:
    assert mutated("a.txt", b"some words", Random(3)) == mutated("a.txt", b"some words", Random(3)) != b"some words"


def test_an_import_that_breaks_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzzing.trials.import_bytes", lambda *_: 1 / 0)
    assert "ZeroDivisionError" in tried("a.txt", b"some words", 1).fault
    assert faults_of([]) == ""
