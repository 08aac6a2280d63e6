"""Word files: structure from styles and lists, every word of the XML accounted for, nothing outside opened."""

from io import BytesIO

import pytest
from PIL import Image

from content.importing import ArticleRefused, ImportedArticle, import_bytes

from .outlines import only_section, rows, titles
from .word_files import BULLETS, NUMBERS, packed, paragraph, part, picture, relation, run, table, word_file


def imported(*body: str, **options) -> ImportedArticle:
    return import_bytes("back-pain.docx", word_file(*body, **options))


def dropped(article: ImportedArticle) -> list[tuple[int, str, str]]:
    return [(drop.line, drop.text, drop.why) for drop in article.outline.dropped]


def a_picture(size: int = 80) -> bytes:
    file = BytesIO()
    Image.new("RGB", (size, size), "teal").save(file, "PNG")
    return file.getvalue()


def test_styles_lists_and_tables_give_the_outline() -> None:
    article = imported(
        paragraph("Back pain", "Title"), paragraph("An opening."), paragraph("What helps?", "Heading1"),
        paragraph("Do this:"), paragraph("Walk", item_of=BULLETS), paragraph("slowly", item_of=BULLETS, depth=1),
        paragraph("First", item_of=NUMBERS), table(("Drug", "Dose"), ("A", "10 mg")),
    )  # fmt: skip
    assert rows(article) == [(1, "Back pain", 1, 0), (2, "What helps?", 3, 3)]
    assert article.outline.sections[1].paragraphs == ["Do this:", "Drug | Dose", "A | 10 mg"]
    assert [(b.number, b.depth) for b in article.outline.sections[1].content if hasattr(b, "depth")] == [
        (None, 1), (None, 2), (1, 1),
    ]  # fmt: skip


def test_headings_nobody_styled_are_found_as_in_a_plain_text() -> None:
    article = imported(
        paragraph("Living With Back Pain"), paragraph("Most back pain gets better by itself within some weeks."),
        paragraph(run("What helps?", "<w:b/>")), paragraph("Moving a little every day helps more than rest does."),
        paragraph("1. Walk"), paragraph("2. Swim"),
    )  # fmt: skip
    assert titles(article) == [(1, "Living With Back Pain"), (2, "What helps?")]
    assert article.outline.sections[1].bullets == ["Walk", "Swim"]


def test_insertions_are_kept_and_deletions_listed() -> None:
    article = imported(
        paragraph("T", "Heading1"),
        paragraph(
            f"{run('Take ')}<w:del><w:r><w:delText>two</w:delText></w:r></w:del><w:ins>{run('one')}</w:ins>{run(' pill.')}"
        ),
    )
    assert only_section(article).paragraphs == ["Take one pill."]
    assert dropped(article) == [(2, "two", "deleted by tracked changes")]


def test_moved_words_stand_where_they_were_moved_to() -> None:
    article = imported(
        paragraph(f"<w:moveFrom>{run('Moved words.')}</w:moveFrom>{run('First words.')}"),
        paragraph(f"<w:moveTo>{run('Moved words.')}</w:moveTo>"),
    )
    assert only_section(article).paragraphs == ["First words.", "Moved words."]
    assert [why for _, _, why in dropped(article)] == ["deleted by tracked changes"]


def test_comments_hidden_words_contents_heads_and_feet_are_listed() -> None:
    article = imported(
        paragraph("Contents entry 3", "TOC1"), paragraph("T", "Heading1"),
        paragraph(run("Seen words.") + run(" Hidden words.", "<w:vanish/>")),
        more={
            "word/comments.xml": part("comments", f'<w:comment w:id="0">{paragraph("Is this so?")}</w:comment>'),
            "word/header1.xml": part("hdr", paragraph("Our Clinic")),
            "word/footer1.xml": part("ftr", paragraph("Page")),
        },
    )  # fmt: skip
    assert only_section(article).paragraphs == ["Seen words."]
    assert {(text, why) for _, text, why in dropped(article)} == {
        ("Contents entry 3", "the table of contents"), ("Hidden words.", "hidden text in the Word file"),
        ("Is this so?", "a comment"), ("Our Clinic", "the head of each page"), ("Page", "the foot of each page"),
    }  # fmt: skip


def test_notes_are_kept_with_the_number_that_leads_to_them() -> None:
    note = part("footnotes", f'<w:footnote w:id="2">{paragraph("From a trial.")}</w:footnote>')
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    article = imported(paragraph(run("It works.") + reference), more={"word/footnotes.xml": note})
    assert only_section(article).paragraphs == ["It works.[1]"]
    assert only_section(article).bullets == ["From a trial."]


