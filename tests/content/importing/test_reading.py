"""Files that aren't a readable article are refused with a sentence that says what to do; others become tidy text."""

import os
from pathlib import Path

import pytest

from content.importing import ArticleRefused, import_article, import_bytes
from content.importing.reading import MOST_BYTES, text_of


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty: paste the article's text into it and try again."),
        (b" \n\t\r\n\xc2\xa0", "The file is empty"),
        (b"\xef\xbb\xbf", "The file is empty"),
        (b"abc\0def", "binary data"),
        (bytes(range(1, 32)) * 20, "binary data"),
        ("Pain".encode("utf-16-le"), "binary data"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04....", "a Word document"),
        (b"{\\rtf1 Pain}", "an RTF document"),
        ("боль в спине".encode("cp1251"), "unknown encoding"),
        ("腰の痛みについて".encode("shift-jis"), "unknown encoding"),
        ("café".encode() + b" caf\xe9", "unknown encoding"),
        (b"\xff\xfeP\x00a", "unknown encoding"),
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(data: bytes, says: str) -> None:
    with pytest.raises(ArticleRefused, match=says) as refusal:
        import_bytes("article.txt", data)
    assert "\n" not in str(refusal.value)
    assert str(refusal.value).endswith(".")


def test_the_refusal_names_the_line_with_the_unknown_character() -> None:
    with pytest.raises(ArticleRefused, match="Line 3 "):
        text_of(b"one\ntwo\n" + "боль в спине и ноге".encode("koi8-r"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_writers_use_are_understood(encoding: str) -> None:
    text = "Bouger un peu chaque jour réduit la douleur – c’est prouvé."
    assert text_of(text.encode(encoding)) == text


def test_big_endian_utf_16_with_its_mark_is_understood() -> None:
    assert text_of(b"\xfe\xff" + "Pain".encode("utf-16-be")) == "Pain"


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("the file was opened"))
    with pytest.raises(ArticleRefused, match="50 MB and at most 10 MB"):
        import_article(huge)


def test_an_upload_over_the_limit_is_refused() -> None:
    with pytest.raises(ArticleRefused, match="at most 10 MB"):
        import_bytes("a.txt", b"a" * (MOST_BYTES + 1))


def test_a_missing_file_a_folder_and_a_pipe_are_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    for name, why in (("none.txt", "can't be read"), ("folder.txt", "isn't a file"), ("pipe.txt", "isn't a file")):
        with pytest.raises(ArticleRefused, match=why):
            import_article(tmp_path / name)


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.TXT.exe"])
def test_an_unknown_ending_is_refused_naming_those_that_work(name: str, tmp_path: Path) -> None:
    with pytest.raises(ArticleRefused, match=r"\.docx, \.htm, \.html, \.markdown, \.md, \.txt"):
        import_article(tmp_path / name)


def test_line_ends_spaces_and_accents_come_out_in_one_form() -> None:
    assert text_of("a\r\nb\rc\u2028d".encode()) == "a\nb\nc\nd"
    assert text_of("10\u00a0mg per\u00addose\u200b".encode()) == "10 mg perdose"
    assert text_of("cafe\u0301".encode()) == "café"
    assert text_of("“smart” ‘quotes’ – stay…".encode()) == "“smart” ‘quotes’ – stay…"
    assert text_of(b"one\x07two") == "one two"


def test_a_file_of_page_furniture_alone_is_refused() -> None:
    with pytest.raises(ArticleRefused, match="no paragraph and no list"):
        import_bytes("a.txt", b"top of page\nSearch\nbottom of page\n")
