import csv
import io
import tracemalloc
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.readers.csv_header import COLUMNS
from patients.readers.csv_rows import BadRow, UnreadableFile, VisitRow, read_rows

HEADER = "email,given_name,family_name,birth_date,language,time_zone,visit_date,visit_id,consent"
MARIA = "maria@example.org,María,O’Neill,1971-03-09,es,America/Boise,2026-11-18,V-17,yes"


def rows(text: str | bytes, encoding: str = "utf-8", **mapping: str) -> list[VisitRow | BadRow]:
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return list(read_rows(io.BytesIO(data), mapping or None))


def only(text: str | bytes, encoding: str = "utf-8") -> VisitRow:
    [row] = rows(text, encoding)
    assert isinstance(row, VisitRow), row
    return row


def why(line: str | bytes) -> str:
    data = line.encode() if isinstance(line, str) else line
    [row] = rows(HEADER.encode() + b"\n" + data)
    assert isinstance(row, BadRow)
    assert row.row == 2
    return row.why


EXPECTED = VisitRow(
    2,
    "maria@example.org",
    "María",
    "O’Neill",
    date(1971, 3, 9),
    "es",
    "America/Boise",
    date(2026, 11, 18),
    "V-17",
    "yes",
)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_usual_export_reads_the_same(delimiter: str, encoding: str, end: str) -> None:
    text = f"{HEADER}{end}{MARIA}{end}".replace(",", delimiter)
    assert only(text, encoding) == EXPECTED


def test_a_file_put_together_from_two_encodings_is_read_line_by_line() -> None:
    file = f"{HEADER}\n".encode() + f"{MARIA}\n".encode() + MARIA.encode("cp1252")
    names = [row.given_name for row in rows(file) if isinstance(row, VisitRow)]
    assert names == ["María", "María"]


def test_column_names_may_differ_in_case_order_and_spaces() -> None:
    assert only("Given Name, EMAIL ,birth-date\nAna,ana@example.org,") == VisitRow(2, "ana@example.org", "Ana")


def test_a_quoted_cell_may_hold_the_separator_and_quotation_marks() -> None:
    row = only('email,family_name\nana@example.org,"Ruiz, ""la"" Roja"')
    assert row.family_name == 'Ruiz, "la" Roja'


def test_a_cell_that_looks_like_a_formula_is_just_text() -> None:
    row = only("email,given_name,visit_id\nana@example.org,=1+1,@SUM(A1)")
    assert (row.given_name, row.visit_id) == ("=1+1", "@SUM(A1)")


def test_empty_lines_are_skipped_and_rows_keep_their_line_in_the_file() -> None:
    read = rows("\nemail,given_name\n\nana@example.org,Ana\n,\n  \nben@example.org,Ben\n")
    assert [row.row for row in read] == [4, 7]


def test_one_bad_row_does_not_cost_the_next() -> None:
    read = rows(f'{HEADER}\n"never closed,a,b,,,,,,\n{MARIA}\nana@example.org,short\n{MARIA}\n')
    assert [(row.row, type(row)) for row in read] == [(2, BadRow), (3, VisitRow), (4, BadRow), (5, VisitRow)]


@pytest.mark.parametrize(
    ("written", "day"),
    [("2026-03-09", date(2026, 3, 9)), ("3/9/2026", date(2026, 3, 9)), ("03/09/2026", date(2026, 3, 9)), ("", None)],
)
def test_dates_are_iso_or_month_first_with_slashes(written: str, day: date | None) -> None:
    assert only(f"email,visit_date\nana@example.org,{written}").visit_date == day


@pytest.mark.parametrize(
    "written",
    [
        "13/2/2026",
        "9.3.2026",
        "3/9/26",
        "2026-3-9",
        "2026-02-30",
        "20260309",
        "03-09-2026",
        "2026-03-09T10:00",
        "٢٠٢٦-٠٣-٠٩",
        "soon",
    ],
)
def test_a_date_that_would_have_to_be_guessed_is_refused(written: str) -> None:
    assert "birth_date as YYYY-MM-DD" in why(f"ana@example.org,,,{written},,,,,")
    assert "visit_date as YYYY-MM-DD" in why(f"ana@example.org,,,,,,{written},,")


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        (",Ana,,,,,,,", "column email"),
        ("ana@example.org,A\x00na,,,,,,,", "control character"),
        ("ana@example.org,A\tna,,,,,,,", "control character"),
        ("ana@example.org,A\x85na,,,,,,,", "control character"),
        ("ana@example.org,A\rna,,,,,,,", "control character"),
        ("ana@example.org,A\ufffdna,,,,,,,", "UTF-8"),
        (b"ana@example.org,A\x81na,,,,,,,", "UTF-8"),
        ('ana@example.org,"Ana,,,,,,,', "quotation marks"),
        ('ana@example.org,"Ana"x,,,,,,,', "quotation marks"),
        ("ana@example.o", "1 cells and the header 9"),
        (f"{MARIA},surplus", "10 cells and the header 9"),
    ],
)
def test_a_bad_row_says_what_to_do(line: str | bytes, advice: str) -> None:
    assert advice in why(line)


