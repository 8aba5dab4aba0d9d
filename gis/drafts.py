"""A folder written beside its place and put there at once when it is whole, so that a killed import leaves its target as it was."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from gis.disk import no_write

_SUFFIX: Final = ".landstock-import"
_PENDING: Final = f"pending{_SUFFIX}"


@contextmanager
def draft_of(into: Path) -> Iterator[Path]:
    """An empty folder beside ``into``, removed at the end unless it was put into place; what killed imports left there goes first."""
    into.parent.mkdir(parents=True, exist_ok=True)
    _clear(into)
    draft = into.parent / f".{into.name}-{secrets.token_hex(4)}{_SUFFIX}"
    draft.mkdir()
    held = _hold(draft)
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        os.close(held)


def put_in_place(draft: Path, into: Path) -> None:
    """The draft as ``into``, at once: a kill finds the folder as it was, or as it is to be once it is ``settled``."""
    if not into.exists():
        draft.replace(into)
        return
    settle(into)
    # From here on the draft is in: what follows is done again by whoever reads the folder next.
    draft.replace(into / _PENDING)
    settle(into)


def settle(folder: Path) -> None:
    """Put the files in place that a killed import had still to move.

    Raises
    ------
    SourceError
        Where the disk does not let it.
    """
    pending = folder / _PENDING
    # A data folder may come from anyone: nothing is moved out of a folder that a link leads to, nor into one.
    if pending.is_symlink() or not pending.is_dir():
        return
    try:
        for path in sorted(pending.rglob("*")):
            target = folder / path.relative_to(pending)
            if target.parent.resolve() != folder.resolve() / path.parent.relative_to(pending):
                raise NotADirectoryError(errno.ENOTDIR, "")
            if path.is_dir():
                target.mkdir(exist_ok=True)
            else:
                # Another process may be at it too.
                with suppress(FileNotFoundError):
                    path.replace(target)
        shutil.rmtree(pending, ignore_errors=True)
    except OSError as mistake:
        raise no_write(folder, mistake) from None


def _hold(folder: Path) -> int:
    """Hold a folder, so that another import sees that somebody still writes it; a killed process lets go."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(held)
        raise
    return held


def _clear(into: Path) -> None:
    ours = re.compile(rf"\.{re.escape(into.name)}-[0-9a-f]{{8}}{re.escape(_SUFFIX)}")
    for path in into.parent.iterdir():
        if ours.fullmatch(path.name) and path.is_dir() and not path.is_symlink():
            with suppress(OSError):
                held = _hold(path)
                shutil.rmtree(path, ignore_errors=True)
                os.close(held)
