from dataclasses import FrozenInstanceError

import pytest

from content.lesson_text import LessonFault, LessonText, content_hash, lesson_context, parse_lesson

WORDS = {"lesson": {"how_we_do_it_here": "How we do it here", "ask_us_how_we_do_it": "Ask us how we do it here."}}
FILE = """+++
title = "Rest before you need to"
goal = "You can plan a rest."
subject = "Lesson 5 of 8 is ready"
preheader = "A short read."
key_points = ["**Rest early.** Stop while you still feel OK."]
known = "It helps some people."
unknown = "We don't know which plan helps most."
sources = ["A guide, 2021."]

[action]
title = "Try this for 7 days"
steps = ["**Pick one job.**", "Time it once."]

[when_to_call]
emergency = "If you have chest pain."
crisis = "If you feel you can't go on."
clinic = "If your pain is new."

[question]
ask = "What is the best plan for today?"

[[question.answers]]
text = "Catch up"
right = false
why = "It makes sense to try."

[[question.answers]]
text = "Do a bit, then rest"
right = true
why = "It saves strength."
+++

On a good day, you may try
to do it all.

Then **you** may pay for it.
"""


def read(source: str = FILE) -> LessonText:
    return parse_lesson(source, "05-rest.md")


def fault(source: str) -> str:
    with pytest.raises(LessonFault) as raised:
        read(source)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_a_lesson_is_read_and_frozen() -> None:
    lesson = read()
    assert lesson.opening == "On a good day, you may try\nto do it all."
    assert lesson.body == "Then **you** may pay for it."
    assert lesson.question.answers[1].right and lesson.source == FILE
    assert lesson.words == 83 and lesson.minutes == 1
    with pytest.raises(FrozenInstanceError):
        lesson.title = "x"  # type: ignore[misc]


def test_reading_time_is_rounded_up() -> None:
    assert read(FILE + "\nmore " * 130).minutes == 2


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("+++\ntitle", "title", "05-rest.md:1: the file must start with a line +++"),
        ("+++\n\nOn a", "\nOn a", "a second line +++ is missing"),
        ('title = "Rest', "title = Rest", "05-rest.md:2: this isn't valid TOML"),
        ('[action]\n', '[action\n', "05-rest.md:11: this isn't valid TOML"),
        ('title = "Rest before you need to"', 'title = "  "', "05-rest.md:2: title is empty"),
        ('goal = "You can plan a rest."\n', "", "05-rest.md:2: goal is missing"),
        ("key_points", "key_point", "05-rest.md:6: unknown key key_point, did you mean key_points?"),
        ("crisis =", "crises =", "05-rest.md:17: unknown key when_to_call.crises, did you mean when_to_call.crisis?"),
        ("[when_to_call]", "[when_to_cal]", "unknown key when_to_cal, did you mean when_to_call?"),
        ('right = false', 'right = "no"', "05-rest.md:25: question.answers.right must be true or false"),
        ("right = false", "right = true", "05-rest.md:23: exactly one answer must have right = true, here 2 have"),
        ("right = true", "right = false", "exactly one answer must have right = true, here 0 have"),
        ('why = "It saves strength."', 'why = ""', "05-rest.md:31: question.answers.why is empty"),
        ('"**Pick one job.**", "Time it once."', '"a", "b", "c", "d", "e"', "05-rest.md:13: action.steps needs 1 to 4 entries and has 5"),
        ('["A guide, 2021."]', '"A guide"', "05-rest.md:9: sources must be a list of texts"),
        ("On a good day", "## On a good day", "must start with a paragraph"),
        ("Then **you**", "Then \x08you", "05-rest.md:37: this line holds a control character"),
        ("A short read.", "A \\u0000 read.", "05-rest.md:5: preheader holds a control character"),
        ("Then **you**", "::: how-we-do-it-here\nThen", "05-rest.md:37: write ::: how-we-do-it-here NAME"),
        ("Then **you**", "::: note x\nThen", "05-rest.md:37: write ::: how-we-do-it-here NAME"),
        ("Then **you**", "::: how-we-do-it-here a\nThen", "isn't ended by a line :::"),
    ],
)  # fmt: skip
def test_a_fault_names_the_line_and_the_cure(old: str, new: str, says: str) -> None:
    assert old in FILE
    assert says in fault(FILE.replace(old, new, 1))


