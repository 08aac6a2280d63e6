"""Plain text: what is a heading, an item, a paragraph, when nothing marks it."""

import pytest

from .outlines import imported, only_section, rows, titles


def test_a_numbered_heading_becomes_a_child_of_the_last_unnumbered_one() -> None:
    text = "Guide\n\nIntro text.\n\nCauses\n\nThere are two.\n\n1. Nerves\n\nThey fire.\n\n2. Sleep\n\nIt is poor.\n\n"
    text += "Care\n\nThere is care.\n\n1. Heat\n\nIt warms."
    assert titles(imported(text)) == [
        (1, "Guide"), (2, "Causes"), (3, "1. Nerves"), (3, "2. Sleep"), (2, "Care"), (3, "1. Heat"),
    ]  # fmt: skip


def test_numbers_right_under_the_title_are_its_children_even_with_headings_between() -> None:
    text = "5 Ways to Sleep Better\n\nSleep helps.\n\n1. Keep Hours\n\nGo to bed at ten.\n\nWhy It Works\n\nHabit.\n\n"
    text += "2. Make It Dark\n\nUse curtains."
    assert titles(imported(text)) == [
        (1, "5 Ways to Sleep Better"), (2, "1. Keep Hours"), (2, "Why It Works"), (2, "2. Make It Dark"),
    ]  # fmt: skip


def test_numbers_with_points_nest_one_deeper_for_each() -> None:
    text = "Guide\n\nIntro.\n\n1. Causes\n\nMany.\n\n1.1 Nerves\n\nThey fire.\n\n1.2 Sleep\n\nPoor.\n\n2. Care\n\nSome."
    assert [level for level, _ in titles(imported(text))] == [1, 2, 3, 3, 2]


def test_numbered_lines_next_to_each_other_are_a_list() -> None:
    article = imported("Steps to Take\n\nDo this:\n\n1. Sit down\n\n2. Breathe in\n\n3. Breathe out\n\nThen rest.")
    assert rows(article) == [(1, "Steps to Take", 2, 3)]


def test_a_number_inside_a_sentence_starts_no_list() -> None:
    text = "Your temperature may rise to a level that is more than\n98.6 degrees, and your weight by\n3. That is a lot."
    section = only_section(imported(text))
    assert (len(section.paragraphs), len(section.bullets)) == (1, 0)
    assert "98.6 degrees" in section.paragraphs[0]
    assert only_section(imported("Some facts.\n\n98.6 degrees is normal.")).paragraphs[1] == "98.6 degrees is normal."


@pytest.mark.parametrize("mark", ["-", "*", "•", "–", "o", "+"])
def test_each_kind_of_bullet_makes_an_item(mark: str) -> None:
    article = imported(f"Symptoms\n\nYou may feel:\n\n{mark} tired\n{mark} sore\n\n{mark} low")
    (section,) = article.outline.sections
    assert section.bullets == ["tired", "sore", "low"]


def test_a_dash_inside_a_wrapped_sentence_starts_no_item() -> None:
    section = only_section(imported("The pain comes and goes in many of the people we see\n– and it is real."))
    assert section.bullets == []


def test_wrapped_items_and_items_inside_items_are_understood() -> None:
    text = "Causes\n\nBack pain has causes:\n\n  * lifting something heavy in a bad way, for\n    example a box\n"
    text += "  * a slipped disc\n      - rare under 30\n"
    (lesson,) = imported(text).lessons
    assert lesson.body_markdown == (
        "Back pain has causes:\n\n- lifting something heavy in a bad way, for example a box\n- a slipped disc\n"
        "    - rare under 30\n"
    )


def test_lines_wrapped_at_a_width_are_one_paragraph_and_new_ones_stay_apart() -> None:
    text = "Most people have back pain at some time in their life. It often gets\nbetter within a few weeks.\n"
    text += "A new paragraph starts here, on a line of its own, and it is wrapped\nas well."
    assert [p.split()[-1] for p in only_section(imported(text)).paragraphs] == ["weeks.", "well."]


def test_a_word_broken_by_a_hyphen_is_whole_again_and_listed() -> None:
    article = imported("There is no need for treat-\nment today, but long-\nterm care and well-\nbeing count.")
    assert only_section(article).paragraphs == [
        "There is no need for treatment today, but long-term care and well-being count."
    ]
    assert {mend["after"] for mend in article.as_json()["mended"]} == {"treatment", "long-term", "well-being"}


