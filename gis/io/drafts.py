"""A folder written beside its place and put there when it is whole, so that a killed import leaves its target as it was."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_SUFFIX: Final = ".landstock-import"


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


def put_in_place(draft: Path, into: Path, last: Callable[[Path], int]) -> None:
    """The draft as ``into``: at once where nothing stands there, else file by file by the rank of ``last``, where a file has changed.

    A folder that is there stays the one it is: somebody may stand in it.
    """
    if not into.exists():
        draft.replace(into)
        return
    for path in sorted(draft.rglob("*"), key=lambda path: (last(path), str(path))):
        target = into / path.relative_to(draft)
        if path.is_dir():
            target.mkdir(exist_ok=True)
        elif not target.is_file() or target.read_bytes() != path.read_bytes():
            path.replace(target)


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
