"""A backup: one folder with all that a server needs, made while others read and write, and brought back from it.

The store is copied by SQLite's backup in one step, which sees one moment and holds up no writer (https://sqlite.org/backup.html); a file that is
copied while it is written is none. A manifest beside the files has the hash of each.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from gis.disk import Unreadable, check_file, file_bytes, no_read, no_write, show_path
from gis.errors import SourceError
from gis.store.chain import Verified, known_key, read_key, verify
from gis.store.connection import FOLDER
from gis.store.geopackage import DEFAULT_FILE, KEY, GeoPackageStore
from gis.store.log import head, linked
from gis.store.migrations import is_store, layout_of, refuse_other_layout
from gis.store.unlogged import Compared, compare_tables
from gis.text import Text
from gis.written import CATALOG

MANIFEST: Final = "backup.json"
FORMAT: Final = 1
MOST_MANIFEST: Final = 1 << 26
"""Bytes of a manifest: a line a file."""
_LAYERS: Final = "layers"
"""In a backup, the folder of the data folder's files; the store stands in it where a data folder has it."""
_PART: Final = ".part"


@dataclass(frozen=True, kw_only=True)
class Backup:
    """What a backup holds.

    Parameters
    ----------
    made_at
        When its store was copied.
    entries
        Entries of the log in it.
    key, key_file, has_key
        Name of the key that signed the last of them, where that lay, and whether it is in the backup.
    files, size
        How many files, and their bytes.
    verified
        What a look at the log in it found.
    compared
        What a comparison of its tables with that log found.
    """

    made_at: dt.datetime
    entries: int
    key: str | None
    key_file: str
    has_key: bool
    files: int
    size: int
    verified: Verified
    compared: Compared

    @property
    def altered(self) -> bool:
        """Whether anything in its store is not what was written."""
        return self.verified.bad is not None or bool(self.compared.count)


def make_backup(store: GeoPackageStore, layers: Path, target: Path, *, with_key: bool = False) -> Backup:
    """Copy a data folder and its store into a new folder; it is there whole, or not at all.

    Raises
    ------
    SourceError
        Where the target is there already, cannot be written, or something cannot be read.
    """
    if target.exists():
        raise SourceError(
            Text(
                f"{show_path(target)} 已存在，未作任何改动",
                f"{show_path(target)} is there already; nothing was changed",
            ),
            Text("请换一个新的文件夹名", "name a folder that is not there yet"),
            file=str(target),
        )
    with _beside(target) as part:
        inside = part / _LAYERS
        _copy_files(layers, inside)
        copy = inside / DEFAULT_FILE
        copy.parent.mkdir(mode=0o700)
        made_at = dt.datetime.now(dt.UTC)
        copy_store(store.path, copy)
        if with_key and store.key.exists():
            shutil.copyfile(store.key, copy.with_suffix(KEY))
            copy.with_suffix(KEY).chmod(0o600)
        looked = _look_at(copy, store.key)
        files = {str(path.relative_to(part)): _entry(path) for path in _files(part)}
        manifest = {
            "format": FORMAT,
            "made_at": made_at.isoformat(timespec="milliseconds"),
            "layout": looked.layout,
            "entries": looked.entries,
            "key": looked.key,
            "key_file": str(store.key),
            "has_key": with_key and store.key.exists(),
            "files": files,
        }
        (part / MANIFEST).write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
        _sync(part)
    return _describe(manifest, looked)


def restore_backup(backup: Path, into: Path, key: Path | None = None) -> Backup:
    """Bring a backup back into a folder that is not there yet or is empty; looked over before anything stands there.

    ``key`` is the file of the key that signed its log, where the backup has none.

    Raises
    ------
    SourceError
        Where it is no whole backup, or the folder holds something.
    """
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise SourceError(
            Text(
                f"{show_path(into)} 不是空文件夹，未作任何改动",
                f"{show_path(into)} is no empty folder; nothing was changed",
            ),
            Text("请指定一个新的或空的文件夹", "name a folder that is new or empty"),
            file=str(into),
        )
    manifest = read_manifest(backup)
    _refuse_altered(backup, manifest)
    with _beside(into) as part:
        shutil.copytree(backup / _LAYERS, part, dirs_exist_ok=True)
        store = part / DEFAULT_FILE
        store.parent.chmod(0o700)
        store.chmod(0o600)
        own = store.with_suffix(KEY)
        if key is not None and not own.exists():
            own.write_bytes(read_key(key).secret)
        if own.exists():
            own.chmod(0o600)
        looked = _look_at(store, own)
        if into.exists():
            into.rmdir()
        _sync(part)
    return _describe(manifest, looked)


def read_manifest(backup: Path) -> dict[str, Any]:
    """What a backup says of itself.

    Raises
    ------
    SourceError
        Where it is none.
    """
    try:
        manifest = orjson.loads(file_bytes(backup / MANIFEST, most=MOST_MANIFEST))
    except Unreadable as mistake:
        raise no_read(backup / MANIFEST, mistake) from None
    except orjson.JSONDecodeError:
        manifest = None
    if not _is_manifest(manifest):
        raise SourceError(
            Text(f"{show_path(backup)} 不是本程序的备份", f"{show_path(backup)} is no backup of this program"),
            Text("请指定 landstock backup 生成的文件夹", "name a folder that landstock backup made"),
            file=str(backup),
        )
    return dict(manifest)


