"""The service kept up to date: who listens to the store hears of every edit, whichever process made it, and swaps in the next inventory."""

from __future__ import annotations

import logging
import multiprocessing
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from fastapi import FastAPI

from api.ground.service import Service, hold, replace_folder, replace_inventory
from api.serving.processes import give_back
from gis.errors import LandstockError
from gis.folder import Folder, fold_folder
from gis.snapshot import Seen
from gis.written import CATALOG

LISTEN_SECONDS: Final = 0.02
"""A look at the store takes microseconds: an edit is answered with by every process well within 100 ms."""
LONGEST_PAUSE: Final = 0.04
_REST: Final = 8
WEIGH_SECONDS: Final = 0.5
"""How often it is counted whether a snapshot has become heavy with edits: that takes a third as long as to patch them in."""
RETRY_SECONDS: Final = 1.0
GIVE_BACK_SECONDS: Final = 10.0
_LOG = logging.getLogger("landstock")


class Live:
    """Follows a folder's store in a thread of its own, and puts the service of each new version in the app's place for it."""

    def __init__(self, app: FastAPI, folder: Folder) -> None:
        self._app, self._folder = app, folder
        self._stop = threading.Event()
        self._folding: BaseProcess | None = None
        self._refused = ""
        self._given_back = self._weighed = 0.0
        self._heavier = False
        self._standing: dict[Path, Seen] = {}
        self._declared = _catalog_seen(folder)

    def run(self) -> None:
        """Listen until stopped."""
        threading.Thread(target=self._look_over, name="landstock-look-over", daemon=True).start()
        while not self._stop.is_set():
            try:
                self._listen()
            except LandstockError as refused:
                self._say(refused)
                self._stop.wait(RETRY_SECONDS)
            except Exception:  # noqa: BLE001  whatever it is, it is logged, and tried again
                # Whatever fails here, what is served stays served; to stop listening would be to answer with old data for ever.
                _LOG.exception("暂时无法读取存储，稍后再试 / the store cannot be read for now; tried again shortly")
                self._stop.wait(RETRY_SECONDS)

    def _listen(self) -> None:
        watch = self._folder.store.watch()
        try:
            self.refresh()  # what was written between loading and listening
            pause = LISTEN_SECONDS
            while not self._stop.wait(pause):
                began = time.monotonic()
                if watch.changed():
                    self.refresh()
                # Where edits come one after the other, one refresh serves several: they take a ninth of the time as long as they are quick, and readers have the rest.
                self._fold()
                pause = min(max(LISTEN_SECONDS, _REST * (time.monotonic() - began)), LONGEST_PAUSE)
                if altered := self._folder.shelf.altered(self._standing):
                    self._renew(altered)
        finally:
            watch.close()

    def _say(self, refused: LandstockError) -> None:
        """Say once what keeps the service with what it has."""
        if self._refused != (said := f"{refused.text.both()} → {refused.remedy.both()}"):
            self._refused = said
            _LOG.warning("继续以原有数据应答 / what is served stays: %s", said)

    def _look_over(self) -> None:
        """Compare snapshots with what was written, behind the first answers; one process does it for all, and damaged ones are written anew."""
        with self._folder.shelf.writing(wait=False) as ours:
            damaged = self._folder.shelf.damaged(self._stop.is_set) if ours else []
        if damaged:
            self._renew(damaged)

    def _renew(self, damaged: list[Path]) -> None:
        """Answer nothing from files that are not what was written, until they are written again from the store."""
        _LOG.warning(
            "快照损坏，重新生成 / damaged snapshots, written again: %s", ", ".join(path.name for path in damaged)
        )
        hold(self._app)
        self._folder.shelf.remove(damaged)
        whole = self._folder.inventory()
        replace_inventory(self._app, lambda _: whole)
        self._standing = self._folder.shelf.standing(whole.layers.values())

    def refresh(self) -> None:
        """Answer from what the store holds now; who is being answered keeps the version that the answer began with."""
        self._follow_catalog()
        served: Service = self._app.state.service
        inventory = self._folder.inventory(served.inventory)
        self._refused = ""
        if inventory is not served.inventory:
            replace_inventory(self._app, lambda _: inventory)
            self._heavier = True
        self._standing = self._folder.shelf.standing(inventory.layers.values())
        if time.monotonic() - self._given_back > GIVE_BACK_SECONDS:
            # An older inventory has gone: what it leaves behind in pieces would add up over a week.
            give_back()
            self._given_back = time.monotonic()

    def _follow_catalog(self) -> None:
        """Answer from the folder as it is declared now, where an import or somebody has written its catalog anew."""
        seen = _catalog_seen(self._folder)
        if seen == self._declared:
            return
        folder = self._folder.reopened()
        if folder.catalog.written.whole != self._folder.catalog.written.whole:
            replace_folder(self._app, folder)
            self._folder = folder
        self._declared = seen

    def _fold(self) -> None:
        """Have snapshots with many edits written anew, in another process: to write one takes longer than anybody waits."""
        if not self._heavier or time.monotonic() - self._weighed < WEIGH_SECONDS:
            return
        if self._folding is not None and self._folding.is_alive():
            return
        self._heavier, self._weighed = False, time.monotonic()
        if self._folder.heavy():
            arguments = (self._folder.catalog, self._folder.address)
            self._folding = multiprocessing.get_context("spawn").Process(
                target=fold_folder, args=arguments, daemon=True
            )
            self._folding.start()

    def stop(self) -> None:
        """Stop listening."""
        self._stop.set()


def _catalog_seen(folder: Folder) -> tuple[int, int]:
    """What tells that a folder's catalog was written anew, without reading it."""
    found = (folder.catalog.folder / CATALOG).stat()
    return found.st_mtime_ns, found.st_size


def following(folder: Folder) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """The lifespan of an app that follows a folder."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        live = Live(app, folder)
        thread = threading.Thread(target=live.run, name="landstock-live", daemon=True)
        together = app.state.service.together
        thread.start()
        together.start()
        yield
        # What was taken is made durable before the process goes.
        together.stop()
        live.stop()
        thread.join()

    return lifespan
