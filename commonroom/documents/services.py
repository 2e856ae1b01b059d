"""Keeping files: their bytes under their sha256 in the data folder, written so that a crash leaves no half of one."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from commonroom.audit import services as audit
from commonroom.documents.models import Document, KeptFile
from commonroom.documents.rules import Classification, Kind
from commonroom.kit.ahead import ahead
from commonroom.partnerships.models import Partnership

CHUNK = 1 << 20
_SENT_AT_ONCE = 8 * CHUNK
_ALIKE = 20
"""Kept files of one size that are compared before a file is stored as if it were new."""
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
LARGEST = 25_000_000
"""Bytes of the largest document about a school."""


class CannotKeep(Exception):
    """A file that cannot be kept; the message says why."""


def files_folder() -> Path:
    """The folder of kept files."""
    return Path(settings.DATA) / "files"


def path_of(sha256: str) -> Path:
    """Where the bytes with this sha256 are kept."""
    return files_folder() / sha256[:2] / sha256


def keep(source: Path | BinaryIO, *, name: str, by: Any, at: datetime, most: int | None = None) -> KeptFile:
    """Keep the bytes of a path or an open stream; the same bytes are kept once. `most` bytes at most.

    The file is on the disk before its row is written. Raises CannotKeep when it is too large.
    """
    if not isinstance(source, Path):
        sha256, size = _store(source, name, most)
    elif (known := _kept_alike(source)) is not None:
        return known
    else:
        with source.open("rb") as stream:
            sha256, size = _store(stream, name, most)
    kept, _ = KeptFile.objects.get_or_create(
        sha256=sha256,
        defaults={
            "name": name[:255],
            "size": size,
            "kept_at": at,
            "kept_by_id": None if by is None else by.pk,
            "kept_by_name": "" if by is None else by.name,
        },
    )
    return kept


def open_kept(kept: KeptFile | str) -> BinaryIO:
    """Open the bytes of a kept file, or of its sha256. Raises CannotKeep when they are gone from the disk."""
    sha256 = kept if isinstance(kept, str) else kept.sha256
    try:
        return path_of(sha256).open("rb")
    except FileNotFoundError as error:
        raise CannotKeep("The file is no longer in the data folder. Restore it from a backup.") from error


def forget_bytes(sha256: str) -> None:
    """Delete the bytes of a kept file from the disk; that it was kept, and by whom, stays. The caller answers for it
    that nothing else holds them. Bytes that come again are kept again.
    """
    path_of(sha256).unlink(missing_ok=True)


def _kept_alike(path: Path) -> KeptFile | None:
    """The kept file with the very bytes of a path, found by its size: to compare is four times as fast as to hash."""
    alike = KeptFile.objects.filter(size=path.stat().st_size)
    return next((kept for kept in alike[:_ALIKE] if _same_bytes(path, path_of(kept.sha256))), None)


def _same_bytes(one: Path, other: Path) -> bool:
    if not other.exists():
        return False
    with one.open("rb", buffering=0) as first, other.open("rb", buffering=0) as second:
        while (chunk := first.read(CHUNK)) == second.read(CHUNK):
            if not chunk:
                return True
    return False


def _store(stream: BinaryIO, name: str, most: int | None) -> tuple[str, int]:
    folder = files_folder()
    folder.mkdir(parents=True, exist_ok=True)
    passing = folder / f".{secrets.token_hex(8)}.part"
    size = sent = 0
    found = hashlib.sha256()
    try:
        with passing.open("xb") as file:
            for chunk in ahead(_hashed(stream, found)):
                size += len(chunk)
                if most is not None and size > most:
                    raise CannotKeep(f"“{name}” is larger than {most // 1_000_000} million bytes. Split it in parts.")
                file.write(chunk)
                if size - sent >= _SENT_AT_ONCE:
                    sent = _send(file, sent)
            file.flush()
            os.fsync(file.fileno())
        sha256 = found.hexdigest()
        target = path_of(sha256)
        if _stands(sha256, size):
            return sha256, size
        target.parent.mkdir(exist_ok=True)
        passing.replace(target)
        _sync(target.parent)
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise CannotKeep(
            f"There is no room left on the disk, so “{name}” was not kept and nothing changed. "
            "Tell whoever runs this Commonroom; once there is room, try again."
        ) from error
    finally:
        passing.unlink(missing_ok=True)
    return sha256, size


def _hashed(stream: BinaryIO, found: hashlib._Hash) -> Iterator[bytes]:
    """The chunks of a stream, each added to a hash."""
    while chunk := stream.read(CHUNK):
        found.update(chunk)
        yield chunk


def _send(file: BinaryIO, start: int) -> int:
    """Let the system begin to write to the disk what has come so far, so that little is left to wait for at the end;
    where that reaches.
    """
    file.flush()
    stop = file.tell()
    if sys.platform == "linux":
        os.posix_fadvise(file.fileno(), start, stop - start, os.POSIX_FADV_DONTNEED)
    return stop


def _stands(sha256: str, size: int) -> bool:
    path = path_of(sha256)
    return path.exists() and path.stat().st_size == size


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class CannotAdd(Exception):
    """A document that cannot be added or withdrawn; the message says why."""


@transaction.atomic
def add_document(
    *,
    partnership: Partnership,
    urn: int,
    title: str,
    classification: Classification,
    source: BinaryIO,
    name: str,
    by: Any,
    at: datetime,
    acting_as: str,
    kind: Kind = Kind.OTHER,
    dated_on: date | None = None,
) -> Document:
    """Add a document about a school, and record that. `dated_on` is the day that stands on it, where one does.

    Raises CannotKeep when the file is too large or empty, CannotAdd when its day is still to come.
    """
    if dated_on is not None and dated_on > timezone.localdate(at):
        raise CannotAdd("That day is still to come. Give the day that stands on the document, or leave it empty.")
    kept = keep(source, name=name, by=by, at=at, most=LARGEST)
    if not kept.size:
        raise CannotKeep(f"“{name}” is empty. Choose the file again.")
    document = Document.objects.create(
        partnership=partnership,
        urn=urn,
        title=title,
        kind=kind,
        dated_on=dated_on,
        classification=classification,
        sha256=kept.sha256,
        file_name=name[:255],
        size=kept.size,
        added_at=at,
        added_by_id=by.pk,
        added_by_name=by.name,
    )
    audit.record(
        verb="document.added",
        at=at,
        by=by,
        chain=partnership,
        acting_as=acting_as,
        kind="document",
        object_id=document.pk,
        urn=urn,
        data={"classification": str(classification), "kind": str(kind), "sha256": kept.sha256},
    )
    return document


@transaction.atomic
def withdraw_document(*, document: Document, because: str, by: Any, at: datetime, acting_as: str) -> Document:
    """Withdraw a document for a stated reason; its bytes stay kept. Raises CannotAdd when it is withdrawn already."""
    held = Document.objects.select_for_update().get(pk=document.pk)
    if held.withdrawn_at is not None:
        raise CannotAdd("This document was withdrawn already.")
    if not because.strip():
        raise CannotAdd("Say why. Your name, your reason and the time are kept.")
    held.withdrawn_at, held.withdrawn_by_name = at, by.name
    held.save(update_fields=["withdrawn_at", "withdrawn_by_name"])
    audit.record(
        verb="document.withdrawn",
        at=at,
        by=by,
        chain=held.partnership,
        acting_as=acting_as,
        kind="document",
        object_id=held.pk,
        urn=held.urn,
        because=because.strip(),
    )
    return held
