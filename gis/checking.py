"""A data folder looked at without touching its store: what cannot be used, and what somebody should look at, as things stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, TypeVar

import numpy as np

from gis.catalog import Catalog, Collection, Kind
from gis.coding import codelists_of
from gis.consistency import Alike, disagreements
from gis.crosswalks import lead_astray
from gis.doubts import doubt
from gis.errors import CatalogError, LandstockError, RefusedRows
from gis.features import Feature, excerpt, instant_words, partial_words
from gis.fields import DType, Field, Role
from gis.findings import Finding, FoundCode, Grade
from gis.inventory import Inventory
from gis.io import geojson
from gis.layer import Layer
from gis.matching.needs.project import ROLES
from gis.matching.portfolio.scenario_file import load_scenarios, read_scenario
from gis.matching.ranking.registered import sound_of
from gis.matching.ranking.unplayed import unplayed
from gis.matching.scheme.scheme import Scheme
from gis.matching.schemes.procedures import read_procedures
from gis.matching.schemes.scheme_file import load_schemes, read_scheme
from gis.naming import misnamed
from gis.plausibility import implausible
from gis.stated import state_over
from gis.store.protocol import Unwritten
from gis.store.unwritten import lay_over
from gis.text import Text, many
from gis.values import parse_value, plain_text, unknown_members
from gis.written import CATALOG, SCENARIOS, SCHEMES

_MEMBERS: Final = frozenset({"id"})
_IN_FILES: Final = Unwritten()
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What a look at a folder found.

    Parameters
    ----------
    layers
        The layers that can be used, by collection.
    findings
        What is in rows and columns: errors and doubts, in the catalog's order.
    mistakes
        Files that cannot be used as a whole.
    unread
        Ids of the collections that cannot be used, so that nobody knows whether there are doubts about them; None: nobody knows which there are.
    unwritten
        By collection, how many of its features the store has otherwise than its file.
    """

    layers: Mapping[str, Layer]
    findings: tuple[Finding, ...]
    mistakes: tuple[LandstockError, ...]
    unread: tuple[str, ...] | None = ()
    unwritten: Mapping[str, int] = field(default_factory=dict)

    @property
    def errors(self) -> int:
        """How many things cannot be used as they stand."""
        return len(self.mistakes) + sum(found.grade is Grade.ERROR for found in self.findings)

    @property
    def doubts(self) -> int:
        """How many things are used and should be looked at."""
        return sum(found.grade is Grade.DOUBT for found in self.findings)

    @property
    def not_judged(self) -> Text | None:
        """What may hold doubts that nobody has looked for; None where everything was judged."""
        if self.unread == ():
            return None
        if not self.layers:
            return Text("疑点未核对", "doubts not judged")
        return Text("不能载入的图层未核对", "layers that cannot be loaded are not judged")


def check_folder(catalog: Catalog, unwritten: Unwritten = _IN_FILES) -> Checked:
    """Look at every layer, scheme and table of a data folder; at the layers with what its store holds beside their files."""
    catalog = state_over(catalog, unwritten.stated)
    layers: dict[str, Layer] = {}
    in_files: list[Finding] = []
    findings: list[Finding] = []
    mistakes: list[LandstockError] = []
    rows: dict[str, Sequence[int]] = {}
    for name, collection in catalog.collections.items():
        try:
            moved: list[geojson.Moved] = []
            written = geojson.reader(catalog, moved)(catalog.source_of(collection), collection)
            features, rows[collection.file], touched = lay_over(written, unwritten.changes.get(name, {}))
            layers[name] = Layer.from_features(
                collection, features, metric_crs=catalog.metric_crs, codelists=catalog.codelists
            )
            dates = [each for each in moved if written[each.row].id not in touched]
            in_files += [_instant(catalog, collection, written[each.row], each) for each in dates]
            findings += [*_undeclared(collection, features), *_partial(collection, features)]
            findings += [*_codes(catalog, layers[name], features), *_unclassified(layers[name])]
        except RefusedRows as refused:
            in_files += refused.findings
        except LandstockError as mistake:
            mistakes.append(mistake)
    findings += [*lead_astray(catalog), *misnamed(catalog, layers)]
    findings += disagreements(catalog, layers)
    findings += implausible(catalog, layers)
    findings += [found for layer in layers.values() for found in _unsound(layer)]
    schemes, broken = _schemes(catalog)
    if len(layers) == len(catalog.collections):
        homeless = _homeless(schemes, layers) if layers else ()
        findings += [*homeless, *_unplayed(catalog, layers, schemes)]
    return Checked(
        layers=layers,
        findings=(*in_files, *(_in_file(found, rows.get(found.file, ())) for found in findings)),
        mistakes=(*mistakes, *broken, *_scenarios(catalog)),
        unread=tuple(name for name in catalog.collections if name not in layers),
        unwritten={name: len(changes) for name, changes in unwritten.changes.items()},
    )


