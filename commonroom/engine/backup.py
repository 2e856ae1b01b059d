"""One file that holds the whole house, and the way back from it.

The file is a tar: `anchors/…` (the audit chains' anchors), `database.dump` (pg_dump's own form), `files/…` (the kept
files) and last `manifest.json` with the size and SHA-256 of each. Anchors are taken first and files last, so that a
copy made while people work never anchors an event, nor names a file, that it does not hold. The signing key
(`secret_key`), which opens the second steps of sign-in, goes in only when asked for: kept apart, a lost copy gives
nobody's second step away; left behind, each person must set theirs up again.
"""

import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from commonroom.engine.postgres import EngineError, programs
from commonroom.engine.preparation import holds_anything
from commonroom.engine.roles import ensure_roles

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "database.dump"
KEY = "secret_key"
FOLDERS = ("anchors", "files")
CHUNK = 1 << 20


class Refused(EngineError):
    """The copy or the restore would overwrite something, or the file is not what it says."""


def backup(target: Path, *, data: Path, superuser_url: str, with_key: bool = False) -> dict[str, Any]:
    """Write database, kept files, anchors and, if asked, the signing key to a new file; returns its manifest.

    `superuser_url` must see every row (a superuser or a role with BYPASSRLS). Raises Refused where `target` exists.
    """
    if target.exists():
        raise Refused(f"{target} exists already. Choose another name, so that no copy is lost.")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        dump = Path(scratch) / DUMP
        descriptor = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            entries: dict[str, dict[str, Any]] = {}
            with tarfile.open(fileobj=out, mode="w|") as tar:
                _add_folder(tar, data / "anchors", "anchors", entries)
                _run("pg_dump", superuser_url, "--format=custom", f"--file={dump}")
                _add(tar, dump, DUMP, entries)
                _add_folder(tar, data / "files", "files", entries)
                if with_key and (data / KEY).exists():
                    _add(tar, data / KEY, KEY, entries)
                manifest = {"format": FORMAT, "made_at": datetime.now(UTC).isoformat(timespec="seconds")}
                manifest |= {"server": _server(superuser_url), "entries": entries}
                _add_bytes(tar, MANIFEST, json.dumps(manifest, indent=1).encode())
            out.flush()
            os.fsync(out.fileno())
    part.rename(target)
    return manifest


def restore(source: Path, *, data: Path, superuser_url: str) -> dict[str, Any]:
    """Check every digest of `source`, then bring it back into an empty house; returns its manifest.

    The database comes back in one transaction. Raises Refused where the file is damaged or the house holds anything.
    """
    manifest = check(source)
    for name in FOLDERS:
        if (data / name).is_dir() and any((data / name).iterdir()):
            raise Refused(f"{data / name} holds files already. Restore into an empty folder (COMMONROOM_DATA).")
    if holds_anything(superuser_url):
        raise Refused("This database holds records already. Restore into an empty one.")
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data) as scratch:
        unpacked = Path(scratch)
        _unpack(source, unpacked)
        _empty(superuser_url)
        ensure_roles(superuser_url, str(conninfo_to_dict(superuser_url)["dbname"]))
        _run("pg_restore", superuser_url, "--exit-on-error", "--single-transaction", str(unpacked / DUMP))
        for name in FOLDERS:
            if (unpacked / name).is_dir():
                _move_in(unpacked / name, data / name)
        if (unpacked / KEY).exists():
            (unpacked / KEY).chmod(0o600)
            (unpacked / KEY).replace(data / KEY)
    return manifest


def check(source: Path) -> dict[str, Any]:
    """Compare every entry of a copy with its manifest and return it; raises Refused with the first that differs."""
    found: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] | None = None
    if not source.exists():
        raise Refused(f"There is no file {source}.")
    try:
        with tarfile.open(source) as tar:
            for entry in tar:
                stream = tar.extractfile(entry)
                if stream is None or not entry.isreg() or not _allowed(entry.name):
                    raise Refused(f"{source} holds “{entry.name}”, which no copy of Commonroom does.")
                if entry.name == MANIFEST:
                    manifest = json.loads(stream.read())
                else:
                    found[entry.name] = _digest(stream)
    except (OSError, tarfile.TarError, ValueError) as error:
        raise Refused(f"{source} cannot be read as a copy of Commonroom: {error}.") from None
    if manifest is None or manifest.get("format") != FORMAT:
        raise Refused(
            f"{source} has no manifest of a form known here: it was cut short or is not a copy of Commonroom."
        )
    wanted = manifest["entries"]
    for name in sorted(wanted.keys() | found.keys()):
        if wanted.get(name) != found.get(name):
            raise Refused(f"“{name}” in {source} differs from its manifest. Nothing was restored; use another copy.")
    return manifest


def _allowed(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and path.parts[0] in (*FOLDERS, DUMP, KEY, MANIFEST)


def _unpack(source: Path, target: Path) -> None:
    """Write the entries that `check` found good; tarfile's own safe way is missing before Python 3.11.4."""
    with tarfile.open(source) as tar:
        for entry in tar:
            stream = tar.extractfile(entry)
            if stream is None or not entry.isreg() or not _allowed(entry.name):
                raise Refused(f"{source} changed while it was read.")
            path = target / entry.name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as out:
                shutil.copyfileobj(stream, out, CHUNK)


def _digest(stream: IO[bytes]) -> dict[str, Any]:
    digest, size = sha256(), 0
    while piece := stream.read(CHUNK):
        digest.update(piece)
        size += len(piece)
    return {"bytes": size, "sha256": digest.hexdigest()}


class _Counting(io.RawIOBase):
    """Reads at most `size` bytes of a file that may still grow, and digests them on the way."""

    def __init__(self, source: IO[bytes], size: int) -> None:
        self._source, self._left, self.digest = source, size, sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._source.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(piece)
        self.digest.update(piece)
        return piece


def _add(tar: tarfile.TarFile, path: Path, name: str, entries: dict[str, dict[str, Any]]) -> None:
    with path.open("rb") as source:
        info = tarfile.TarInfo(name)
        info.size, info.mode = os.fstat(source.fileno()).st_size, 0o600
        counting = _Counting(source, info.size)
        tar.addfile(info, counting)
    entries[name] = {"bytes": info.size, "sha256": counting.digest.hexdigest()}


def _add_folder(tar: tarfile.TarFile, folder: Path, name: str, entries: dict[str, dict[str, Any]]) -> None:
    for path in _files(folder):
        _add(tar, path, f"{name}/{path.relative_to(folder).as_posix()}", entries)


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    tar.addfile(info, io.BytesIO(content))


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def _move_in(source: Path, target: Path) -> None:
    if target.is_dir():
        target.rmdir()
    source.rename(target)


def _empty(superuser_url: str) -> None:
    """Drop the bare tables that migrations made, so that the copy's own come in."""
    with psycopg.connect(superuser_url) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
        # The mark of the migrations lies with the database, and the copy may be of an older house.
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS NULL").format(sql.Identifier(connection.info.dbname)))


def _server(url: str) -> str:
    with psycopg.connect(url) as connection:
        return f"PostgreSQL {connection.info.server_version // 10_000}"


def _run(name: str, url: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on a database; the password goes by the environment, out of sight of ps."""
    address = conninfo_to_dict(url)
    password = {"PGPASSWORD": str(address.pop("password"))} if "password" in address else {}
    command = [str(programs() / name), "--no-password", f"--dbname={make_conninfo('', **address)}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **password})
    if done.returncode != 0:
        raise EngineError(f"{name} did not finish: {done.stderr.strip()}")
