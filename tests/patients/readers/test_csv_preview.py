"""The head of a file as a person looks at it, and the columns that are recognised."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.readers.csv_columns import MEANINGS, recognised
from patients.readers.csv_preview import LOOKED_AT, preview
from patients.readers.unreadable import UnreadableFile

WEBCHART = ["Patient MRN", "Patient Name", "DOB", "E-Mail", "Start Date", "Reason", "Canceled", "ICD-10 Codes"]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_the_separator_and_the_encoding_are_found(sign: str, encoding: str) -> None:
    found = preview(io.BytesIO("E-Mail,Name\r\nana@example.org,Añá\r\n".replace(",", sign).encode(encoding)))
    assert (found.delimiter, found.headers, found.rows) == (sign, ["E-Mail", "Name"], [["ana@example.org", "Añá"]])


def test_only_the_head_is_read() -> None:
    found = preview(io.BytesIO(b"email,name\n" + b"a@example.org,A\n" * 10_000))
    assert len(found.rows) == LOOKED_AT and found.column("name")[0] == "A" and found.column("nothing") == []


@pytest.mark.parametrize(
    "file", [b"", b"one column\nonly\n", b",".join([b"c"] * 200)], ids=["empty", "one-column", "too-many"]
)
def test_what_is_no_table_is_refused(file: bytes) -> None:
    with pytest.raises(UnreadableFile, match="first line must name"):
        preview(io.BytesIO(file))


@given(st.binary(max_size=300))
def test_any_bytes_are_shown_or_refused(junk: bytes) -> None:
    try:
        found = preview(io.BytesIO(junk))
    except UnreadableFile:
        return
    assert all(len(row) == len(found.headers) for row in found.rows) and "example" not in repr(found)


def test_most_columns_of_a_practice_system_are_recognised() -> None:
    assert recognised(WEBCHART) == {
        "Patient Name": "full_name", "DOB": "birth_date", "E-Mail": "email", "Start Date": "visit_date", "Reason": "visit_type",
        "Canceled": "cancelled", "ICD-10 Codes": "codes",
    }  # fmt: skip


def test_each_of_our_columns_is_taken_once_and_a_whole_name_only_without_its_parts() -> None:
    assert recognised(["Email", "E-mail", "Name", "First Name"]) == {"Email": "email", "First Name": "given_name"}
    assert set(recognised(MEANINGS).values()) == set(MEANINGS) - {"full_name"}