def _is_manifest(given: Any) -> bool:
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        return False
    try:
        dt.datetime.fromisoformat(given["made_at"])
    except (KeyError, TypeError, ValueError):
        return False
    kinds = {"files": dict, "entries": int, "key": str | None, "key_file": str, "has_key": bool}
    return all(name in given and isinstance(given[name], kind) for name, kind in kinds.items()) and all(
        isinstance(entry, dict) and isinstance(entry.get("bytes"), int) for entry in given["files"].values()
    )


def copy_store(path: Path, target: Path) -> None:
    """A copy of a store at one moment, while others read and write; on disk when it returns.

    Raises
    ------
    SourceError
        Where it cannot be read or written.
    """
    try:
        real = check_file(path)
    except Unreadable as mistake:
        raise no_read(path, mistake) from None
    try:
        with (
            closing(sqlite3.connect(f"{real.as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode = DELETE")
        target.chmod(0o600)
        with target.open("rb") as written:
            os.fsync(written.fileno())
    except sqlite3.Error as mistake:
        raise SourceError(
            Text(
                f"存储 {show_path(path)} 无法复制：{mistake}",
                f"the store {show_path(path)} cannot be copied: {mistake}",
            ),
            Text("请检查磁盘空间与权限", "check the disk's room and permissions"),
            file=str(path),
        ) from None
    except OSError as mistake:
        raise no_write(target, mistake) from None


@dataclass(frozen=True, kw_only=True)
class _Found:
    layout: int
    entries: int
    key: str | None
    verified: Verified
    compared: Compared


def _look_at(store: Path, key: Path) -> _Found:
    """See that a copied store is whole, and what its log says."""
    with closing(sqlite3.connect(f"{store.resolve().as_uri()}?mode=ro", uri=True)) as db:
        if not _is_whole(db):
            raise SourceError(
                Text(f"备份中的存储 {store.name} 已损坏", f"the store {store.name} in the backup is damaged"),
                Text("请改用另一份备份", "take another backup"),
                file=str(store),
            )
        if not is_store(db):
            raise SourceError(
                Text(f"{show_path(store)} 中没有存储", f"{show_path(store)} holds no store"),
                Text(
                    "请先运行 landstock serve 或 landstock query 载入数据",
                    "load the data first, by landstock serve or landstock query",
                ),
                file=str(store),
            )
        refuse_other_layout(db, store)
        last, secret = head(db), known_key(key)
        checked = verify(linked(db), last, [] if secret is None else [secret])
        return _Found(
            layout=layout_of(db),
            entries=checked.entries,
            key=None if last is None else last.key,
            verified=checked,
            compared=compare_tables(db),
        )


def _is_whole(db: sqlite3.Connection) -> bool:
    try:
        return bool(db.execute("PRAGMA integrity_check").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        # So damaged that it is not even looked over.
        return False


def _refuse_altered(backup: Path, manifest: dict[str, Any]) -> None:
    # A backup is made of files and folders: a link in it would bring along what lies elsewhere, a pipe would be waited for.
    for path in sorted(backup.rglob("*")):
        if not (stat.S_ISREG(path.lstat().st_mode) or stat.S_ISDIR(path.lstat().st_mode)):
            raise _altered(str(path.relative_to(backup)))
    there = {str(path.relative_to(backup)): path for path in _files(backup) if path.name != MANIFEST}
    for name in sorted({*there, *manifest["files"]}):
        if name not in there or name not in manifest["files"] or _entry(there[name]) != manifest["files"][name]:
            raise _altered(name)


def _altered(name: str) -> SourceError:
    return SourceError(
        Text(f"备份不完整或被改动：{name}", f"the backup is not what was made: {name}"),
        Text("未作任何改动；请改用另一份备份", "nothing was changed; take another backup"),
        file=name,
    )


def _describe(manifest: dict[str, Any], looked: _Found) -> Backup:
    return Backup(
        made_at=dt.datetime.fromisoformat(manifest["made_at"]),
        entries=manifest["entries"],
        key=manifest["key"],
        key_file=manifest["key_file"],
        has_key=manifest["has_key"],
        files=len(manifest["files"]),
        size=sum(entry["bytes"] for entry in manifest["files"].values()),
        verified=looked.verified,
        compared=looked.compared,
    )


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A folder that is moved into the place of the target when it is whole, and is gone where anything fails."""
    part = target.with_name(f".{target.name}.{os.getpid()}{_PART}")
    try:
        part.mkdir(parents=True)
        yield part
        part.rename(target)
    except OSError as mistake:
        raise no_write(target, mistake) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _copy_files(layers: Path, target: Path) -> None:
    """The files of a data folder, without its store: regular ones, links by what they point to."""
    if not (layers / CATALOG).is_file():
        raise SourceError(
            Text(
                f"{show_path(layers)} 不是数据文件夹：没有 {CATALOG}",
                f"{show_path(layers)} is no data folder: it has no {CATALOG}",
            ),
            Text("请用 --layers 指定数据文件夹", "name the data folder by --layers"),
            file=str(layers),
        )
    # Backups that lie in the folder are not its data: each would hold all that were made before it.
    backups = {path.parent for path in layers.rglob(MANIFEST) if (path.parent / _LAYERS).is_dir()}
    for path in _files(layers):
        inner = path.relative_to(layers)
        if inner.parts[0] == FOLDER or not backups.isdisjoint(path.parents):
            continue
        (target / inner).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / inner)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _entry(path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {"sha256": digest, "bytes": path.stat().st_size}


def _sync(folder: Path) -> None:
    """Have the disk keep all files of a folder: a copy that the power may take is none."""
    for path in [*folder.rglob("*"), folder]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
