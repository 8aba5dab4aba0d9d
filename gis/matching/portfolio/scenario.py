"""What-if: the data and the scheme as they would be, were plots rezoned, blockers cleared, floors freed, parks extended, thresholds moved."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from gis.catalog import Kind
from gis.columns import Value
from gis.errors import BadScenario, UnknownFeature
from gis.features import Feature
from gis.fields import Role
from gis.inventory import Edit, Inventory
from gis.layer import Layer
from gis.matching.portfolio.extension import Extend, by_name, extend_park, no_park, refuse_unlisted
from gis.matching.rules.holding.availability import free_state
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.shared_ids import several_sites, which_words
from gis.plainly import Hidden
from gis.text import Text
from gis.units import figure

Changes = dict[tuple[str, str], dict[str, Value]]
"""Values by field, of features by collection and id."""


@dataclass(frozen=True, kw_only=True)
class Rezone:
    """Plots that take another land use, and floor-area ratio where one is given."""

    sites: tuple[str, ...]
    usage: str
    far_max: float | None = None


@dataclass(frozen=True, kw_only=True)
class Clear:
    """Blockers that are gone: of some sites or of all in some parks; these codes alone, or all where none is named."""

    sites: tuple[str, ...] = ()
    parks: tuple[str, ...] = ()
    blockers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Free:
    """Floors, or all recorded floors of buildings, that become free, from a date where one is given."""

    sites: tuple[str, ...]
    available_from: dt.date | None = None
    let_from_m2: float | None = None


Step = Rezone | Clear | Free | Extend


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A what-if with a name and a version; ``thresholds`` by rule and key."""

    id: str
    version: str
    title: Text
    source: Hidden[Text]
    date: Hidden[dt.date | None]
    steps: Hidden[tuple[Step, ...]]
    thresholds: Hidden[Mapping[str, Mapping[str, float]]]

    def of(self, inventory: Inventory, scheme: Scheme) -> tuple[Inventory, Scheme]:
        """The inventory and the scheme as they would be.

        Raises
        ------
        BadScenario, UnknownFeature, RefusedRows
            Where it names what is not there, or makes what cannot be.
        """
        _refuse_contradictions(inventory, scheme, self.steps)
        # Each step sees what those before it made: what is cleared stays so, and no plots are cut where some lie already.
        for step in self.steps:
            if edits := _edits_of(inventory, scheme, step):
                inventory = inventory.apply(edits)
        return inventory, _move_thresholds(scheme, self)

    def idle(self, inventory: Inventory, scheme: Scheme) -> tuple[str, ...]:
        """What of it changes nothing, by its key and number, such as ``clear[2]``: nothing is there to clear, or it is so already."""
        counts: Counter[str] = Counter()
        without_effect = []
        for step in self.steps:
            name = type(step).__name__.lower()
            counts[name] += 1
            if not isinstance(step, Extend) and not _moves(inventory, scheme, step):
                without_effect.append(f"{name}[{counts[name]}]")
        numbers = {rule.id: rule.numbers for rule in scheme.rules}
        same = [
            f"thresholds.{rule}.{key}"
            for rule, values in self.thresholds.items()
            for key, value in values.items()
            if numbers.get(rule, {}).get(key) == value
        ]
        return (*without_effect, *same)


def _moves(inventory: Inventory, scheme: Scheme, step: Step) -> bool:
    """Whether a step gives some feature another value than it has."""
    return any(
        inventory.layer(collection).properties(inventory.layer(collection).row(key))[name] != value
        for (collection, key), values in _CHANGES[type(step)](inventory, scheme, step)
        for name, value in values.items()
    )


def cleared_of(inventory: Inventory, scheme: Scheme, step: Clear) -> Inventory:
    """The inventory as it would be without some blockers.

    Raises
    ------
    UnknownFeature
        Where the step names what is not there.
    """
    return inventory.apply(_edits(inventory, dict(_clear_blockers(inventory, scheme, step))))