@pytest.mark.parametrize(
    ("file", "advice"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"given_name,family_name\nAna,Ruiz", "column named email"),
        (b"email,favourite colour,ssn\n", "favourite_colour, ssn"),
        (b"email,,given_name\n", "no name"),
        (b"email,Email\n", "email comes twice"),
        (b"maria@example.org,Maria\n", "names none of our columns"),
        (f"{HEADER}\n".encode("utf-16") + b"\x00", "UTF-16"),
        (f"{HEADER}\r{MARIA}\r".encode(), "Macintosh"),
        (b"email\n" + b"a" * 70_000, "Line 2 is longer"),
        (b"\x00\x01\x02\x03", "names none of our columns"),
        (b'email,"given_name\n', "names none of our columns"),
    ],
)
def test_a_file_that_is_no_list_of_visits_is_refused_in_one_sentence(file: bytes, advice: str) -> None:
    with pytest.raises(UnreadableFile, match=advice) as refused:
        rows(file)
    assert ". " not in str(refused.value)


def test_a_header_is_refused_before_the_first_row_is_asked_for() -> None:
    with pytest.raises(UnreadableFile):
        read_rows(io.BytesIO(b"nothing,of,ours\n"))


def test_no_message_repeats_a_value_of_the_file() -> None:
    refusals = [why("quintanilla,x,y,9.3.1971,,,,,"), why("quintanilla"), why('"quintanilla,,,,,,,,')]
    with pytest.raises(UnreadableFile) as refused:
        rows("quintanilla@example.org,Maria\n")
    assert not [text for text in [*refusals, str(refused.value)] if "quintanilla" in text or "1971" in text]
    assert "quintanilla" not in repr(only("email\nquintanilla@example.org"))


def test_a_mapping_takes_only_the_columns_it_names() -> None:
    text = "Pat E-Mail;First;SSN;Seen\nana@example.org;Ana;078-05-1120;11/18/2026"
    mapping = {"pat e-mail": "email", "First": "given_name", "Seen": "visit_date"}
    assert rows(text, **mapping) == [VisitRow(2, "ana@example.org", "Ana", visit_date=date(2026, 11, 18))]


def test_a_mapping_to_a_column_we_do_not_have_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="unknown columns .colour."):
        rows("a,b\n", a="email", b="colour")


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffd\u2028\u2029"), max_size=20)
records = st.lists(st.tuples(cells.map(lambda text: f"a{text}"), cells, cells), max_size=8)


@given(records, st.sampled_from([",", ";"]), st.booleans())
def test_what_a_spreadsheet_writes_is_read_back(
    written: list[tuple[str, str, str]], delimiter: str, all_quoted: bool
) -> None:
    file = io.StringIO()
    dialect = csv.unix_dialect if all_quoted else csv.excel
    csv.writer(file, dialect, delimiter=delimiter).writerows([("email", "given_name", "visit_id"), *written])
    read = [(row.email, row.given_name, row.visit_id) for row in rows(file.getvalue()) if isinstance(row, VisitRow)]
    assert read == [tuple(cell.strip() for cell in record) for record in written]


@given(st.binary(max_size=400))
def test_any_bytes_after_the_header_become_rows_good_or_bad(junk: bytes) -> None:
    read = rows(HEADER.encode() + b"\n" + junk)
    lines = junk.split(b"\n")
    assert [row.row for row in read] == sorted({row.row for row in read})
    assert len(read) <= len(lines)


@given(st.binary(max_size=200))
def test_any_file_at_all_is_read_or_refused(junk: bytes) -> None:
    try:
        rows(junk)
    except UnreadableFile as refused:
        assert str(refused)


def test_a_large_file_is_read_in_little_memory() -> None:
    class Endless(io.RawIOBase):
        """Twenty thousand rows that exist only while they are read."""

        def __init__(self) -> None:
            self.lines: Iterator[bytes] = (f"{HEADER if n == 0 else MARIA}\n".encode() for n in range(20_001))

        def readline(self, size: int | None = -1, /) -> bytes:
            return next(self.lines, b"")

    tracemalloc.start()
    count = sum(isinstance(row, VisitRow) for row in read_rows(Endless()))  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 500_000


def test_the_columns_are_those_the_docs_promise() -> None:
    assert ",".join(COLUMNS) == HEADER


def test_reading_goes_on_after_the_line_that_was_done() -> None:
    text = "email\n" + "".join(f"p{number}@example.org\n" for number in range(5))
    assert [row.row for row in read_rows(io.BytesIO(text.encode()), after=4)] == [5, 6]


@pytest.mark.parametrize(
    ("whole", "given", "family"),
    [("Ruiz, Ana María", "Ana María", "Ruiz"), ("Ana Ruiz", "Ana", "Ruiz"), ("Ana", "Ana", ""), ("Ruiz,", "Ruiz", "")],
    ids=["family-first", "given-first", "one-word", "nothing-after-the-comma"],
)
def test_a_whole_name_is_taken_apart(whole: str, given: str, family: str) -> None:
    [row] = rows(f"E-mail;Patient\nana@example.org;{whole}\n", **{"E-mail": "email", "Patient": "full_name"})
    assert isinstance(row, VisitRow) and (row.given_name, row.family_name) == (given, family)
