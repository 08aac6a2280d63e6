import pytest

from content.plain_language.you import in_ten, you_ratio


@pytest.mark.parametrize(
    ("markdown", "language", "share"),
    [
        ("You can rest. Pain is common.", "en", 0.5),
        ("**Walk** for 5 minutes. Don't run. It’s your body.", "en", 1.0),
        ("# You\n\nPain is common.", "en", 0.0),
        ("Camine despacio. El dolor es real. Su médico ayuda. Usted puede.", "es", 0.75),
        ("", "en", 0.0),
    ],
    ids=["half", "commands", "headings don't count", "spanish", "nothing"],
)
def test_sentences_that_speak_to_the_reader_are_counted(markdown: str, language: str, share: float) -> None:
    assert you_ratio(markdown, language) == share


def test_a_language_without_a_rule_has_no_ratio() -> None:
    assert you_ratio("Gehen Sie langsam.", "de") is None


def test_the_ratio_is_said_in_tenths() -> None:
    assert in_ten(0.87) == "9 in 10"