def _in_file(found: Finding, rows: Sequence[int]) -> Finding:
    """What was found in a feature as it stands, by its row in the file; 0 where it has none there."""
    return replace(found, row=rows[found.row - 1]) if 0 < found.row <= len(rows) else found


def _undeclared(collection: Collection, features: list[Feature]) -> Iterator[Finding]:
    """Properties that the catalog does not declare: nothing reads them."""
    counts = Counter(key for feature in features for key in feature.properties if key not in collection.by_name)
    for key, count in counts.items():
        if key in _MEMBERS:
            continue
        row = next(number for number, feature in enumerate(features, 1) if key in feature.properties)
        yield doubt(
            collection,
            row,
            features[row - 1].id,
            "undeclared-property",
            key,
            f"{count:,}",
            Text(
                f"属性 {key} 未在 {CATALOG} 中声明，{count:,} 个要素的值不会载入",
                f"{key} is not declared in {CATALOG}: its values of {many(count, 'feature')} are not read",
            ),
            Text(
                f"请在 {CATALOG} 中声明该字段，或从文件中删去", f"declare it in {CATALOG}, or take it out of the file"
            ),
        )


def _partial(collection: Collection, features: list[Feature]) -> Iterator[Finding]:
    """Lists of which some members are known and some are not."""
    for entry in collection.fields:
        for row, feature in enumerate(features if entry.dtype is DType.LIST else (), 1):
            raw = feature.properties.get(entry.name)
            if unknown_members(raw) and parse_value(entry, raw):
                shown = excerpt(raw)
                said = partial_words(feature.id, entry, shown)
                yield doubt(collection, row, feature.id, "unknown-member", entry.name, shown, *said)


def _instant(catalog: Catalog, collection: Collection, feature: Feature, moved: geojson.Moved) -> Finding:
    """A time that is kept as the day that it is in the folder's zone, another one than it is written with."""
    said = instant_words(feature.id, collection.by_name[moved.field], moved.written, moved.day, catalog.time_zone)
    return doubt(collection, moved.row + 1, feature.id, "instant", moved.field, moved.written, *said)


def _codes(catalog: Catalog, layer: Layer, features: list[Feature]) -> Iterator[Finding]:
    """Values that were taken for a code of their list, and those that their list does not know."""
    for name in codelists_of(layer.collection, catalog.codelists):
        entry, col = layer.collection.by_name[name], layer.columns[name]
        outside = layer.outside(name)
        if entry.role is Role.ID:
            continue
        for row, feature in enumerate(features):
            written, kept = parse_value(entry, feature.properties.get(name)), col.value(row)
            if outside[row]:
                yield _unlisted(layer, row, entry, written)
            elif written != kept:
                yield _folded(layer, row, entry, plain_text(written), plain_text(kept))


