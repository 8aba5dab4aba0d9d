"""An upgrade that is killed with -9 at a chosen step; run as a program of its own.

``python -m tests.gis.store.upgrading STORE STEP [careless]``: it ends itself before the entry of that number, before the signed head (6), or before the
commit (7); the last makes no transaction.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import gis.keeping.upgrade
import gis.store.migrations
from gis.keeping.upgrade import upgrade_store
from gis.store.geopackage import GeoPackageStore
from tests.gis.store.killing import no_transaction

HEAD, COMMIT = 6, 7


def die() -> None:
    """End without a word to anybody."""
    os.kill(os.getpid(), signal.SIGKILL)


def dying_at(step: int, at: int | None, act: Callable[..., Any]) -> Callable[..., Any]:
    """What does the same, until its turn comes."""
    calls = iter(range(1, 100))

    def acting(*given: Any) -> Any:
        if (next(calls) if at is None else at) == step:
            die()
        return act(*given)

    return acting


@contextmanager
def dying_writing(db: sqlite3.Connection) -> Iterator[None]:
    """A transaction that never gets to its commit."""
    db.execute("BEGIN IMMEDIATE")
    yield
    die()


def main(store: Path, step: int, *, careless: bool) -> None:
    """Upgrade, and die."""
    migrations, upgrade = vars(gis.store.migrations), vars(gis.keeping.upgrade)
    migrations["enter"] = dying_at(step, None, migrations["enter"])
    migrations["move_head"] = dying_at(step, HEAD, migrations["move_head"])
    if step == COMMIT:
        upgrade["writing"] = dying_writing
    if careless:
        upgrade["writing"] = no_transaction
    upgrade_store(GeoPackageStore(store))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), careless="careless" in sys.argv)
