from hypothesis import given
from hypothesis import strategies as st

from commonroom.kit.lines import Lines, from_windows


@given(st.binary(max_size=60), st.sampled_from([b"\n", b"\r\n"]))
def test_lines_when_cut_are_what_splitting_gives(text, end):
    text = text.replace(b"a", end).replace(b"b", b'"')
    wanted = text.split(b"\n")
    if not wanted[-1].strip(b"\r"):
        wanted.pop()
    wanted = [line.removesuffix(b"\r") for line in wanted]

    lines = Lines(text)

    assert (list(lines), list(lines.every()), list(lines.at(range(len(lines))))) == (wanted, wanted, wanted)
    assert lines.balanced == (not any(line.count(b'"') % 2 for line in wanted))
    assert lines.longest == max(map(len, text.split(b"\n")[: len(wanted)]), default=0)


@given(st.lists(st.sampled_from([b"a" * 70, b"\xe9", b"\x92", b"\x81", b",", b"\n"]), max_size=12))
def test_windows_text_when_changed_is_what_decoding_gives(parts):
    text = b"".join(parts)

    assert from_windows(text) == text.decode("cp1252", "replace").encode()


def test_last_line_when_it_has_no_end_is_told():
    assert [Lines(text).ended for text in (b"a,b\n1,2\n", b"a,b\n1,2", b"")] == [True, False, True]


def test_blank_lines_at_the_end_when_left_out_leave_the_rest():
    assert list(Lines(b"a\n\nb\n \n\r\n").without_blank_end()) == [b"a", b"", b"b"]
