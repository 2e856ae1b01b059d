import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonroom.kit import decoding, tabular

ROW = tabular.ROW


def table(data: bytes, accepts=None):
    return tabular.parse_text(decoding.read_text([data], limit=10**6), accepts=accepts)[0]


def rows(data: bytes):
    return table(data).frame.rows()


def test_cells_when_padded_or_blank_are_stripped_and_null():
    assert rows(b'URN,Name\n1, Oak \n2," "\n3,""\n') == [("1", "Oak", 2), ("2", None, 3), ("3", None, 4)]


def test_rows_when_some_are_blank_keep_their_numbers():
    assert rows(b"URN,Name\n\n1,Oak\n,\n , \n2,Elm\n\n\n") == [("1", "Oak", 3), ("2", "Elm", 6)]


def test_rows_when_ragged_are_padded_and_cut_and_counted():
    found = table(b"a,b,c\n1\n1,2,3,4,5\n1,2,3,,\n1,2,3")

    assert found.frame.rows() == [("1", None, None, 2), ("1", "2", "3", 3), ("1", "2", "3", 4), ("1", "2", "3", 5)]
    assert (found.spilled, found.short) == ({3: 2}, 1)


def test_row_numbers_when_a_cell_holds_a_line_break_count_rows_and_not_lines():
    assert rows(b'a,b\n"x\ny",1\nz,2\n') == [("x\ny", "1", 2), ("z", "2", 3)]


def test_header_when_names_repeat_or_are_missing_is_made_unique():
    assert table(b",SNP,SNP,,\n0,a,b,,\n").header == ("", "SNP", "SNP (2)")


def test_header_when_junk_stands_above_is_the_first_row_that_is_accepted():
    found = table(b"Title of the file\n,,3\nURN,Name,\n1,Oak,\n", accepts=lambda names: "URN" in names)

    assert (found.header, found.header_row, found.frame.rows()) == (("URN", "Name"), 3, [("1", "Oak", 4)])
    assert found.preamble == ("Title of the file", "3")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_when_in_another_encoding_is_read_and_named(encoding):
    text = decoding.read_text(["Name,x\nSt Brónach’s,1\n".encode(encoding)], limit=1000)

    assert (text.data.decode(), text.encoding) == ("Name,x\nSt Brónach’s,1\n", encoding)


def test_text_when_a_letter_is_split_between_two_pieces_stays_utf8():
    pieces = [b"Name\nBr" + "ó".encode()[:1], "ó".encode()[1:] + b"n\n"]

    assert decoding.read_text(pieces, limit=1000).encoding == "utf-8"


def test_lines_when_ended_by_carriage_returns_alone_are_rows():
    assert rows(b"a,b\r1,2\r3,4\r") == [("1", "2", 2), ("3", "4", 3)]


@given(st.lists(st.lists(st.text(alphabet='ab ",\n', max_size=4), min_size=3, max_size=3), min_size=1, max_size=8))
def test_table_when_written_by_a_csv_writer_reads_as_the_csv_module_reads_it(cells):
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([["x", "y", "z"], *cells])
    expected = [
        (*((cell.strip() or None) for cell in row), number)
        for number, row in enumerate(cells, 2)
        if any(cell.strip() for cell in row)
    ]

    assert rows(buffer.getvalue().encode()) == expected


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "it is empty. Download it again"),
        (b" \n \n", "it is empty. Download it again"),
        (b"a;b\n1;2\n", "its cells stand apart by semicolons, not by commas. Save it as “CSV (comma delimited)”"),
        (b"a,b\n1,2\n1,\0\n", "line 3 holds a NUL character, which no table has: it is damaged. Download it again"),
        (
            b'a,b\n1,"2\n3,4\n',
            "it stops in the middle of row 2, inside quotation marks: the file was cut off. Download it again",
        ),
        (b"a,b,c\n1,2,3\n1,2", "its last row, 3, stops after 2 of 3 cells: the file was cut off. Download it again"),
        (
            b"Name,b\nBr\x81nach,1\n",
            "line 2 holds a character that is neither UTF-8 nor Windows-1252. Save it as “CSV UTF-8 (comma delimited)”",
        ),
        (
            "a,b\n1,2\n".encode("utf-16-le"),
            "its letters are written as UTF-16. Save it as “CSV UTF-8 (comma delimited)”",
        ),
    ],
)
def test_bytes_when_no_table_are_refused_with_what_and_where(data, sentence):
    with pytest.raises(tabular.BadTable) as refused:
        table(data)

    assert str(refused.value) == sentence


def test_from_lines_when_some_lines_are_given_keeps_their_row_numbers():
    found = tabular.from_lines(b"URN,Name", [b"1, Oak", b" , ", b'2,"Elm, East",x'], [7, 9, 12])

    assert found.frame.rows() == [("1", "Oak", 7), ("2", "Elm, East", 12)]
    assert found.spilled == {12: 1}
