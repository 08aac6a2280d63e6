from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.plain_language.lesson_prose import prose_of_lesson
from content.plain_language.medical_terms import meanings
from content.plain_language.remarks import remarks_in, remarks_on

LIBRARY = Path(__file__).parents[3] / "content" / "library"
LONG = (
    "On a bad day when your pain is worse than usual and you feel that you cannot do what you planned, do less but go."
)


def found(kind: str, markdown: str, language: str = "en") -> list[tuple[str, str]]:
    return [(markdown[r.start : r.end], r.better) for r in remarks_on(markdown, language) if r.kind == kind]


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*/[0-9]*.md")), ids=lambda path: path.stem)
def test_nothing_is_remarked_in_a_shipped_lesson(path: Path) -> None:
    assert remarks_in(prose_of_lesson(path.read_text("utf-8")), "en") == []


@pytest.mark.parametrize(
    ("written", "words", "better"),
    [
        ("Use it prior to bed.", "prior to", "before"),
        ("Prior to bed, read.", "Prior to", "Before"),
        ("PRIOR TO BED", "PRIOR TO", "BEFORE"),
        ("We utilized ice.", "utilized", "used"),
        ("It was administered twice.", "administered", "given"),
        ("She administered it.", "administered", "gave"),
        ("They've obtained a form.", "obtained", "gotten"),
        ("It facilitates sleep.", "facilitates", "helps"),
        ("Your physicians know.", "physicians", "doctors"),
        ("It is *musculoskeletal*.", "musculoskeletal", "muscle and joint"),
        ("Wait **prior**\nto lunch.", "prior**\nto", "before"),
        ("A bacterial cause and bacteria.", "bacteria", "germs"),
        ("This is significantly better.", "significantly", "much"),
        ("In the event that it hurts, stop.", "In the event that", "If"),
    ],
    ids=lambda value: value[:20].strip().lower() if " " in value else "",
)
def test_hard_words_get_plainer_ones_in_their_form_and_case(written: str, words: str, better: str) -> None:
    assert (words, better) in found("hard", written)


def test_the_longest_phrase_wins() -> None:
    assert found("hard", "Adverse effects in addition to fever.") == [
        ("Adverse effects", "Side effects"),
        ("in addition to", "besides"),
    ]


def test_spanish_has_its_own_words() -> None:
    assert found("hard", "Utilizar los medicamentos con el fin de dormir.", "es") == [
        ("Utilizar", "Usar"), ("medicamentos", "medicinas"), ("con el fin de", "para"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "written",
    [
        "A [link](https://example.org/utilize) here.",
        "Hello {utilize}.",
        "The utilizer came.",
        "Use a pre-administer step.",
    ],
    ids=["address", "merge field", "part of a word", "part of a compound"],
)
def test_what_is_no_word_is_no_hard_word(written: str) -> None:
    assert found("hard", written) == []


def test_long_sentences_are_told_from_very_long_ones() -> None:
    words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    for count, kinds in ((20, []), (21, ["long"]), (25, ["long"]), (26, ["very long"])):
        sentence = " ".join((words * 3)[:count]) + "."
        assert [remark.kind for remark in remarks_on(sentence, "en")] == kinds


def test_a_long_sentence_is_marked_from_its_first_word_to_its_stop() -> None:
    markdown = f"Rest well.\n\n- **{LONG}** Then sleep.\n"
    [(words, better)] = found("long", markdown)
    assert (words, better) == (LONG, "")
    [remark] = [remark for remark in remarks_on(markdown, "en") if remark.kind == "long"]
    assert remark.said.startswith("25 words in one sentence") and "Split it at “and”" in remark.said


def test_a_paragraph_of_more_than_3_sentences_is_marked_but_a_list_is_not() -> None:
    assert found("paragraph", "One is. Two are. Three are.") == []
    assert found("paragraph", "One is. Two are. Three are. Four are.") == [
        ("One is. Two are. Three are. Four are.", "")
    ]
    assert found("paragraph", "- One is. Two are. Three are. Four are.") == []


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Exercise was recommended more strongly.", "was recommended"),
        ("Exercise was **strongly** recommended.", "was **strongly** recommended"),
        ("The pill must not be taken at night.", "must not be taken"),
        ("It has been shown to help.", "has been shown"),
        ("Your leg isn’t treated yet.", "isn’t treated"),
        ("You get sent a letter.", "get sent"),
    ],
    ids=["plain", "adverb in bold", "modal", "perfect", "contraction", "get"],
)
def test_passive_voice_is_found(written: str, words: str) -> None:
    assert found("passive", written) == [(words, "")]


