"""coverage.md is read as the change sheet a reviewer opens, and one row of it can be rewritten."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from content.coverage import Fate, claims_of, references_of, sheet_of, with_claim

LIBRARY = Path(__file__).parents[2] / "content/library/fibromyalgia"
SHIPPED = (LIBRARY / "coverage.md").read_text("utf-8")
SHEET = """# Where it went

### Sleep
| L | claim | where | the lesson says | what we did and why |
|--:|---|---|---|---|
| 3 | rest cures | – | | Dropped: no study shows it. |
| 4 | rest helps | 2 | Rest may help. | Softened: small studies (R1). |
| 5 | call us | 2, 3 | Call us. | Kept. |
| 6 | new words | 3 | | – |

#### Needles (lesson 4)
| L | claim | what we did and why |
|--:|---|---|
| 9 | they hurt | Corrected: some say so (R2–R3). |
| – | risks | Added: the article has none. |

## For the reviewer
| # | lesson | sentence | why it needs you |
|--:|---|---|---|
| 1 | all | "Call 911" | Your rule. |

## References
R1 Able, Journal 2001;1:1, doi 10.1000/182 · R2 Baker 2002, example.org/two · R3 Clay 2003
"""


def test_each_row_says_what_became_of_a_claim() -> None:
    fates = [(claim.claim, claim.fate, claim.lessons) for claim in claims_of(SHEET)]
    assert fates == [
        ("rest cures", Fate.DROPPED, (2,)),
        ("rest helps", Fate.SOFTENED, (2,)),
        ("call us", Fate.KEPT, (2, 3)),
        ("new words", Fate.OPEN, (3,)),
        ("they hurt", Fate.SOFTENED, (4,)),
        ("risks", Fate.ADDED, (4,)),
        ("", Fate.ADDED, (2, 3, 4)),
    ]


def test_the_sheet_of_a_lesson_puts_what_is_kept_last() -> None:
    assert [claim.fate for claim in sheet_of(SHEET, 2)] == [Fate.DROPPED, Fate.SOFTENED, Fate.ADDED, Fate.KEPT]


def test_references_are_found_by_their_numbers() -> None:
    assert {name: one.url for name, one in references_of(SHEET).items()} == {
        "R1": "https://doi.org/10.1000/182", "R2": "https://example.org/two", "R3": "",
    }  # fmt: skip
    hurt = next(claim for claim in claims_of(SHEET) if claim.claim == "they hurt")
    assert [one.short for one in hurt.references] == ["Baker 2002", "Clay 2003"]


def test_a_rewritten_row_leaves_every_other_byte() -> None:
    claim = claims_of(SHEET)[1]
    changed = with_claim(SHEET, replace(claim, why="Kept: a large study | 2020."), was=claim)
    lines = zip(SHEET.split("\n"), changed.split("\n"), strict=True)
    assert [now for was, now in lines if was != now] == [
        r"| 4 | rest helps | 2 | Rest may help. | Kept: a large study \| 2020. |"
    ]
    assert claims_of(changed)[1].fate is Fate.KEPT


def test_a_row_that_somebody_changed_meanwhile_is_not_overwritten() -> None:
    claim = claims_of(SHEET)[1]
    changed = with_claim(SHEET, replace(claim, why="Kept."), was=claim)
    with pytest.raises(KeyError):
        with_claim(changed, replace(claim, why="Dropped."), was=claim)


def test_a_changed_claim_has_another_key() -> None:
    claim = claims_of(SHEET)[0]
    assert replace(claim, why="Dropped: other reason.").key != claim.key
    assert replace(claim, line=99).key == claim.key


def test_every_shipped_lesson_has_a_sheet() -> None:
    assert all(sheet_of(SHIPPED, lesson) for lesson in range(1, 9))
    assert not [claim for claim in claims_of(SHIPPED) if claim.fate is Fate.OPEN]


def test_what_the_reviewer_is_asked_about_stands_in_a_lesson_it_names() -> None:
    lessons = {int(path.name[:2]): words_of(path) for path in LIBRARY.glob("[0-9]*.md")}
    asked = SHIPPED.partition("## For the reviewer")[2].partition("## Spanish")[0]
    rows = re.findall(r"^\| *\d+ \| (.*?) \| (.*?) \|", asked, re.MULTILINE)
    assert len(rows) > 20
    for where, said in rows:
        named = [lessons[int(number)] for number in re.findall(r"\d+", where)] or list(lessons.values())
        for words in re.findall(r'"([^"]+)"', said):
            assert all(any(part.rstrip(".") in lesson for lesson in named) for part in words.split(" … ")), words


def words_of(path: Path) -> str:
    return " ".join(path.read_text("utf-8").replace("**", "").split())


def test_rewriting_a_shipped_row_as_it_is_changes_nothing() -> None:
    for claim in claims_of(SHIPPED):
        assert (
            with_claim(SHIPPED, claim, was=claim).split("\n")[: claim.line - 1] == SHIPPED.split("\n")[: claim.line - 1]
        )
        assert claims_of(with_claim(SHIPPED, claim, was=claim)) == claims_of(SHIPPED)


def test_a_text_without_tables_has_no_claims() -> None:
    assert claims_of("") == claims_of("# Words\n\nNothing | here.") == []
