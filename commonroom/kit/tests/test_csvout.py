import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from commonroom.kit import csvout

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")


@given(st.text(max_size=20) | st.text(alphabet="'=+-@\t\r\0 a", max_size=8))
def test_guard_when_undone_gives_back_the_same_text(text):
    assert csvout.unguard(csvout.guard(text)) == text


@given(st.text(alphabet="'=+-@\t\r\0 a", max_size=8))
def test_guard_when_applied_leaves_no_start_of_a_formula(text):
    assert not csvout.guard(text).lstrip(" ").startswith(FORMULA_STARTS)


def test_text_when_cells_are_typed_leaves_numbers_alone_and_guards_words():
    written = csvout.text(["Name", "Change"], [["=1+1", -5], ["-5", -0.5], [None, "O’Hara"]])

    assert list(csv.reader(io.StringIO(written.removeprefix("\ufeff")))) == [
        ["Name", "Change"], ["'=1+1", "-5"], ["'-5", "-0.5"], ["", "O’Hara"],
    ]  # fmt: skip
