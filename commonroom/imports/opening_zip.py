"""Zip archives, and workbooks, which are zip archives too: read the list first, inflate within a budget."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from commonroom.imports.sources.base import Unreadable

MAX_ENTRIES = 1_000
MAX_TOTAL = 500_000_000
MAX_RATIO = 150
SMALL = 10_000_000
"""Below this size a strange ratio does no harm."""
_CHUNK = 1 << 20
_DIRECTORY = MAX_ENTRIES * 1_000
_TABLES = (".csv", ".txt", ".parquet")
_NESTED = (".zip", ".7z", ".rar", ".gz", ".tar", ".tgz", ".bz2", ".xz")
_SILENT = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")
_STORED_OR_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass
class _Budget:
    left: int = MAX_TOTAL


@dataclass
class Member:
    """One file of an archive, inflated piece by piece within the archive's budget."""

    name: str
    archive_name: str
    zip_file: zipfile.ZipFile = field(repr=False)
    info: zipfile.ZipInfo = field(repr=False)
    budget: _Budget = field(repr=False)

    def chunks(self) -> Iterator[bytes]:
        """The bytes, at most a million at a time. Raises Unreadable when they are damaged or exceed the budget.

        The declared size is not believed: inflating goes on to the true end, so that a lie shows.
        """
        declared, size = self.info.file_size, 0
        self.info.file_size = self.budget.left + 1
        try:
            with self.zip_file.open(self.info) as file:
                while chunk := file.read(_CHUNK):
                    size += len(chunk)
                    self.budget.left -= len(chunk)
                    if size > declared or self.budget.left < 0:
                        raise Unreadable(_lies(self.archive_name, self.name))
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            raise Unreadable(
                f"“{self.archive_name}” cannot be read: its part “{self.name}” is damaged. Download it again."
            ) from error
        finally:
            self.info.file_size = declared
        if size != declared:
            raise Unreadable(_lies(self.archive_name, self.name))

    def file(self) -> io.BytesIO:
        """The bytes as a file in memory."""
        return io.BytesIO(b"".join(self.chunks()))


@dataclass
class Archive:
    """An archive whose list has been read and found harmless."""

    name: str
    zip_file: zipfile.ZipFile
    members: list[Member]
    passed_over: list[tuple[str, str]]

    @property
    def is_workbook(self) -> bool:
        return any(member.name == "[Content_Types].xml" for member in self.members)

    @property
    def tables(self) -> list[Member]:
        return [member for member in self.members if _suffix(member.name) in _TABLES]


@contextmanager
def opened(path: Path, name: str) -> Iterator[Archive]:
    """Open an archive after reading its list. Raises Unreadable for bombs, passwords and damage."""
    _check_directory(path, name)
    try:
        zip_file = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error, UnicodeDecodeError) as error:
        raise Unreadable(f"“{name}” cannot be read: it is a damaged zip archive. Download it again.") from error
    with zip_file:
        yield _listed(zip_file, name)


def _check_directory(path: Path, name: str) -> None:
    """Look at the size of the list before `zipfile` reads it: a list of millions would fill the memory."""
    with path.open("rb") as file:
        file.seek(0, io.SEEK_END)
        size = file.tell()
        file.seek(max(0, size - 66_000))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise Unreadable(f"“{name}” cannot be read: this zip archive was cut off. Download it again.")
    entries, length = struct.unpack("<HI", tail[at + 10 : at + 16])
    far = tail.rfind(b"PK\x06\x06")
    if far >= 0 and len(tail) >= far + 48 and (entries == 0xFFFF or length == 0xFFFFFFFF):
        entries, length = struct.unpack("<QQ", tail[far + 32 : far + 48])
    if entries > MAX_ENTRIES or length > _DIRECTORY:
        raise Unreadable(_many(name, entries))


def _listed(zip_file: zipfile.ZipFile, name: str) -> Archive:
    infos = zip_file.infolist()
    if len(infos) > MAX_ENTRIES:
        raise Unreadable(_many(name, len(infos)))
    total = sum(info.file_size for info in infos)
    if total > MAX_TOTAL:
        raise Unreadable(
            f"“{name}” cannot be read: unpacked it would have {total / 1e6:,.0f} million bytes, more than the "
            f"{MAX_TOTAL // 1_000_000} million that are taken. Unpack it and load its files one by one."
        )
    budget = _Budget()
    members: list[Member] = []
    passed: list[tuple[str, str]] = []
    for info in infos:
        shown = _unique(_shown(info.filename), members)
        if info.is_dir() or any(mark in info.filename.lower() for mark in _SILENT):
            continue
        if info.flag_bits & 1:
            raise Unreadable(f"“{name}” cannot be read: it is locked by a password. Save it without one.")
        if info.file_size > SMALL and info.file_size > MAX_RATIO * max(1, info.compress_size):
            raise Unreadable(
                f"“{name}” cannot be read: its part “{shown}” would swell to {info.file_size / 1e6:,.0f} million "
                "bytes from next to nothing, which no table does. Check where it comes from."
            )
        reason = _reason(info)
        if reason:
            passed.append((shown, reason))
        members.append(Member(shown, name, zip_file, info, budget))
    members = [member for member in members if member.info.compress_type in _STORED_OR_DEFLATED]
    return Archive(name, zip_file, members, passed)


def _reason(info: zipfile.ZipInfo) -> str:
    suffix = _suffix(info.filename)
    if suffix in _NESTED:
        return "An archive within an archive is not opened. Unpack it and load its files."
    if suffix in (".xlsx", ".xls", ".ods"):
        return "A workbook within an archive is not opened. Unpack it and load it by itself."
    if suffix not in _TABLES:
        return "It holds no table that can be loaded."
    if info.compress_type not in _STORED_OR_DEFLATED:
        return "It is packed in a way that is not read here. Unpack the archive and load the file by itself."
    return ""


def _suffix(name: str) -> str:
    return PurePosixPath(name.lower()).suffix


def _shown(name: str) -> str:
    """A member's name without folders, and without characters that could mislead."""
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:120] or "nameless"


def _unique(name: str, members: list[Member]) -> str:
    taken = {member.name for member in members}
    number = 2
    unique = name
    while unique in taken:
        stem, dot, suffix = name.rpartition(".")
        unique = f"{stem} ({number}){dot}{suffix}" if dot else f"{name} ({number})"
        number += 1
    return unique


def _many(name: str, entries: int) -> str:
    return (
        f"“{name}” cannot be read: it holds {entries:,} files, more than the {MAX_ENTRIES:,} that are taken. "
        "Load only the files you need."
    )


def _lies(archive: str, name: str) -> str:
    return (
        f"“{archive}” cannot be read: its part “{name}” is not as large as the archive says it is. Download it again, "
        "and check where it comes from."
    )