def test_a_hyphen_stays_where_the_article_writes_one_elsewhere() -> None:
    article = imported("A nurse-led clinic helps. Ask for the nurse-\nled clinic.")
    assert only_section(article).paragraphs == ["A nurse-led clinic helps. Ask for the nurse-led clinic."]


def test_a_line_that_leads_into_a_list_is_no_heading() -> None:
    assert titles(imported("Migraine\n\nIt hurts.\n\nPatients May Feel:\n\n- sick\n- dizzy")) == [(1, "Migraine")]


@pytest.mark.parametrize(
    "heading", ["What happens next", "When Is It Urgent?", "WHAT HELPS", "**What helps most**", "What Helps:"]
)
def test_signs_of_a_heading_without_marks(heading: str) -> None:
    text = f"Migraine\n\nIt hurts.\n\n{heading}\n\nYou will get a letter from us."
    assert titles(imported(text))[1] == (2, heading.replace("**", ""))


@pytest.mark.parametrize(
    "line",
    [
        "It hurts a lot.",
        "and then it went on",
        "“I could not sleep”",
        "A line of this length has far too many words in it to be a heading of anything at all",
        "First, second, third,",
    ],
)
def test_what_is_no_heading(line: str) -> None:
    assert titles(imported(f"Migraine\n\nIt hurts.\n\n{line}\n\nYou will get a letter from us.")) == [(1, "Migraine")]


def test_a_heading_right_above_its_text_is_seen_too() -> None:
    text = (
        "Migraine\nA migraine is a type of headache. It can make you feel unwell.\n\nWhen to see a GP\nSee a GP today."
    )
    assert titles(imported(text)) == [(1, "Migraine"), (2, "When to see a GP")]


def test_headings_in_capitals_stand_above_others() -> None:
    text = "BACK PAIN\n\nIt is common.\n\nCAUSES\n\nThere are many.\n\nCommon Myths\n\nBed rest helps.\n\nCARE\n\nMove."
    assert titles(imported(text)) == [(1, "BACK PAIN"), (2, "CAUSES"), (3, "Common Myths"), (2, "CARE")]


def test_markdown_headings_in_plain_text_are_understood() -> None:
    text = "# Migraine\n\nIt hurts.\n\nCauses\n------\n\nMany.\n\n### Food\n\nSome."
    assert titles(imported(text)) == [(1, "Migraine"), (2, "Causes"), (3, "Food")]


def test_an_address_is_one_paragraph_and_no_headings() -> None:
    section = only_section(imported("Come and see us any day.\n\nPain Clinic\n12 Main St\nSpringfield, IL 62701"))
    assert section.paragraphs[1] == "Pain Clinic 12 Main St Springfield, IL 62701"


def test_a_list_without_bullets_is_not_taken_for_headings() -> None:
    text = "Bring\n\nYour Card\n\nYour Pills\n\nYour Glasses\n\nYour Letter\n\nYour List\n\nThen come to the desk."
    assert len(imported(text).outline.sections) <= 2


def test_text_after_a_dividing_line_at_the_end_is_a_section_of_its_own() -> None:
    article = imported("Migraine\n\nIt hurts.\n\n---\n\nThis article was written for you by us.")
    assert rows(article) == [(1, "Migraine", 1, 0), (2, "", 1, 0)]
    assert article.outline.sections[1].flags == ("boilerplate",)


def test_a_dividing_line_under_the_title_leaves_it_the_title() -> None:
    assert titles(imported("Migraine Care\n\n***\n\nIt hurts. We can help.")) == [(1, "Migraine Care")]


def test_an_article_without_headings_is_named_after_its_file() -> None:
    article = imported("It hurts. We can help you.\n\nCome and see us.", "back_pain-tips.txt")
    assert (article.outline.title, titles(article)) == ("Back pain tips", [(1, "")])
    assert [lesson.title for lesson in article.lessons] == ["Back pain tips"]


def test_rows_of_a_table_stay_apart() -> None:
    section = only_section(imported("Day | Dose\n--- | ---\nMonday | One pill\nTuesday | Two pills"))
    assert section.paragraphs == ["Day | Dose", "Monday | One pill", "Tuesday | Two pills"]
    assert section.words == 8


def test_code_in_an_article_is_only_text() -> None:
    text = "Braces\n\nUse {{ name }} or {% if x %} and <script>alert(1)</script> as {given_name} likes."
    (section,) = imported(text).outline.sections
    assert section.paragraphs == [text.split("\n\n")[1]]
    assert text.split("\n\n")[1] in imported(text).lessons[0].body_markdown