def test_a_question_without_answers_is_refused() -> None:
    head, tail = FILE.split("[[question.answers]]", 1)
    assert "needs 2 or 3 answers and has 0" in fault(head + "+++" + tail.split("+++", 1)[1])


def test_an_empty_file_is_refused() -> None:
    assert fault("").startswith("05-rest.md:1:")
    assert "second line +++" in fault("+++")


@pytest.mark.parametrize(
    "typed", ["{{ field.read_url }}", "{% raw %}", "<mj-raw>", "<script>x</script>", "{given_name}", "50 % & more"]
)
def test_what_looks_like_code_is_shown_as_typed_everywhere(typed: str) -> None:
    source = FILE.replace("Rest early.", typed).replace("Rest before", typed).replace("Then **you**", typed)
    context = lesson_context(read(source), WORDS)
    assert context["title"] == f"{typed} you need to"
    escaped = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for part in (context["key_points"][0], context["body"]):
        assert escaped in part["html"] and typed in part["text"]


def test_the_context_has_what_the_templates_use() -> None:
    context = lesson_context(read(), WORDS)
    assert context["key_points"] == [
        {
            "html": "<strong>Rest early.</strong> Stop while you still feel OK.",
            "text": "Rest early. Stop while you still feel OK.",
        }
    ]
    assert context["question"] == {
        "ask": "What is the best plan for today?",
        "answers": ["Catch up", "Do a bit, then rest"],
    }
    assert context["action"]["steps"][1] == {"html": "Time it once.", "text": "Time it once."}
    assert context["when_to_call"]["emergency"] == "If you have chest pain."
    assert "why" not in str(context) and "saves strength" not in str(context)
    assert lesson_context(read(FILE.split("Then **you**")[0]), WORDS)["body"] == {"html": "", "text": ""}


def test_a_signature_binds_these_very_bytes() -> None:
    """When this fails, every signature in the world is void: change the test only with a plan for them."""
    assert content_hash(read()) == "69f4dad0e0972fec73c0eec3b646a4e92dd4897b7e7197c311b87bc488fdf22c"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("goal = ", "goal   =   "),
        ('known = "It helps some people."\n', '# a note\n\nknown = """It helps some people."""\n'),
        ("\n", "\r\n"),
        ("+++\ntitle", "\ufeff+++\ntitle"),
        ('["**Rest early.** Stop', '[\n  "**Rest early.** Stop'),
        ("+++\n\nOn a", "+++\n\n\n\nOn a"),
        ('title = "Rest before you need to"\ngoal = "You can plan a rest."', 'goal = "You can plan a rest."\ntitle = "Rest before you need to"'),
    ],
)  # fmt: skip
def test_the_layout_of_the_file_changes_no_signature(old: str, new: str) -> None:
    assert old in FILE
    assert content_hash(read(FILE.replace(old, new))) == content_hash(read())


@pytest.mark.parametrize(
    "bound",
    ["Rest before", "plan a rest", "Lesson 5", "short read", "still feel", "helps some", "which plan", "guide, 2021", "for 7 days", "Time it",
     "chest pain", "go on", "pain is new", "for today", "Catch up", "makes sense", "saves strength", "On a good", "may pay"],
)  # fmt: skip
def test_every_word_is_bound(bound: str) -> None:
    assert FILE.count(bound) == 1
    assert content_hash(read(FILE.replace(bound, bound + "x"))) != content_hash(read())


def test_the_answer_key_is_bound() -> None:
    swapped = (
        FILE.replace("right = true", "right = ?")
        .replace("right = false", "right = true")
        .replace("right = ?", "right = false")
    )
    assert content_hash(read(swapped)) != content_hash(read())
