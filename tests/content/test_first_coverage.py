"""The coverage map of a draft series reads back as the claims of its article."""

from pathlib import Path

from content.coverage import Fate, claims_of
from content.first_coverage import KEPT, first_coverage
from content.importing import import_article, import_bytes
from content.importing.first_split import first_split
from content.importing.split_steps import leave_out

PAGE = Path(__file__).parents[1] / "fixtures" / "articles" / "clinic-page.txt"


def test_each_paragraph_and_item_is_a_claim_with_its_lesson() -> None:
    split = first_split(import_article(PAGE).outline)
    claims = claims_of(first_coverage("Fibromyalgia", "Andrew Linn", split))
    assert [claim.claim for claim in claims] == [
        " ".join(block.text.replace("**", "").split()) for block in split.blocks
    ]
    assert [claim.article_line for claim in claims] == [str(block.line) for block in split.blocks]
    assert {claim.why for claim in claims if claim.fate is Fate.KEPT} == {KEPT}
    for claim, block in zip(claims, split.blocks, strict=True):
        assert claim.fate is (Fate.DROPPED if block.number in split.left_out else Fate.KEPT)
        assert claim.says == "" and (claim.fate is Fate.DROPPED or claim.lessons == (split.lesson_of(block.number),))
    assert [claim.why for claim in claims if claim.fate is Fate.DROPPED] == [
        "Dropped: promotional.",
        "Dropped: boilerplate.",
    ]


def test_a_reason_a_person_gave_is_told() -> None:
    split = leave_out(first_split(import_article(PAGE).outline), 1, "it isn't for patients.")
    assert claims_of(first_coverage("T", "", split))[0].why == "Dropped: it isn't for patients."


def test_bars_breaks_and_headings_in_an_article_stay_within_their_cells() -> None:
    text = "# A | B\n\n## References\n\nOne | two\\| three\n## References, R1\n\nA line\nand another. R1 says so.\n\n***\n\n!!!\n"
    split = first_split(import_bytes("a.md", text.encode()).outline)
    claims = claims_of(first_coverage("A | B", "", split))
    assert len(claims) == 2 and all(claim.references == () for claim in claims)
    assert claims[1].claim == "A line and another. R1 says so."
