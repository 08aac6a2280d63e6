"""Pictures of ours become figures, all others stay words; faults name file and line."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from content.figures import WIDEST, ShownPicture, as_markdown
from content.lesson_text import LessonText, content_hash, lesson_context, parse_lesson
from content.markdown import rich
from content.toml_section import LessonFault
from tests.content.test_lesson_text import FILE

NAME = "two-days-0123456789ab.png"
URL = f"https://learn.clinic.example/media/{NAME}"
SHOWN = {NAME: ShownPicture(URL, 520, 260)}
WORDS = {"picture": "[Picture: %(alt)s]", "how_we_do_it_here": "How we do it here", "ask_us_how_we_do_it": "Ask us."}
FIGURE = f'![A day with rests, and a day without](media/{NAME} "Small steps, with rests")'


def with_picture(markdown: str = FIGURE, *, file: str = FILE) -> str:
    return file.replace("Then **you**", f"{markdown}\n\nThen **you**")


def read(source: str) -> LessonText:
    return parse_lesson(source, "05-rest.md")


def test_a_picture_of_ours_becomes_a_figure_with_its_description_and_caption():
    both = rich(f"Before.\n\n{FIGURE}\n\nAfter.", WORDS, SHOWN)
    assert both.html == (
        "<p>Before.</p>\n"
        f'<p class="picture"><img src="{URL}" alt="A day with rests, and a day without" width="520" height="260"></p>\n'
        '<p class="caption">Small steps, with rests</p>\n<p>After.</p>'
    )
    assert both.text == "Before.\n\n[Picture: A day with rests, and a day without]\nSmall steps, with rests\n\nAfter."


def test_without_a_caption_there_is_none():
    both = rich(f"![A cup](media/{NAME})", WORDS, SHOWN)
    assert "caption" not in both.html and both.text == "[Picture: A cup]"


def test_a_picture_may_stand_in_a_list():
    both = rich(f"1. Sit down.\n\n   ![A chair](media/{NAME})\n", WORDS, SHOWN)
    assert f'<img src="{URL}"' in both.html and both.text == "1. Sit down.\n\n   [Picture: A chair]"


def test_an_inlined_picture_keeps_its_address_within_the_email():
    assert 'src="cid:x@y"' in rich(FIGURE, WORDS, {NAME: ShownPicture("cid:x@y", 5, 5)}).html


@pytest.mark.parametrize(
    "source",
    [
        "https://x.example/y.png", "//x.example/y.png", "http://127.0.0.1/y.png", "media/other-0123456789ab.png", "../media/y.png",
        f"/media/{NAME}", "data:image/png;base64,AAAA", "cid:x@y", f"media/{NAME}?x=1", URL,
    ],
)  # fmt: skip
def test_any_other_picture_stays_its_description(source):
    both = rich(f"![a cup]({source})", WORDS, SHOWN)
    assert "<img" not in both.html and "a cup" in both.text


@pytest.mark.parametrize(
    "alt", ['"><script>x</script>', "' onerror=x", "{given_name} & {{ 7 }}", "50 % more", "%(alt)s", "مريم"]
)
def test_a_description_is_words_whatever_it_looks_like(alt):
    both = rich(f"![{alt}](media/{NAME})", WORDS, SHOWN)
    assert "<script" not in both.html and both.html.count("<") == 3
    assert alt in both.text.replace("\n", " ")


def test_html_that_somebody_typed_is_never_an_image():
    assert "<img" not in rich(f'<img src="{URL}" onerror="x">', WORDS, SHOWN).html


def test_a_wide_picture_is_shown_as_wide_as_the_letter_and_a_small_one_as_it_is():
    assert ShownPicture.within("u", 1200, 600) == ShownPicture("u", WIDEST, 260)
    assert ShownPicture.within("u", 100, 50) == ShownPicture("u", 100, 50)
    assert ShownPicture.within("u", 1200, 300, widest=240, tallest=40) == ShownPicture("u", 160, 40)
    assert ShownPicture.within("u", 2000, 1).height == 1


@pytest.mark.parametrize(
    ("markdown", "says"),
    [
        (f"![](media/{NAME})", f"05-rest.md:37: say what the picture shows: ![what it shows](media/{NAME})"),
        (f"![ ](media/{NAME})", "05-rest.md:37: say what the picture shows"),
        (f"Look: ![a cup](media/{NAME})", "05-rest.md:37: put the picture on a line of its own"),
        (f"![a](media/{NAME})![b](media/{NAME})", "05-rest.md:37: put the picture on a line of its own"),
        (f"**![a](media/{NAME})** and more ![b](media/{NAME})", "05-rest.md:37: put the picture on a line of its own"),
        (f"a\n\nb\n\n![](media/{NAME})", "05-rest.md:41: say what the picture shows"),
        ("![a cup](media/cup.png)", "05-rest.md:37: media/cup.png isn't a picture's name"),
        ("![a cup](media/../x-0123456789ab.png)", "isn't a picture's name"),
        (f"![a cup](media/{NAME}?x)", "isn't a picture's name"),
        ("![a cup](media/cup-0123456789ab.svg)", "isn't a picture's name"),
    ],
)
def test_a_fault_names_the_line_and_the_cure(markdown, says):
    with pytest.raises(LessonFault) as raised:
        read(with_picture(markdown))
    assert says in str(raised.value)


def test_a_lesson_cant_open_with_a_picture():
    with pytest.raises(LessonFault, match="must start with a paragraph"):
        read(FILE.replace("On a good day", f"{FIGURE}\n\nOn a good day"))


def test_a_lesson_knows_its_pictures_and_the_lines_they_stand_on():
    (figure,) = read(with_picture()).figures
    assert (figure.name, figure.alt, figure.caption, figure.line) == (
        NAME, "A day with rests, and a day without", "Small steps, with rests", 37,
    )  # fmt: skip
    assert read(with_picture().replace("\n", "\r\n")).figures[0].line == 37
    assert read(FILE).figures == () == read(with_picture(f"    ![code](media/{NAME})")).figures


@pytest.mark.parametrize(
    ("old", "new"), [("0123456789ab", "ba9876543210"), ("with rests,", "with naps,"), ("Small", "Tiny")]
)
def test_a_signature_binds_the_picture_its_description_and_its_caption(old, new):
    assert content_hash(read(with_picture().replace(old, new))) != content_hash(read(with_picture()))


def test_the_templates_get_the_figure_in_the_body():
    body = lesson_context(read(with_picture()), {"lesson": WORDS}, SHOWN)["body"]
    assert URL in body["html"] and "[Picture: A day with rests, and a day without]" in body["text"]


def test_a_draft_may_still_hold_an_articles_own_pictures():
    """Word and Pandoc call theirs media/image1.png: they stay words until the lesson is finished."""
    draft = '+++\ndraft = true\ntitle = "a"\nsubject = "b"\npreheader = "c"\n+++\n\nHello. ![](media/image1.png)\n\n![a cup](media/image2.png)\n'
    text = read(draft)
    assert text.figures == () and "<img" not in lesson_context(text, {"lesson": WORDS}, SHOWN)["body"]["html"]
    assert lesson_context(text, {"lesson": WORDS}, SHOWN)["body"]["text"] == "a cup"


@given(
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1).map(
        lambda alt: " ".join(alt.split())
    )
)
@example("![x](y) `a` *b* _c_ <d> &amp; | ~~e~~ \\")
@example("https://x.example/ www.x.example")
def test_the_line_for_a_lesson_says_the_description_as_it_was_typed(alt):
    assume(alt)
    (figure,) = read(with_picture(as_markdown(NAME, alt))).figures
    assert (figure.name, figure.alt) == (NAME, alt)
