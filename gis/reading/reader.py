"""The reader: tables read strictly, so that every mistake names its file, line and key, what was probably meant and what to do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from gis.errors import LandstockError
from gis.reading.shapes import (
    Misfit,
    Shape,
    list_words,
    meant,
    misfit,
    names_shown,
    plain,
    table,
    text,
    twice_words,
    unknown,
)
from gis.reading.sources import E_co, Source, Trail
from gis.text import Text

E = TypeVar("E", bound=LandstockError)
T = TypeVar("T")
D = TypeVar("D")

_STRANGERS: Final = 5
_SHOWN: Final = 60
_SOME: Final = text()
_ANY: Final = text(0, blank=True)
_TABLES: Final = Text("表（TOML 写作 [[…]]，JSON 中为对象）", "tables (in TOML [[…]], in JSON objects)")


@dataclass(slots=True, eq=False)
class Spot(Generic[E_co]):
    """A place in what is read, at which something may be wrong."""

    source: Source[E_co]
    trail: Trail = ()

    def at(self, *keys: str | int) -> Spot[E_co]:
        """A place further down; entries of a list are numbered from 1."""
        return Spot(self.source, _below(self.trail, keys))

    def wrong(self, zh: str, en: str, remedy: Text | None = None, **more: object) -> E_co:
        """The error that says where and what, to be raised; what it is to carry besides may be given."""
        return self.source.mistake(self.trail, Text(zh, en), remedy, **more)

    def misfit(self, mistake: Misfit) -> E_co:
        """The error of a value that is not of its shape."""
        return self.at(*mistake.below).wrong(*mistake.text, mistake.remedy)

    def check(self, value: Any, shape: Shape[T]) -> T:
        """What stands here, as its shape keeps it.

        Raises
        ------
        LandstockError
            The source's, where it is not of that shape.
        """
        try:
            return shape(value)
        except Misfit as mistake:
            raise self.misfit(mistake) from None

    def unknown(self, value: str, options: Collection[str]) -> E_co:
        """The error of a name that there is not, with those there are and the one that was probably meant."""
        return self.misfit(unknown(value, options))

    def twice(self, name: str) -> E_co:
        """The error of a name that stands here for the second time."""
        return self.source.mistake(self.trail, *twice_words(name))


@dataclass(slots=True, eq=False)
class Reader(Spot[E_co]):
    """A table, read key by key."""

    table: Mapping[str, Any] = field(default_factory=dict)

    def __contains__(self, key: str) -> bool:
        return key in self.table

    def refuse_others(self, allowed: Collection[str]) -> None:
        """Refuse keys that nobody reads.

        Raises
        ------
        LandstockError
            The source's, at the first of them, with the keys there are and the one that was probably meant.
        """
        strange = [str(key) for key in self.table if key not in allowed]
        if not strange:
            return
        keys = list(allowed)
        others = ", ".join(key[:_SHOWN] for key in strange[1:_STRANGERS])
        also = Text(f"（另有 {others}）", f" (and {others})") if others else Text("", "")
        names = names_shown(keys)
        raise self.at(strange[0]).wrong(
            f"不认识的键{also.zh}；可用：{names}",
            f"unknown key{also.en}; keys: {names}",
            meant(strange[0], keys),
            keys=[key[:_SHOWN] for key in strange[:_STRANGERS]],
            allowed=keys,
        )

    def need(self, key: str) -> Any:
        """Whatever stands at a key that must be there.

        Raises
        ------
        LandstockError
            The source's, where it is missing.
        """
        if key not in self.table:
            pair = self.source.pair(key)
            raise self.at(key).wrong("缺少", "is missing", Text(f"请补上 {pair}", f"add {pair}"))
        return self.table[key]

    def read(self, key: str, shape: Shape[T]) -> T:
        """What stands at a key that must be there, as its shape keeps it.

        Raises
        ------
        LandstockError
            The source's, where it is missing or not of that shape.
        """
        value = self.need(key)
        # Not by ``check``: of ten thousand entries that are right, no place has to be known.
        try:
            return shape(value)
        except Misfit as mistake:
            raise self.at(key).misfit(mistake) from None

    def read_or(self, key: str, shape: Shape[T], default: D) -> T | D:
        """As ``read``; the default where the key is absent.

        Raises
        ------
        LandstockError
            The source's, where it is not of that shape.
        """
        return self.read(key, shape) if key in self.table else default

    def read_title(self, *, english: bool = True) -> Text:
        """The words under ``zh`` and ``en``; where the ``english`` may be left out, the Chinese stands for both.

        Raises
        ------
        LandstockError
            The source's, where one is missing or no text.
        """
        if english:
            return Text(self.read("zh", _SOME), self.read("en", _SOME))
        zh = self.read("zh", _ANY)
        return Text(zh, self.read_or("en", plain, zh))

    def part(self, key: str) -> Reader[E_co]:
        """The reader of the table at a key.

        Raises
        ------
        LandstockError
            The source's, where it is missing or no table.
        """
        return Reader(self.source, (*self.trail, key), self.read(key, table))

    def parts(self, key: str, least: int = 0, most: int | None = None) -> list[Reader[E_co]]:
        """The readers of the tables in the list at a key.

        Raises
        ------
        LandstockError
            The source's, where it is missing, no list, of too many, or an entry is no table.
        """
        tables = self.need(key)
        if not isinstance(tables, list) or len(tables) < least or (most is not None and len(tables) > most):
            raise self.at(key).misfit(misfit(list_words(_TABLES, least, most), tables))
        trails = [(*self.trail, f"{key}[{number}]") for number in range(1, len(tables) + 1)]
        for trail, entry in zip(trails, tables, strict=True):
            if not isinstance(entry, Mapping):
                Spot(self.source, trail).check(entry, table)
        return [Reader(self.source, trail, entry) for trail, entry in zip(trails, tables, strict=True)]


def refuse_repeated(names: Iterable[str | None], spot: Callable[[int], Spot[E]]) -> None:
    """Refuse a name that stands twice, where it stands the second time.

    Parameters
    ----------
    names
        The names in their order; None where there is none.
    spot
        The place of the n-th of them, from 0, asked only when it is needed.

    Raises
    ------
    LandstockError
        That of the source.
    """
    seen: set[str] = set()
    for place, name in enumerate(names):
        if name is None:
            continue
        if name in seen:
            raise spot(place).twice(name)
        seen.add(name)


def _below(trail: Trail, keys: Iterable[str | int]) -> Trail:
    parts = list(trail)
    for key in keys:
        # An entry of a list has no key of its own: its number stands behind the list's.
        if isinstance(key, int) and parts:
            parts[-1] = f"{parts[-1]}[{key}]"
        else:
            parts.append(str(key))
    return tuple(parts)