def _edits_of(inventory: Inventory, scheme: Scheme, step: Step) -> list[Edit]:
    if isinstance(step, Extend):
        return list(extend_park(inventory, scheme, step))
    return _edits(inventory, dict(_CHANGES[type(step)](inventory, scheme, step)))


def _refuse_contradictions(inventory: Inventory, scheme: Scheme, steps: Sequence[Step]) -> None:
    """Refuse two values for one field of one site: whichever came last would win unseen."""
    told: Changes = {}
    for step in steps:
        if not isinstance(step, Rezone | Free):
            continue
        for key, values in _CHANGES[type(step)](inventory, scheme, step):
            before = told.setdefault(key, {})
            for name, value in values.items():
                if before.setdefault(name, value) != value:
                    title = inventory.layer(key[0]).collection.by_name[name].title
                    raise BadScenario(
                        Text(
                            f"情景对 {key[1]} 的“{title.zh}”给出两个值：{before[name]} 与 {value}",
                            f"the scenario gives {key[1]} two values of {title.en}: {before[name]} and {value}",
                        ),
                        Text("请只保留其一", "keep one of them"),
                        id=key[1],
                        field=name,
                    )


def _edits(inventory: Inventory, changes: Changes) -> list[Edit]:
    return [
        Edit(collection=name, id=key, feature=_change_feature(inventory.layer(name), key, values))
        for (name, key), values in sorted(changes.items())
    ]


def _change_feature(layer: Layer, key: str, values: Mapping[str, Value]) -> Feature:
    feature = layer.feature(layer.row(key))
    return Feature(feature.id, feature.geometry, {**feature.properties, **values})


def _find_sites(inventory: Inventory, kinds: Sequence[Kind], sites: Sequence[str]) -> Iterator[tuple[Layer, str]]:
    for site in sites:
        name, _, key = site.partition("/")
        layers = [(layer, site) for layer in inventory.of_kind(*kinds) if site in layer.row_of] or [
            (layer, key) for layer in inventory.of_kind(*kinds) if layer.id == name and key in layer.row_of
        ]
        if not layers:
            raise UnknownFeature(
                Text(f"情景中的 {site[:80]} 不存在", f"{site[:80]} of the scenario does not exist"),
                Text("请检查情景中的编号", "check the ids of the scenario"),
                id=site[:80],
            )
        if which := several_sites(inventory, site):
            raise BadScenario(*which_words(site, which), id=site[:80])
        yield from layers


def _rezone(inventory: Inventory, scheme: Scheme, step: Rezone) -> Iterator[tuple[tuple[str, str], dict[str, Value]]]:
    for layer, key in _find_sites(inventory, [Kind.PARCEL], step.sites):
        refuse_unlisted(layer, scheme, key, step.usage)
        values: dict[Role, Value] = {Role.USAGE: step.usage, Role.USAGE_SYSTEM: scheme.usage_system}
        if step.far_max is not None:
            values[Role.FAR_MAX] = step.far_max
        yield (layer.id, key), by_name(layer, values)


def _clear_blockers(
    inventory: Inventory, _scheme: Scheme, step: Clear
) -> Iterator[tuple[tuple[str, str], dict[str, Value]]]:
    kinds = [Kind.PARCEL, Kind.SPACE]
    named = list(_find_sites(inventory, kinds, step.sites)) + list(_in_parks(inventory, kinds, step.parks))
    for layer, key in named:
        listed = layer.role(Role.BLOCKERS)
        had = listed.value(layer.row(key)) if listed else None
        if not isinstance(had, list) or not had:
            continue
        left = [code for code in had if step.blockers and code not in step.blockers]
        values: dict[Role, Value] = {Role.BLOCKERS: left}
        if not left:
            # When a site without blockers can be had is its supply route's usual time.
            values |= {Role.BLOCKER_MONTHS: 0, Role.AVAILABLE_FROM: None, Role.READINESS: None}
        if left != had:
            yield (layer.id, key), by_name(layer, values)