@pytest.mark.parametrize(
    "written",
    [
        "You are tired.", "They were worried and interested.", "I am married.", "There is need for rest.", "It is called a flare.",
        "The bed is red.", "Is hundred enough?", "You are hurt.", "We recommended it.",
    ],
    ids=["tired", "worried", "married", "need", "called", "red", "hundred", "hurt", "active"],
)  # fmt: skip
def test_states_and_actives_are_no_passives(written: str) -> None:
    assert found("passive", written) == []


def test_a_passive_with_its_agent_says_where_to_begin() -> None:
    [remark] = remarks_on("Moving was recommended by European experts.", "en")
    assert remark.said == "“was recommended” is passive. Begin with “European experts”."


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("El estudio fue hecho en México.", ["fue hecho"]),
        ("La pastilla ha sido aprobada.", ["ha sido aprobada"]),
        ("Se recomienda caminar.", ["Se recomienda"]),
        ("La guía es escrita por expertos.", ["es escrita"]),
        ("El dolor es complicado.", []),
        ("Usted se siente cansado.", []),
    ],
    ids=["fue", "ha sido", "se", "por", "adjective", "reflexive"],
)
def test_spanish_passives_are_found_when_certain(written: str, words: list[str]) -> None:
    assert [text for text, _ in found("passive", written, "es")] == words


@pytest.mark.parametrize(
    "written",
    [
        "Numbing medicine near a nerve (nerve block) may help.",
        "A nerve block (numbing medicine near a nerve) may help.",
        "Neuropathy means harm to nerves.",
        "Neuropathy is a kind of nerve harm.",
        "This is called neuropathy.",
        "Your nerves may be harmed. That brings numbness and tingling in neuropathy.",
        "Neuropathy, or nerve harm, is common.",
        "## Neuropathy\n\nHarm to nerves (neuropathy) hurts.",
    ],
    ids=["in brackets", "before brackets", "means", "is a", "called", "in other words", "or", "heading first"],
)
def test_a_term_with_its_meaning_is_defined(written: str) -> None:
    assert found("undefined", written) == []


def test_a_term_without_its_meaning_is_marked_once_where_it_comes_first() -> None:
    markdown = "You may have **neuropathies**. Neuropathy hurts."
    [remark] = remarks_on(markdown, "en")
    assert (remark.kind, markdown[remark.start : remark.end]) == ("undefined", "neuropathies")
    assert remark.said == f"“neuropathies” isn't explained. Say first: {meanings('en')['neuropathy']}."
    assert [text for text, _ in found("undefined", "La neuropatía duele mucho.", "es")] == ["neuropatía"]


def test_a_hard_word_that_is_a_term_too_is_remarked_once() -> None:
    [remark] = remarks_on("It is musculoskeletal.", "en")
    assert (remark.kind, remark.better) == ("hard", "muscle and joint")


def test_a_language_without_tables_gets_only_lengths() -> None:
    assert [remark.kind for remark in remarks_on(f"utilize neuropathy {LONG} was done", "de")] == ["very long"]


@settings(deadline=None)
@given(
    st.text()
    | st.lists(
        st.sampled_from(
            [
                "utilize",
                "was",
                "given",
                "neuropathy",
                "prior",
                "to",
                "(",
                ")",
                "**",
                "\n",
                "\n\n",
                "- ",
                "# ",
                "|",
                ". ",
                "ı",
                "ſ",
                "[a](b)",
                "{given_name}",
                "::: how-we-do-it-here x\n",
                "```",
                "se",
                "recomienda",
                "https://x.y",
                "İS",
                " ",
            ]  # fmt: skip
        )
    ).map(" ".join)
)
def test_any_text_can_be_remarked_on_and_every_place_holds_words(text: str) -> None:
    for language in ("en", "es", "ar"):
        for remark in remarks_on(text, language):
            assert 0 <= remark.start < remark.end <= len(text)
            assert text[remark.start : remark.end].strip() and remark.said
