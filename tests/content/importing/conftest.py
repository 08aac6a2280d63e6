from pathlib import Path

import pytest

ARTICLES = Path(__file__).parents[2] / "fixtures" / "articles"


@pytest.fixture
def fibromyalgia() -> Path:
    return ARTICLES / "clinic-page.txt"


@pytest.fixture
def letters() -> Path:
    return ARTICLES / "plainlanguage_writing_effective_letters.md"
