"""Connections to the embedded store: with every promise switched on, or only to read where the disk takes nothing any more."""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final, cast

from gis.disk import Missing, Unreadable, check_file, narrow, no_read
from gis.errors import OldStore, SourceError, StoreBusy, StoreFull
from gis.store.migrations import is_old_and_empty, is_store, migrate, refuse_other_layout
from gis.store.schema import lay_out
from gis.text import Text

FOLDER: Final = ".store"
"""Where a data folder keeps its store: nothing else lies there, so that it is narrowed with it."""
BUSY_TIMEOUT_MS: Final = 5000
_BESIDE: Final = ("-wal", "-shm")
_NOT_WRITABLE: Final = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL")
_ELSEWHERE: Final = Text(
    "请用 LANDSTOCK_STORE 把存储放到可写的本地磁盘",
    "put the store on a local disk that can be written, by LANDSTOCK_STORE",
)
_REASONS: Final[dict[str, tuple[type[SourceError], Text, Text]]] = {
    "SQLITE_FULL": (
        StoreFull,
        Text("磁盘已满", "the disk is full"),
        Text("请腾出磁盘空间后重试", "make room on the disk and try again"),
    ),
    "SQLITE_BUSY": (
        StoreBusy,
        Text("正被另一程序写入", "another program is writing to it"),
        Text("请稍后重试；长时间占用时请关闭该程序", "try again shortly; if it lasts, close that program"),
    ),
    "SQLITE_READONLY": (StoreBusy, Text("所在磁盘只读", "its disk is read-only"), _ELSEWHERE),
}
_NUMBERS: Final = {errno.EROFS: "SQLITE_READONLY", errno.ENOSPC: "SQLITE_FULL", errno.EDQUOT: "SQLITE_FULL"}


@contextmanager
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a store, which is made where it is missing; only to be read where nothing can be written.

    Raises
    ------
    SourceError
        With what to do, where it cannot be used.
    """
    try:
        with closing(open_file(path)) as db:
            yield db
    except sqlite3.Error as mistake:
        raise unusable(path, mistake) from None


def open_file(path: Path) -> sqlite3.Connection:
    """A connection to a store, for whoever closes it; see :func:`connection`."""
    try:
        _refuse_irregular(path)
        _make_private(path)
        db = sqlite3.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT_MS / 1000)
    except (OSError, sqlite3.Error) as mistake:
        raise unusable(path, mistake) from None
    try:
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            f"busy_timeout = {BUSY_TIMEOUT_MS}",
            "trusted_schema = OFF",
        ):
            db.execute(f"PRAGMA {pragma}")
        if not is_store(db):
            with writing(db):
                if not is_store(db):
                    lay_out(db)
        if is_old_and_empty(db):
            with writing(db):
                migrate(db, None)
        refuse_other_layout(db, path)
    except sqlite3.Error as mistake:
        db.close()
        return _only_read(path, mistake)
    except OldStore:
        db.close()
        raise
    return db


def _refuse_irregular(path: Path) -> None:
    """A pipe in the place of a store, or of what SQLite keeps beside it, would be waited for."""
    for file in (path, *(path.with_name(f"{path.name}{suffix}") for suffix in _BESIDE)):
        try:
            check_file(file)
        except Missing:
            continue
        except Unreadable as mistake:
            raise no_read(file, mistake) from None


def _make_private(path: Path) -> None:
    """The place of a store that only its owner may look into, whatever the system gives to new files; its log gets the rights of the store."""
    made = not path.parent.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    if made or path.parent.name == FOLDER:
        narrow(path.parent)
    # A file that SQLite makes could be opened by others until it is narrowed.
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    narrow(path, *(path.with_name(f"{path.name}{suffix}") for suffix in _BESIDE))


def _only_read(path: Path, mistake: sqlite3.Error) -> sqlite3.Connection:
    """A finished store where not even its shared memory can be made: nobody writes to it, so that it is read as it stands."""
    if not _name(mistake).startswith(_NOT_WRITABLE) or _waiting(path):
        raise mistake
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    try:
        db.execute("PRAGMA trusted_schema = OFF")
        if is_store(db):
            refuse_other_layout(db, path)
            return db
    except sqlite3.Error:
        pass
    db.close()
    raise mistake


def _waiting(path: Path) -> bool:
    """Whether edits stand in the log beside the store: who reads the file alone would not see them."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