def _unlisted(layer: Layer, row: int, entry: Field, written: object) -> Finding:
    key, shown, codes = layer.ids[row], excerpt(written), layer.codelists[entry.name]
    return doubt(
        layer.collection,
        row + 1,
        key,
        "unlisted-code",
        entry.name,
        shown,
        Text(
            f"{key} 的“{entry.title.zh}”（{entry.name}）值 {shown} 不在“{codes.title.zh}”中，按代码查询时为待核实",
            f"{key}: {entry.name} is {shown}, which {codes.title.en} does not hold; it is to check where codes are asked",
        ),
        Text(
            f"请改为代码表中的代码，或在 codelists/ 的 {codes.id} 中补上",
            f"write a code of the list, or add it to {codes.id} in codelists/",
        ),
    )


def _unclassified(layer: Layer) -> Iterator[Finding]:
    """Rows with a use of which it is not known by which classification it is written, or that name another one than the list."""
    by_role = layer.collection.by_role
    entry, system = by_role.get(Role.USAGE), by_role.get(Role.USAGE_SYSTEM)
    if entry is None or system is None or entry.name not in layer.codelists:
        return
    codes, named = layer.codelists[entry.name], layer.columns[system.name]
    used = layer.columns[entry.name].known & ~named.equals([codes.id])
    for row in np.flatnonzero(used).tolist():
        key, written = layer.ids[row], named.value(row)
        code: FoundCode
        if written is None:
            code, shown = "no-classification", ""
            why = Text(f"有用途而未写明{system.title.zh}（{system.name}）", f"has a use, but {system.name} is unknown")
        else:
            code, shown = "other-classification", excerpt(written)
            why = Text(
                f"的“{system.title.zh}”（{system.name}）为 {shown}，用途按 {codes.id} 读取",
                f"has {shown} as {system.name}, while uses are read by {codes.id}",
            )
        said = Text(f"{key} {why.zh}，按用途查询时为待核实", f"{key} {why.en}; it is to check where uses are asked")
        remedy = Text(
            f"请核对用途，按“{codes.title.zh}”的应写明 {codes.id}",
            f"check by which classification the use is written; one of {codes.title.en} says {codes.id}",
        )
        yield doubt(layer.collection, row + 1, key, code, system.name, shown, said, remedy)


def _folded(layer: Layer, row: int, entry: Field, written: str, kept: str) -> Finding:
    key = layer.ids[row]
    return doubt(
        layer.collection,
        row + 1,
        key,
        "code-repaired",
        entry.name,
        f"{written!r} → {kept}",
        Text(
            f"{key} 的“{entry.title.zh}”（{entry.name}）值 {written!r} 按代码 {kept} 读取",
            f"{key}: {entry.name} is {written!r}, read as the code {kept}",
        ),
        Text("如不符请在文件中改正", "correct the file where that is not what was meant"),
    )


def _unsound(layer: Layer) -> Iterator[Finding]:
    """Projects whose requirement cannot be judged: questions about all projects leave them out."""
    if layer.collection.kind is not Kind.PROJECT:
        return
    _, unsound = sound_of([(layer, key) for key in layer.ids])
    for mistake in unsound:
        key, said = str(mistake.where["project"]), mistake.text
        entry = layer.collection.by_role.get(ROLES.get(str(mistake.where["key"]), Role.ID))
        row, field = layer.row_of[key], entry.name if entry else layer.id_name
        yield doubt(
            layer.collection,
            row + 1,
            key,
            "unsound-project",
            field,
            excerpt(layer.columns[field].value(row)),
            Text(f"{said.zh}，该项目不参与匹配与统筹", f"{said.en}; it is left out of matches and portfolios"),
            mistake.remedy,
        )


def _schemes(catalog: Catalog) -> tuple[list[Scheme], list[LandstockError]]:
    """The schemes that can be used, and why others, the one that the catalog names, or the table of procedures, cannot."""
    paths = sorted((catalog.folder / SCHEMES).glob("*.toml"))
    read, broken = _read(paths, lambda path: read_scheme(path, catalog), lambda: load_schemes(catalog.folder, catalog))
    named, ids = catalog.scheme, [scheme.id for scheme in read]
    if named not in ids and not broken and (ids or named != Catalog.scheme):
        names = ", ".join(ids) or "–"
        broken.append(
            CatalogError(
                Text(f"{CATALOG}：没有匹配方案 {named[:80]}", f"{CATALOG}: there is no scheme {named[:80]}"),
                Text(
                    f"请改正 scheme，可用方案：{names}；或在 schemes/ 中补上该方案",
                    f"correct scheme (schemes: {names}), or add it to schemes/",
                ),
                file=CATALOG,
                key="scheme",
            )
        )
    try:
        read_procedures(catalog.folder, catalog)
    except LandstockError as mistake:
        broken.append(mistake)
    return read, broken


