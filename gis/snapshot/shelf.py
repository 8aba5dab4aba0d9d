"""Where the snapshots of a data folder stand: beside its store, one file a collection, found by what it was made of.

A name says of which state of the store a file is; a file that is there is whole. Whoever needs one that is missing writes it, one process at
a time; older ones are removed, which those who still read them do not notice. The folder may be deleted at any time.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from numpy.typing import NDArray

from gis.catalog import Collection
from gis.codelists import Codelist
from gis.columns import Rows
from gis.disk import narrow
from gis.layer import Layer
from gis.memory import give_memory_back
from gis.snapshot.file import FORMAT, Arrays, Unusable, map_arrays, writing
from gis.snapshot.stored import StoredLayer, open_layer
from gis.snapshot.writing import order_of, write

_SUFFIX: Final = ".arrays"
_BESIDE: Final = ".prepared"
_PART: Final = ".part"
_LOCK: Final = ".lock"
_SOUND: Final = ".sound"
Seen = tuple[int, int, int, int]
"""What the system says of a file: size, when it was written and when it was changed in any way, and which file it is."""


@dataclass(frozen=True)
class Shelf:
    """The folder of snapshots."""

    folder: Path

    def newest(
        self, collection: Collection, mark: str, upto: int, codelists: Mapping[str, Codelist]
    ) -> tuple[StoredLayer, int] | None:
        """The latest snapshot of a collection and the number of the last edit in it; None where one must be written.

        Parameters
        ----------
        mark
            What the store says the collection was loaded from.
        upto
            The last edit that there is: a snapshot with more is of another store.
        """
        for path, number in self._all(collection, mark):
            if number <= upto:
                try:
                    self._look_at(path)
                    return open_layer(path, collection, codelists), number
                except FileNotFoundError:
                    continue
                except Unusable:
                    # What cannot be removed cannot be written again either, which is said then.
                    with suppress(OSError):
                        _remove(path)
        return None

    def _look_at(self, path: Path) -> None:
        """See that a file is what was written: by what the system says of it where it was read whole before, else by reading it.

        Raises
        ------
        Unusable, FileNotFoundError
        """
        seen = _seen(path)
        if _seen_sound(path) == seen:
            return
        if not map_arrays(path).sound():
            raise Unusable(path)
        _note_sound(path, seen)

    def standing(self, layers: Iterable[Layer]) -> dict[Path, Seen]:
        """The files behind some layers, each as it was when it was seen to be sound."""
        stored = [layer.path for layer in layers if isinstance(layer, StoredLayer)]
        found = {}
        for path in (file for snapshot in stored for file in (snapshot, snapshot.with_suffix(_BESIDE))):
            with suppress(FileNotFoundError):
                found[path] = _seen_sound(path) or _seen(path)
        return found

    def altered(self, standing: Mapping[Path, Seen]) -> list[Path]:
        """Those files that somebody wrote to since; one that was put away, and one put in its place, are not."""
        return [path for path, seen in standing.items() if _written_to(path, seen)]

    def remove(self, paths: Iterable[Path]) -> None:
        """Take away what cannot be used, as far as we may."""
        for path in paths:
            with suppress(OSError):
                _remove(path)

    def last_edit(self) -> int | None:
        """Number of the last edit that a snapshot holds; None where there are no snapshots."""
        numbers = [path.stem.rpartition("-")[2] for path in self.folder.glob(f"*{_SUFFIX}")]
        return max((int(number) for number in numbers if number.isdecimal()), default=None)

    def write(
        self, layer: Layer, mark: str, number: int, prepare: Callable[[Layer], Mapping[str, NDArray[Any]]]
    ) -> None:
        """Write the snapshot of a layer that holds the edits up to a number, and remove those that it replaces.

        ``prepare`` makes arrays of the layer as the snapshot has it, which are written to a file beside it first: one that has a snapshot has both.
        """
        path = self.folder / f"{_stem(layer.id, mark)}-{number}{_SUFFIX}"
        part = path.with_suffix(_PART)
        try:
            order = order_of(layer)
            give_memory_back()
            # What is prepared is made of whole arrays, for which the texts of features need not wait.
            with ThreadPoolExecutor(1) as aside:
                prepared = aside.submit(self._prepare, path.with_suffix(_BESIDE), layer, order, prepare)
                write(layer, part, {"mark": mark, "edit": number}, order)
                prepared.result()
            narrow(part, path.with_suffix(_BESIDE))
            part.replace(path)
            for made in (path, path.with_suffix(_BESIDE)):
                _note_sound(made, _seen(made))
        finally:
            # On a full disk half of a snapshot would take the room that an edit needs.
            part.unlink(missing_ok=True)
            if not path.exists():
                path.with_suffix(_BESIDE).unlink(missing_ok=True)
        for other, _ in self._all(layer.collection, None):
            if other != path:
                _remove(other)

    def _prepare(
        self, path: Path, layer: Layer, order: Rows, prepare: Callable[[Layer], Mapping[str, NDArray[Any]]]
    ) -> None:
        with writing(path, {}) as out:
            for name, array in prepare(layer.part(order)).items():
                out.add(name, array)

    def beside(self, layer: StoredLayer) -> Arrays | None:
        """What was prepared of a snapshot's layer; None where it cannot be used."""
        path = layer.path.with_suffix(_BESIDE)
        try:
            self._look_at(path)
            return map_arrays(path)
        except (FileNotFoundError, Unusable):
            return None

    @contextmanager
    def writing(self, *, wait: bool = True) -> Iterator[bool]:
        """Be the one process that writes; False where another is, or nobody can, and we do not wait for it."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            narrow(self.folder)
            opened_lock = (self.folder / _LOCK).open("w")
            narrow(self.folder / _LOCK)
        except OSError:
            if wait:
                raise
            yield False
            return
        with opened_lock as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
                return
            yield True

    def damaged(self, stopped: Callable[[], bool] = lambda: False) -> list[Path]:
        """Snapshots whose content is not what was written; they are removed, for they can be written again. Reads all of them."""
        paths = []
        for path in sorted([*self.folder.glob(f"*{_SUFFIX}"), *self.folder.glob(f"*{_BESIDE}")]):
            if stopped():
                break
            try:
                sound = map_arrays(path).sound()
            except Unusable:
                sound = False
            except FileNotFoundError:
                continue
            if not sound:
                self.remove([path])
                paths.append(path)
        return paths

    def take_over(self) -> None:
        """Keep others from looking into what is ours, also where an older version left it open to them, and put out what is no file.

        A pipe in a file's place would be waited for. All that stands here is made again, and a folder is said where it is in the way.
        """
        for path in self.folder.glob("*"):
            with suppress(OSError):
                if not stat.S_ISREG(path.lstat().st_mode):
                    path.unlink()
        narrow(self.folder, *self.folder.glob("*"))

    def keep(self, collections: Iterable[str]) -> None:
        """Remove the snapshots of collections that are no more, and what an interrupted writer left."""
        kept = {_prefix(name) for name in collections}
        for path in self.folder.glob("*"):
            stem, _, _ = path.name.partition("@")
            if path.name != _LOCK and (stem not in kept or path.suffix not in (_SUFFIX, _BESIDE, _SOUND)):
                path.unlink(missing_ok=True)

    def _all(self, collection: Collection, mark: str | None) -> list[tuple[Path, int]]:
        """Snapshots of a collection, the latest first."""
        stem = f"{_prefix(collection.id)}@" if mark is None else f"{_stem(collection.id, mark)}-"
        found = [
            (path, int(path.stem.rpartition("-")[2]))
            for path in self.folder.glob(f"{stem}*{_SUFFIX}")
            if path.stem.rpartition("-")[2].isdecimal()
        ]
        return sorted(found, key=lambda each: each[1], reverse=True)


def _seen(path: Path) -> Seen:
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _seen_sound(path: Path) -> Seen | None:
    """What was noted of a file when it was found to be sound; None where nothing was."""
    with suppress(OSError, ValueError):
        size, written, changed, number = map(int, Path(f"{path}{_SOUND}").read_text("ascii").split())
        return size, written, changed, number
    return None


def _note_sound(path: Path, seen: Seen) -> None:
    # Where nothing can be noted the file is read at every start.
    with suppress(OSError):
        noted = Path(f"{path}{_SOUND}")
        noted.write_text(" ".join(map(str, seen)), "ascii")
        narrow(noted)


def _written_to(path: Path, seen: Seen) -> bool:
    try:
        size, written, _, number = _seen(path)
    except FileNotFoundError:
        return False
    return number == seen[3] and (size, written) != seen[:2]


def _remove(path: Path) -> None:
    """A snapshot with what stands beside it."""
    for suffix in (_SUFFIX, _BESIDE):
        for name in (path.with_suffix(suffix), Path(f"{path.with_suffix(suffix)}{_SOUND}")):
            name.unlink(missing_ok=True)


def _prefix(collection: str) -> str:
    """A collection's id as a file name has it: readable, and told apart from every other."""
    plain = re.sub(r"[^a-z0-9_]", "-", collection.casefold())[:40]
    return plain if plain == collection else f"{plain}-{hashlib.sha256(collection.encode()).hexdigest()[:8]}"


def _stem(collection: str, mark: str) -> str:
    digest = hashlib.sha256(f"{FORMAT} {mark}".encode()).hexdigest()
    return f"{_prefix(collection)}@{digest[:12]}"
