"""A source that comes again compared with what stands, in three ways: what it says now, what stands, and what it said before people changed that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.catalog import Collection
from gis.changes.telling import tell_value
from gis.columns import Value
from gis.fields import Field, Role
from gis.intake.identifiers import says_none
from gis.intake.mapping import Mapping as Plan
from gis.intake.mapping import Rule
from gis.intake.periods import SLOT
from gis.intake.row_kinds import words_of
from gis.intake.tables import SERIAL
from gis.layer import Feature, Layer
from gis.renewing.difference import FieldDifference, Kept, RowDifference, Why
from gis.renewing.edits import SHAPE, Edited
from gis.store.held import DRAWN_OTHERWISE, HOLDERS_CARE, HeldChange
from gis.store.held import SHAPE as _SHAPE
from gis.text import Text

_NAMED: Final = (Role.NAME, Role.OWNER, Role.PARK)
"""Roles of the field that says most of what a row is, the first that there is."""


@dataclass(frozen=True, kw_only=True)
class Read:
    """What a mapping reads of a source: the fields, and of which kind a change of each is.

    Parameters
    ----------
    fields
        By name, every field that comes from the source, but the id.
    periods
        Those whose heading now carries another month.
    serials
        Those that number the rows.
    """

    fields: Mapping[str, Field]
    periods: frozenset[str]
    serials: frozenset[str]

    @classmethod
    def of(cls, plan: Plan, now: Collection, grown: Collection) -> Read:
        """By the mapping with the headings of this source, and the collection as it was stated before and is declared now."""
        rules = {rule.field.name: rule for rule in plan.rules if _comes_from_source(rule)}
        fields = {
            each.name: each
            for each in grown.fields
            if each.role is not Role.ID and (each.name in rules or (each.original_of or "") in rules)
        }
        moved = {
            name
            for name, rule in rules.items()
            if any(SLOT in column for column in rule.columns)
            and name in now.by_name
            and now.by_name[name].title != rule.field.title
        }
        serials = {name for name, rule in rules.items() if any(_numbers_rows(column) for column in rule.columns)}
        return cls(fields=fields, periods=frozenset(moved), serials=frozenset(serials))

    @property
    def originals(self) -> tuple[str, ...]:
        """Fields that keep how values of others were written."""
        return tuple(sorted(name for name, each in self.fields.items() if each.original_of))

    def with_originals(self, names: AbstractSet[str]) -> tuple[str, ...]:
        """Some fields, with those that keep the originals of their values."""
        return tuple(sorted(name for name, each in self.fields.items() if (each.original_of or name) in names))


def _comes_from_source(rule: Rule) -> bool:
    return rule.field.role is not Role.ID and (rule.field.role is not Role.MEASURED_AREA or bool(rule.columns))


def _numbers_rows(column: str) -> bool:
    return words_of(column.rpartition("/")[2]) in SERIAL


class Unread(Exception):
    """A row of a source that is not there, and was not read: it is not what it was when it last came."""


class Changed(NamedTuple):
    """A field of a row that differs: what stands, and what the source says."""

    field: Field
    now: Value
    source: Value


@dataclass(frozen=True, kw_only=True)
class Source:
    """The rows of a source.

    Parameters
    ----------
    layer
        Those that were read, by the declaration as it is to be.
    keys
        The ids of all, in the order of the source.
    rows
        For each its row in the layer; -1 of one that was not read, because it is what it was when it last came. Shape (n,).
    """

    layer: Layer
    keys: Sequence[str]
    rows: NDArray[np.intp]

    @classmethod
    def read_whole(cls, layer: Layer) -> Source:
        """All of them were read."""
        return cls(layer=layer, keys=_ids(layer), rows=np.arange(len(layer)))


@dataclass(kw_only=True)
class Compared:
    """What a comparison finds.

    ``write`` has, by id, the features that are to be put, and ``end`` the ids of those that are to end; ``held`` what of that is about places that somebody holds.
    """

    new: list[RowDifference] = field(default_factory=list)
    gone: list[RowDifference] = field(default_factory=list)
    changed: list[FieldDifference] = field(default_factory=list)
    shapes: list[RowDifference] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    held: list[HeldChange] = field(default_factory=list)
    periods: int = 0
    numbered: int = 0
    still: list[str] = field(default_factory=list)
    write: dict[str, Feature] = field(default_factory=dict)
    end: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A layer and its source that comes again.

    Parameters
    ----------
    now
        The layer as it is recorded.
    source
        What the source says.
    edits
        What people made of the layer.
    kept_as
        By the id of the source, the id under which the feature is kept.
    held
        By id, who holds what, and until when.
    refused
        By id, why the source's row of it was refused.
    over
        Whether the source's values are taken also where people changed them.
    """

    now: Layer
    source: Source
    read: Read
    edits: Mapping[str, Edited]
    kept_as: Mapping[str, str]
    held: Mapping[str, tuple[str, str]]
    refused: Mapping[str, Text] = field(default_factory=dict)
    over: bool = False

    @property
    def fresh(self) -> Layer:
        """Those rows of the source that were read."""
        return self.source.layer

    def run(self) -> Compared:
        """Compare row by row.

        Raises
        ------
        Unread
        """
        made = Compared()
        keys = [self.kept_as.get(key, key) for key in self.source.keys] if self.kept_as else self.source.keys
        row_of = dict(zip(_ids(self.now), range(len(self.now)), strict=True))
        rows = np.fromiter((row_of.get(key, -1) for key in keys), np.intp, len(keys))
        read = self.source.rows
        if ((rows < 0) & (read < 0)).any():
            raise Unread
        standing = np.flatnonzero((rows >= 0) & (read >= 0))
        differ = self._differing(read[standing], rows[standing])
        place_of = dict(zip(read[standing].tolist(), standing.tolist(), strict=True))
        apart = {place_of[row] for row in differ}
        made.still += [keys[place] for place in np.flatnonzero(rows >= 0).tolist() if place not in apart]
        for row, differing in sorted(differ.items()):
            place = place_of[row]
            self._compare(made, keys[place], row, int(rows[place]), differing)
        for place in np.flatnonzero(rows < 0).tolist():
            self._come(made, keys[place], int(read[place]))
        for key in sorted(row_of.keys() - set(keys), key=row_of.__getitem__):
            self._go(made, key, row_of[key])
        return made

    def _differing(self, fresh: Any, now: Any) -> dict[int, list[Changed]]:
        """By row of the source, the fields that differ."""
        differ: dict[int, list[Changed]] = {}
        nothing = [None] * len(fresh)
        for name, column in self.read.fields.items():
            source = self.fresh.columns[name].listed(fresh) if name in self.fresh.columns else nothing
            stands = self.now.columns[name].listed(now) if name in self.now.columns else nothing
            if source == stands:
                continue
            for row, was, said in zip(fresh.tolist(), stands, source, strict=True):
                if was != said:
                    differ.setdefault(row, []).append(Changed(column, was, said))
        for row in self._drawn_otherwise(fresh, now):
            differ.setdefault(row, [])
        return differ

    def _drawn_otherwise(self, fresh: Any, now: Any) -> list[int]:
        """Rows of the source that it draws otherwise; one that draws nothing says nothing of shapes."""
        drawn, stand = self.fresh.geometries[fresh], self.now.geometries[now]
        said = ~shapely.is_missing(drawn)
        return [int(row) for row in fresh[said & ~np.asarray(shapely.equals_exact(drawn, stand, tolerance=0))]]

    def _compare(self, made: Compared, key: str, row: int, now: int, differ: Sequence[Changed]) -> None:
        edited = self.edits.get(key)
        values: dict[str, Value] = {}
        kinds: set[str] = set()
        for changed in differ:
            name = changed.field.name
            if edited is not None and name in edited.fields and not self.over:
                made.kept.append(self._keep_edit(key, changed, edited))
                continue
            kind = self._kind(changed)
            kinds.add(kind)
            values[name] = changed.source
            if kind == _CHANGE and not any(other.field.name == changed.field.original_of for other in differ):
                made.changed.append(self._tell_change(key, changed, row))
        shape = self._shape(made, key, row, now, edited)
        if shape is None and kinds <= {_NOTHING}:
            made.still.append(key)
            return
        if shape is None and _CHANGE not in kinds:
            made.periods += _PERIOD in kinds
            made.numbered += _PERIOD not in kinds
            made.still.append(key)
        if key in self.held:
            made.held += self._of_holders(key, [each for each in differ if each.field.name in values], shape)
        feature = self.now.feature(now)
        measured = self.now.collection.by_role.get(Role.MEASURED_AREA)
        if shape is not None and measured is not None and measured.name not in values:
            values[measured.name] = None
        made.write[key] = Feature(key, feature.geometry if shape is None else shape, {**feature.properties, **values})

    def _of_holders(self, key: str, taken: Sequence[Changed], shape: Any) -> list[HeldChange]:
        """What becomes otherwise of a place that somebody holds, as far as the holder reckons with it."""
        holder, until = self.held[key]
        whose = HeldChange(
            collection=self.now.id,
            id=key,
            title=_SHAPE,
            now_words=_NONE,
            source_words=DRAWN_OTHERWISE,
            holder=holder,
            until=until,
        )
        told = [
            replace(
                whose,
                title=each.field.title,
                now_words=tell_value(self.fresh, each.field, each.now),
                source_words=tell_value(self.fresh, each.field, each.source),
            )
            for each in taken
            if each.field.role in HOLDERS_CARE
        ]
        return told if shape is None else [*told, whose]

    def _kind(self, changed: Changed) -> str:
        name = changed.field.name
        if changed.field.original_of and _says_nothing(changed.now) and _says_nothing(changed.source):
            return _NOTHING
        of = changed.field.original_of or name
        return _PERIOD if of in self.read.periods else _SERIAL if of in self.read.serials else _CHANGE

    def _shape(self, made: Compared, key: str, row: int, now: int, edited: Edited | None) -> Any:
        """The shape that the source draws otherwise and that is taken; None where there is none."""
        drawn, stands = self.fresh.shapes[row], self.now.shapes[now]
        if drawn is None or (stands is not None and shapely.equals_exact(drawn, stands, tolerance=0)):
            return None
        if edited is not None and SHAPE in edited.fields and not self.over:
            made.kept.append(self._keep_edit(key, None, edited))
            return None
        made.shapes.append(RowDifference(id=key, words=self._words(self.now, now)))
        return drawn

    def _come(self, made: Compared, key: str, row: int) -> None:
        edited = self.edits.get(key)
        if edited is not None and edited.ended and not self.over:
            made.kept.append(_whole(key, Why.ENDED, edited))
            return
        made.new.append(RowDifference(id=key, words=self._words(self.fresh, row)))
        made.write[key] = self.fresh.feature(row)._replace(id=key)

    def _go(self, made: Compared, key: str, row: int) -> None:
        edited = self.edits.get(key)
        if edited is not None and edited.added:
            made.kept.append(_whole(key, Why.ADDED, edited))
        elif key in self.refused:
            made.kept.append(replace(_NOTHING_KEPT, id=key, why=Why.REFUSED, source_words=self.refused[key]))
        elif key in self.held:
            holder, until = self.held[key]
            words = Text(until, until)
            made.kept.append(replace(_NOTHING_KEPT, id=key, why=Why.HELD, now_words=words, by=holder))
        else:
            made.gone.append(RowDifference(id=key, words=self._words(self.now, row)))
            made.end.append(key)

    def _tell_change(self, key: str, changed: Changed, row: int) -> FieldDifference:
        name = changed.field.name
        source = tell_value(self.fresh, changed.field, changed.source)
        original = self._original(name, row) if changed.source is None else None
        return FieldDifference(
            id=key,
            field=name,
            title=changed.field.title,
            now=changed.now,
            source=changed.source,
            now_words=tell_value(self.fresh, changed.field, changed.now),
            source_words=Text(f"{source.zh}（{original}）", f"{source.en} ({original})") if original else source,
        )

    def _original(self, name: str, row: int) -> Value:
        """What stands in the source where nothing of it is taken."""
        fields = (each.name for each in self.read.fields.values() if each.original_of == name)
        return next((self.fresh.columns[each].value(row) for each in fields if each in self.fresh.columns), None)

    def _keep_edit(self, key: str, changed: Changed | None, edited: Edited) -> Kept:
        """What people changed and the source says otherwise; a conflict where the source has changed too."""
        name = SHAPE if changed is None else changed.field.name
        moved = changed is None or edited.fields[name] != changed.source
        return Kept(
            id=key,
            why=Why.CONFLICT if moved else Why.EDITED,
            field=None if changed is None else name,
            title=_SHAPE if changed is None else changed.field.title,
            now_words=_OURS if changed is None else tell_value(self.fresh, changed.field, changed.now),
            source_words=_THEIRS if changed is None else tell_value(self.fresh, changed.field, changed.source),
            by=edited.last.author,
            at=edited.last.at,
        )

    def _words(self, layer: Layer, row: int) -> Text:
        """What a row is called."""
        fields = (layer.collection.by_role[role] for role in _NAMED if role in layer.collection.by_role)
        said = ((each.name, layer.columns[each.name].value(row)) for each in fields if each.name in layer.columns)
        words = next((layer.words(name, value) for name, value in said if value is not None), _NONE)
        # An id that is made of it has said it.
        return _NONE if words.zh in layer.ids[row] else words


def _ids(layer: Layer) -> list[str]:
    """All ids of a layer, looked up together: a stored layer looks each up by itself otherwise."""
    return list(map(str, layer.id_column.listed(np.arange(len(layer)))))


_CHANGE, _PERIOD, _SERIAL, _NOTHING = "change", "period", "serial", "nothing"
_NONE: Final = Text("", "")
_OURS: Final = Text("此处所绘", "as drawn here")
_THEIRS: Final = Text("另一图形", "another")


def _says_nothing(value: Value) -> bool:
    return value is None or says_none(str(value))


_NOTHING_KEPT: Final = Kept(
    id="", why=Why.HELD, field=None, title=_NONE, now_words=_NONE, source_words=_NONE, by="", at=None
)


def _whole(key: str, why: Why, edited: Edited) -> Kept:
    return replace(_NOTHING_KEPT, id=key, why=why, by=edited.last.author, at=edited.last.at)