def test_boxes_equations_symbols_fields_and_old_alternatives_keep_their_words() -> None:
    box = f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{paragraph('Boxed.')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    choice = f"<mc:AlternateContent><mc:Choice Requires='x'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    article = imported(
        paragraph(run("Around the box.") + choice),
        paragraph("<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>" + run(" is a sum.")),
        paragraph(run("10 ") + '<w:r><w:sym w:font="Symbol" w:char="F06D"/></w:r>' + run("g")),
        paragraph(f'<w:fldSimple w:instr="DATE">{run("today")}</w:fldSimple>'),
        paragraph(f"<w:sdt><w:sdtContent>{run('controlled')}</w:sdtContent></w:sdt>"),
        paragraph(f"{run('one')}<w:r><w:br w:type='page'/></w:r>{run('two')}<w:r><w:tab/></w:r>{run('three')}"),
    )
    words = " ".join(" ".join(section.paragraphs) for section in article.outline.sections).split()
    assert {"Boxed.", "a+b", "μg", "today", "controlled", "one", "two", "three"} <= set(words)
    assert words.count("Boxed.") == 1


def test_pictures_are_taken_in_and_those_from_elsewhere_are_only_named() -> None:
    article = imported(
        paragraph(run("See:") + picture("r1", "A knee") + picture("r2", "Tracker", "r:link") + picture("r3", "Gone")),
        relations=relation("r1", "image", "media/a.png") + relation("r2", "image", "http://10.0.0.1/t.png", outside=True),
        more={"word/media/a.png": a_picture()},
    )  # fmt: skip
    (shown,) = only_section(article).pictures
    assert (shown.alt, shown.name in article.pictures) == ("A knee", True)
    assert f"![A knee](media/{shown.name})" in article.lessons[0].body_markdown
    assert [(text, why.partition(":")[0]) for _, text, why in dropped(article)] == [
        ("Tracker", "a picture at 10.0.0.1"),
        ("Gone", "a picture that isn't in the file"),
    ]


def test_links_lead_to_public_addresses_only() -> None:
    article = imported(
        paragraph(
            f'<w:hyperlink r:id="r1">{run("this page")}</w:hyperlink><w:hyperlink r:id="r2">{run("x")}</w:hyperlink>'
        ),
        relations=relation("r1", "hyperlink", "https://www.example.org/a", outside=True)
        + relation("r2", "hyperlink", "file:///etc/passwd", outside=True),
    )
    assert only_section(article).paragraphs == ["[this page](https://www.example.org/a)x"]


def test_a_template_outside_is_never_asked_for() -> None:
    target = "http://127.0.0.1:9/t.dotm"
    article = imported(paragraph("Words."), relations=relation("r9", "attachedTemplate", target, outside=True))
    assert only_section(article).paragraphs == ["Words."]


ENTITY = '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b"PK\x03\x04 and no more", "damaged", id="cut short"),
        pytest.param(b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password-protected", id="password"),
        pytest.param(b"\xd0\xcf\x11\xe0 old", "old Word document", id="doc"),
        pytest.param(packed({"xl/workbook.xml": "<a/>"}), "no Word text", id="a table of Excel"),
        pytest.param(word_file(paragraph("x"))[:-200], "damaged", id="end missing"),
        pytest.param(word_file(more={"word/document.xml": b"<w:document"}), "damaged", id="broken XML"),
        pytest.param(word_file(more={"word/document.xml": part("document", "", ENTITY)}), "defines entities", id="entities"),
        pytest.param(
            word_file(paragraph("x"), more={"word/header1.xml": part("hdr", "&x;", ENTITY)}), "defines entities", id="entities aside"
        ),
        pytest.param(word_file(paragraph("x"), more={"word/media/a.bin": bytes(90_000_000)}), "unpacks to far more", id="bomb"),
        pytest.param(word_file(paragraph("x" * 9_000_000)), "unpacks to far more", id="one huge part"),
        pytest.param(word_file(), "holds no text", id="empty"),
        pytest.param(word_file("<w:tbl>" * 120 + paragraph("x") + "</w:tbl>" * 120), "damaged|structure", id="nested"),
    ],
)  # fmt: skip
def test_what_is_no_sound_word_file_is_refused_with_what_to_do(data: bytes, says: str) -> None:
    with pytest.raises(ArticleRefused, match=says) as refusal:
        import_bytes("a.docx", data)
    assert str(refusal.value).endswith(".") and "\n" not in str(refusal.value)


def test_a_file_of_tables_alone_is_a_draft() -> None:
    article = imported(table(*((f"Day {n}", "Walk for ten minutes") for n in range(40))))
    assert [(lesson.title, lesson.words) for lesson in article.lessons] == [("Back pain", 240)]
