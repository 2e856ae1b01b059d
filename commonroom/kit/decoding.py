"""Bytes of unknown origin to UTF-8 text, refusing whatever is no text before it costs memory."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from commonroom.kit.tabular import MAX_LINE, MAX_ROWS, BadTable, Text

CHUNK = 1 << 20

_KINDS = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (xls) or one with a password"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a rar archive"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)
_WEB = re.compile(rb"^\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|script|svg|\?xml)", re.IGNORECASE | re.DOTALL)
_JSON = re.compile(rb'^\s*[\[{]\s*["{\[]')
_CONTROLS = bytes([*range(0x01, 0x09), *range(0x0E, 0x1A), *range(0x1B, 0x20)])


def read_text(chunks: Iterable[bytes], *, limit: int) -> Text:
    """Gather chunks of one file into UTF-8 bytes without byte order mark, with the encoding they had.

    A lone carriage return ends a line when there is no other line ending. Raises BadTable as soon as it is sure.
    """
    gathered, encoding = gather(chunks, limit=limit)
    if encoding == "utf-16":
        data = _unwiden(b"".join(gathered))
    elif encoding == "cp1252":
        data = _from_windows(gathered)
    else:
        data = _joined(gathered).removeprefix(codecs.BOM_UTF8)
    return Text(_line_ends(data), encoding)


def gather(chunks: Iterable[bytes], *, limit: int) -> tuple[list[bytes], str]:
    """The chunks of one file as they are, and their encoding. Raises BadTable for what is no text."""
    gathered: list[bytes] = []

    def seen() -> Iterator[bytes]:
        for chunk in chunks:
            gathered.append(chunk)
            yield chunk

    return gathered, survey(seen(), limit=limit)


def survey(chunks: Iterable[bytes], *, limit: int) -> str:
    """The encoding of the chunks of one file: utf-8, utf-8-sig, cp1252 or utf-16 (by its mark). Keeps none of them.

    UTF-8 is tried strictly, then Windows-1252 is taken for granted. Raises BadTable for what is no text.
    """
    size = lines = since = 0
    wide, marked = "", False
    strict = codecs.getincrementaldecoder("utf-8")()
    utf8 = True
    for chunk in chunks:
        if not size:
            wide, marked = _look(chunk), chunk.startswith(codecs.BOM_UTF8)
        size += len(chunk)
        if size > limit:
            raise BadTable(f"it is larger than {limit // 1_000_000} million bytes. Split it in parts")
        if not wide:
            since = _check(chunk, lines, since)
            lines += chunk.count(b"\n")
            if lines > MAX_ROWS:
                raise BadTable(f"it has more than {MAX_ROWS:,} rows. Split it in parts")
            utf8 = utf8 and _decodes(strict, chunk)
    if not size:
        raise BadTable("it is empty. Download it again")
    if wide:
        return wide
    if utf8 and _decodes(strict, b"", final=True):
        return "utf-8-sig" if marked else "utf-8"
    return "cp1252"


def to_utf8(line: bytes, encoding: str) -> bytes:
    """One line in the encoding that `read_text` named, as UTF-8."""
    if encoding == "cp1252" and not line.isascii():
        return line.decode("cp1252", "replace").encode()
    return line


def _look(start: bytes) -> str:
    """Refuse what is plainly no table; say “utf-16” where its mark stands."""
    for mark, what in _KINDS:
        if start.startswith(mark) and (mark != b"MZ" or b"\0" in start[:200]):
            raise BadTable(f"it is {what}, not a table. Save the table as CSV or as an Excel workbook (xlsx)")
    if _JSON.match(start.removeprefix(codecs.BOM_UTF8)[:200]):
        raise BadTable("it is JSON, not a table. Save the table as CSV or as an Excel workbook (xlsx)")
    if _WEB.match(start.removeprefix(codecs.BOM_UTF8)[:4096]):
        raise BadTable(
            "this is a web page, not a table: the download gave a page, perhaps one that says that the address has "
            "changed or asks you to sign in. Open the page where the file is offered and download it again"
        )
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = start[:2000:2], start[1:2000:2]
    nuls = sorted((even.count(0) / (len(even) or 1), odd.count(0) / (len(odd) or 1)))
    if nuls[0] < 0.1 and nuls[1] > 0.4:
        raise BadTable("its letters are written as UTF-16. Save it as “CSV UTF-8 (comma delimited)”")
    return ""


def _check(chunk: bytes, lines: int, since: int) -> int:
    """Refuse NUL bytes, many control characters and endless lines; gives the length of the line still open."""
    nul = chunk.find(b"\0")
    if nul >= 0:
        line = lines + chunk.count(b"\n", 0, nul) + 1
        raise BadTable(f"line {line} holds a NUL character, which no table has: it is damaged. Download it again")
    start = chunk[:65_536]
    if len(start) - len(start.translate(None, _CONTROLS)) > 20:
        raise BadTable("it holds characters that are not text. Save the table as CSV or as an Excel workbook (xlsx)")
    last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
    open_line = len(chunk) - last - 1 if last >= 0 else since + len(chunk)
    first = chunk.find(b"\n") if last >= 0 else -1
    if open_line > MAX_LINE or (first >= 0 and since + first > MAX_LINE):
        line = lines + 1 + (chunk.count(b"\n") if open_line > MAX_LINE else 0)
        raise BadTable(
            f"line {line} is longer than {MAX_LINE // 1_000_000} million characters, which no table has. "
            "Check that it is the file you meant, or download it again"
        )
    return open_line


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    if chunk.isascii() and not decoder.getstate()[0]:
        return True
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _from_windows(chunks: list[bytes]) -> bytes:
    lines = 1
    for number, chunk in enumerate(chunks):
        if not chunk.isascii():
            try:
                chunks[number] = chunk.decode("cp1252").encode()
            except UnicodeDecodeError as error:
                line = lines + chunk.count(b"\n", 0, error.start)
                raise BadTable(
                    f"line {line} holds a character that is neither UTF-8 nor Windows-1252. "
                    "Save it as “CSV UTF-8 (comma delimited)”"
                ) from error
        lines += chunk.count(b"\n")
    return _joined(chunks)


def _joined(chunks: list[bytes]) -> bytes:
    data = b"".join(chunks)
    chunks.clear()
    return data


def _unwiden(data: bytes) -> bytes:
    try:
        text = data.decode("utf-16").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise BadTable(
            "its letters are written as UTF-16 and some are damaged. Save it as “CSV UTF-8 (comma delimited)”"
        ) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise BadTable(f"line {line} holds a NUL character, which no table has: it is damaged. Download it again")
    return text.encode()


def _line_ends(text: bytes) -> bytes:
    if text.endswith(b"\x1a"):
        text = text.rstrip(b"\x1a")
    return text.replace(b"\r", b"\n") if b"\n" not in text and b"\r" in text else text