@contextmanager
def writing(db: sqlite3.Connection) -> Iterator[None]:
    """A transaction that takes the write lock at once; rolled back whole on any error."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        # A full disk has rolled back already.
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def unusable(path: Path, mistake: Exception) -> SourceError:
    """Why a store cannot be used, and what to do."""
    known = next((words for name, words in _REASONS.items() if _name(mistake).startswith(name)), None)
    if isinstance(mistake, OSError):
        known = next((_REASONS[name] for number, name in _NUMBERS.items() if mistake.errno == number), known)
    kind, reason, remedy = known or (
        SourceError,
        Text(f"{mistake}", f"{mistake}"),
        Text(
            "请检查磁盘与权限、是否被占用，或用 LANDSTOCK_STORE 指定别处",
            "check the disk, its permissions and who else holds it, or name another place by LANDSTOCK_STORE",
        ),
    )
    return kind(
        Text(f"存储文件 {path} 无法使用：{reason.zh}", f"the store {path} cannot be used: {reason.en}"),
        remedy,
        file=str(path),
    )


def _name(mistake: Exception) -> str:
    return str(getattr(mistake, "sqlite_errorname", ""))


class Writer:
    """The connection by which each thread of this process writes, kept open: to open one takes longer than a commit."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = threading.local()

    @contextmanager
    def connected(self) -> Iterator[sqlite3.Connection]:
        """The calling thread's connection; opened anew where another file has taken the store's place, and after anything went wrong with it."""
        db = self._opened()
        try:
            if db is None:
                db = open_file(self._path)
                self._threads.kept = (self._seen(), db)
            yield db
        except sqlite3.Error as mistake:
            self._forget()
            raise unusable(self._path, mistake) from None

    def _opened(self) -> sqlite3.Connection | None:
        seen, db = getattr(self._threads, "kept", (None, None))
        if db is not None and seen != self._seen():
            self._forget()
            return None
        return cast("sqlite3.Connection | None", db)

    def _seen(self) -> tuple[int, int] | None:
        """Process and file: a connection is no other's."""
        try:
            return os.getpid(), self._path.stat().st_ino
        except OSError:
            return None

    def _forget(self) -> None:
        seen, db = getattr(self._threads, "kept", (None, None))
        self._threads.kept = (None, None)
        # One that a fork brought along is the parent's: to close it would take the parent's locks.
        if db is not None and seen is not None and seen[0] == os.getpid():
            db.close()


class DataVersion:
    """Tells whether any connection has written: SQLite counts commits of all processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open()

    def _open(self) -> None:
        # A file that is not there is not made: whoever listens writes nothing.
        address = f"{self._path.resolve().as_uri()}?mode=rw"
        patience = BUSY_TIMEOUT_MS / 1000
        try:
            self._db = sqlite3.connect(
                address, uri=True, isolation_level=None, timeout=patience, check_same_thread=False
            )
            self._file = self._path.stat().st_ino
            self._seen = self._commits()
        except (OSError, sqlite3.Error) as mistake:
            raise unusable(self._path, mistake) from None

    def _commits(self) -> int:
        try:
            return int(self._db.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error as mistake:
            if not _name(mistake).startswith(_NOT_WRITABLE):
                raise
            # Where nothing can be written nobody writes, but another file may be put there.
            return self._path.stat().st_mtime_ns

    def changed(self) -> bool:
        """Whether anything was written since the last call.

        Raises
        ------
        SourceError
            Where the store is not there any more, or cannot be read.
        """
        try:
            if self._path.stat().st_ino != self._file:
                # Another file has taken its place.
                self.close()
                self._open()
                return True
            before, self._seen = self._seen, self._commits()
        except (OSError, sqlite3.Error) as mistake:
            raise unusable(self._path, mistake) from None
        return self._seen != before

    def close(self) -> None:
        """Stop listening."""
        self._db.close()