def _scenarios(catalog: Catalog) -> list[LandstockError]:
    """Why scenarios cannot be used."""
    paths = sorted((catalog.folder / SCENARIOS).glob("*.toml"))
    return _read(paths, read_scenario, lambda: load_scenarios(catalog.folder))[1]


def _read(
    paths: list[Path], read: Callable[[Path], T], together: Callable[[], object]
) -> tuple[list[T], list[LandstockError]]:
    """What is in some files, and why others cannot be used; where each can, why not all of them together."""
    whole, broken = [], []
    for path in paths:
        try:
            whole.append(read(path))
        except LandstockError as mistake:
            broken.append(mistake)
    if not broken:
        try:
            together()
        except LandstockError as mistake:
            broken.append(mistake)
    return whole, broken


def _of_scheme(scheme: Scheme, code: FoundCode, field: str, shown: str, text: Text, remedy: Text) -> Finding:
    return Finding(
        code=code,
        file=f"schemes/{scheme.id}",
        row=0,
        id=scheme.id,
        field=field,
        excerpt=shown,
        text=Text(f"方案 {scheme.id}：{text.zh}", f"scheme {scheme.id}: {text.en}"),
        remedy=remedy,
        grade=Grade.DOUBT,
    )


def _homeless(schemes: list[Scheme], layers: Mapping[str, Layer]) -> Iterator[Finding]:
    """Parks that thresholds name and no layer holds."""
    parks = {key for layer in layers.values() if layer.collection.kind is Kind.PARK for key in layer.ids}
    alike = Alike(sorted(parks))
    for scheme in schemes:
        here = sorted({park for entry in scheme.thresholds for park in entry.parks} - parks)
        if here:
            said = [(excerpt(park), alike.beside(park)) for park in here]
            zh, en = (
                "、".join(f"{park}{near.zh}" for park, near in said),
                ", ".join(f"{park}{near.en}" for park, near in said),
            )
            none = "there is no park" if len(here) == 1 else "there are no parks"
            yield _of_scheme(
                scheme,
                "unknown-park",
                "thresholds.parks",
                ", ".join(here),
                Text(f"没有这些园区：{zh}", f"{none} {en}"),
                Text("请改正方案中的园区编号", "correct the ids of the parks in the scheme"),
            )


def _unplayed(catalog: Catalog, layers: Mapping[str, Layer], schemes: list[Scheme]) -> Iterator[Finding]:
    """Roles that the schemes read and no field has."""
    inventory = Inventory.of(catalog, layers, "-")
    for gap in unplayed(inventory, schemes):
        zh, en = "、".join(t.zh for t in gap.readers), ", ".join(t.en for t in gap.readers)
        of = [c.title for c in catalog.of_kind(gap.kind)]
        titles = Text("、".join(t.zh for t in of), ", ".join(t.en for t in of))
        yield Finding(
            code="unplayed-role",
            file=CATALOG,
            row=0,
            id=None,
            field=str(gap.role),
            excerpt=str(gap.kind),
            text=Text(
                f"“{titles.zh}”没有角色为 {gap.role} 的字段，{zh} 中按未知处理",
                f"no field of {titles.en} has the role {gap.role}: it is unknown to {en}",
            ),
            remedy=Text(
                f"如有此数据，请在 {CATALOG} 中给该字段写上 role",
                f"where there is such data, give its field the role in {CATALOG}",
            ),
            grade=Grade.DOUBT,
        )
