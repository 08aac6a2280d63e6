import pytest
from django.core.exceptions import ValidationError

from patients.languages import clean_language


@pytest.mark.parametrize(
    ("raw", "tag"),
    [
        ("en", "en"), (" EN_us ", "en-US"), ("pt-br", "pt-BR"), ("es-419", "es-419"), ("zh-hant-tw", "zh-Hant-TW"),
        ("zh-TW", "zh-Hant-TW"), ("zh-US", "zh"), ("tl", "fil-PH"), ("so", "so"),
    ],
)  # fmt: skip
def test_a_language_is_stored_as_babel_knows_it(raw: str, tag: str) -> None:
    assert clean_language(raw) == tag
    assert clean_language(tag) == tag


@pytest.mark.parametrize("raw", ["", "english", "zz", "e", "en-", "en-US-x-private", "../en", "en.UTF-8", "ｅｎ"])
def test_what_is_no_known_language_is_refused(raw: str) -> None:
    with pytest.raises(ValidationError, match="such as en, es or pt-BR"):
        clean_language(raw)