def _in_parks(inventory: Inventory, kinds: Sequence[Kind], parks: Sequence[str]) -> Iterator[tuple[Layer, str]]:
    wanted = _with_parts(inventory, parks)
    for layer in inventory.of_kind(*kinds):
        if Role.PARK in layer.collection.by_role:
            yield from (
                (layer, key) for key, park in zip(layer.ids, layer.texts(Role.PARK), strict=True) if park in wanted
            )


def _with_parts(inventory: Inventory, parks: Sequence[str]) -> set[str]:
    """Parks and all below them."""
    above = {
        key: parent
        for layer in inventory.of_kind(Kind.PARK)
        for key, parent in zip(layer.ids, layer.texts(Role.PARENT), strict=True)
    }
    for park in parks:
        if park not in above:
            raise no_park(park)
    within = set(parks)
    while more := {key for key, parent in above.items() if parent in within and key not in within}:
        within |= more
    return within


def _free_floors(
    inventory: Inventory, scheme: Scheme, step: Free
) -> Iterator[tuple[tuple[str, str], dict[str, Value]]]:
    free = free_state(scheme)
    date = step.available_from.isoformat() if step.available_from else None
    for layer, key in _floors(inventory, step.sites):
        values: dict[Role, Value] = {Role.STATUS: free, Role.HELD_BY: None, Role.HELD_UNTIL: None}
        if date is not None:
            values[Role.AVAILABLE_FROM] = date
        if step.let_from_m2 is not None:
            _refuse_beyond(layer, key, step.let_from_m2)
            values[Role.MIN_LET] = step.let_from_m2
        yield (layer.id, key), by_name(layer, values)


def _refuse_beyond(layer: Layer, key: str, least_m2: float) -> None:
    """Refuse a floor that is let from more than it has: nobody could take it."""
    of_area = layer.role(Role.AREA)
    area = of_area.value(layer.row(key)) if of_area else None
    if isinstance(area, int | float) and least_m2 > area:
        raise BadScenario(
            Text(
                f"情景中 {key} 起租面积 {figure(least_m2)} m²，大于其面积 {figure(area)} m²",
                f"the scenario lets {key} from {figure(least_m2)} m², more than its {figure(area)} m²",
            ),
            Text("请改小 let_from_m2", "make let_from_m2 smaller"),
            id=key,
        )


def _floors(inventory: Inventory, sites: Sequence[str]) -> Iterator[tuple[Layer, str]]:
    for site in sites:
        of_building = [
            (layer, key)
            for layer in inventory.of_kind(Kind.SPACE)
            if Role.BUILDING in layer.collection.by_role
            for key, building in zip(layer.ids, layer.texts(Role.BUILDING), strict=True)
            if building == site
        ]
        yield from of_building or _find_sites(inventory, [Kind.SPACE], [site])


_CHANGES: Final[dict[type[Any], Callable[..., Iterator[tuple[tuple[str, str], dict[str, Value]]]]]] = {
    Rezone: _rezone,
    Clear: _clear_blockers,
    Free: _free_floors,
}


# thresholds ----------------------------------------------------------------------------------------------------------


def _move_thresholds(scheme: Scheme, scenario: Scenario) -> Scheme:
    """The scheme with the scenario's thresholds; its version says so."""
    if not scenario.thresholds:
        return scheme
    known = {rule.id: rule for rule in scheme.rules}
    for rule, values in scenario.thresholds.items():
        for key in values:
            if rule not in known or key not in known[rule].numbers:
                names = ", ".join(f"{each.id}.{name}" for each in scheme.rules for name in each.numbers)
                raise BadScenario(
                    Text(f"没有阈值 {rule}.{key}"[:200], f"there is no threshold {rule}.{key}"[:200]),
                    Text(f"可用：{names}", f"thresholds: {names}"),
                    threshold=f"{rule}.{key}"[:200],
                )
    rules = tuple(
        replace(rule, numbers={**rule.numbers, **scenario.thresholds.get(rule.id, {})}) for rule in scheme.rules
    )
    return replace(scheme, rules=rules, version=f"{scheme.version}+{scenario.id}")
