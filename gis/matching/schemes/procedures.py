"""Procedures of a data folder, ``procedures.toml``: what has to be gone through before a site is had, who clears it, and in how many months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from gis.catalog import Catalog, Kind, written_of
from gis.errors import SchemeError
from gis.fields import Role
from gis.matching.needs.project import ROLES
from gis.matching.rules import RULES
from gis.matching.sites.candidates import SITE_KINDS, SiteKind
from gis.reading.files import open_toml
from gis.reading.reader import Reader, refuse_repeated
from gis.reading.shapes import Shape, among, day, flag, listed, number, table_of, text, words
from gis.text import Text
from gis.written import PROCEDURES

MAX_MONTHS: Final = 600
_KEYS: Final = ("id", "zh", "en", "who", "kinds", "months", "source", "date")
_LISTS: Final = ("rules", "blockers", "controls", "known", "after")


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """One procedure.

    Parameters
    ----------
    who
        Who clears it.
    kinds
        Kinds of site that it concerns.
    months
        How long it usually takes.
    rules, blockers, controls
        What of the scheme, of a site's or project's blockers and of the layer of controls it settles.
    known
        Attributes of the project that must be stated for it.
    after
        Ids of procedures that come before it.
    due
        Whether it is to be gone through wherever the project does not stand already.
    """

    id: str
    title: Text
    who: Text
    kinds: tuple[SiteKind, ...]
    months: float
    source: Text
    date: dt.date
    rules: tuple[str, ...] = ()
    blockers: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    due: bool = False


@dataclass(frozen=True, kw_only=True)
class Procedures:
    """The procedures in the order of the file, no circle among them, and the English names of authorities."""

    version: str = ""
    entries: tuple[Procedure, ...] = ()
    authorities: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def settling(self, key: str, code: str) -> Procedure | None:
        """The first procedure whose list ``key`` (rules, blockers, controls) names a code."""
        return next((each for each in self.entries if code in getattr(each, key)), None)

    def authority(self, name: str) -> Text:
        """An authority, or several parted by 、, as a layer names them, with their English names where the table has them."""
        english = [self.authorities.get(part, part) for part in name.split("、")]
        return Text(name, ", ".join(english))


def read_procedures(folder: Path, catalog: Catalog | None = None) -> Procedures:
    """The procedures of a data folder; none where it has no such file.

    Parameters
    ----------
    catalog
        The folder's catalog, with which the file was read, and in whose code lists blockers and controls are looked up.

    Raises
    ------
    SchemeError
        With file, line, key and what to mend.
    """
    path, written = folder / PROCEDURES, written_of(folder, catalog)
    if path not in written.files:
        return Procedures()
    reader = open_toml(SchemeError, path, written)
    reader.refuse_others(("version", "procedures", "authorities"))
    readers = reader.parts("procedures") if "procedures" in reader else []
    entries = tuple(_procedure(at, catalog) for at in readers)
    refuse_repeated((each.id for each in entries), lambda n: readers[n].at("id"))
    _check_order(readers, entries)
    return Procedures(
        version=reader.read("version", text()),
        entries=entries,
        authorities=reader.read_or("authorities", table_of(text()), {}),
    )


def _procedure(reader: Reader[SchemeError], catalog: Catalog | None) -> Procedure:
    reader.refuse_others((*_KEYS, *_LISTS, "due"))
    known: dict[str, Sequence[str]] = {"rules": tuple(RULES), "known": tuple(ROLES), **_codes(catalog)}
    lists = {key: reader.read_or(key, listed(_code(known.get(key, ()))), ()) for key in _LISTS}
    kinds = reader.read("kinds", listed(among(SITE_KINDS)))
    return Procedure(
        id=reader.read("id", text()),
        title=reader.read_title(),
        who=reader.read("who", words(single=False)),
        kinds=tuple(kind for kind in SITE_KINDS if kind in kinds),
        months=reader.read("months", number(0, MAX_MONTHS)),
        source=reader.read("source", words(single=False)),
        date=reader.read("date", day()),
        due=reader.read_or("due", flag, default=False),
        **lists,
    )


def _code(known: Sequence[str]) -> Shape[str]:
    """One of the codes that are known; any where none is."""
    return among(known) if known else text(0, blank=True)


def _codes(catalog: Catalog | None) -> dict[str, Sequence[str]]:
    """The codes that blockers and controls may have; nothing for a list that is not declared, which takes any."""
    fields = {
        "blockers": ((Kind.PARCEL, Role.BLOCKERS), (Kind.SPACE, Role.BLOCKERS), (Kind.PROJECT, Role.BLOCKER)),
        "controls": ((Kind.CONTROL, Role.CLASS),),
    }
    if catalog is None:
        return {}
    return {
        key: [code for kind, role in pairs for code in _known_codes(catalog, kind, role)]
        for key, pairs in fields.items()
    }


def _known_codes(catalog: Catalog, kind: Kind, role: Role) -> list[str]:
    named = [layer.by_role[role].codelist for layer in catalog.of_kind(kind) if role in layer.by_role]
    return [
        code
        for each in named
        if each is not None and each in catalog.codelists
        for code in catalog.codelists[each].by_code
    ]


def _check_order(readers: Sequence[Reader[SchemeError]], entries: Sequence[Procedure]) -> None:
    """Refuse a predecessor that is not there, and a circle at the entry that closes it."""
    ids = [each.id for each in entries]
    after: dict[str, tuple[str, ...]] = {}
    for reader, entry in zip(readers, entries, strict=True):
        for place, name in enumerate(entry.after, 1):
            at = reader.at("after", place)
            if name not in ids:
                raise at.unknown(name, ids)
            if entry.id == name or entry.id in _before(name, after):
                raise at.wrong(
                    f"先后成环：{entry.id} 与 {name} 互为先后",
                    f"the order runs in a circle: {entry.id} and {name} each come before the other",
                    Text("请删去其中一个", "take one of them out"),
                )
        after[entry.id] = entry.after


def _before(name: str, after: Mapping[str, Sequence[str]]) -> set[str]:
    """All that comes before a procedure, as far as it is known yet."""
    names: set[str] = set()
    waiting = list(after.get(name, ()))
    while waiting:
        at = waiting.pop()
        if at not in names:
            names.add(at)
            waiting += after.get(at, ())
    return names
