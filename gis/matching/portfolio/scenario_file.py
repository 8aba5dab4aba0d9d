"""Scenarios read strictly, from ``scenarios/*.toml`` of a data folder or from what somebody sends; every mistake is named by key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from gis.catalog import Catalog, written_of
from gis.errors import BadScenario, LandstockError, SchemeError, UnknownScenario
from gis.matching.portfolio.extension import Extend
from gis.matching.portfolio.scenario import Clear, Free, Rezone, Scenario, Step
from gis.reading.files import open_toml
from gis.reading.reader import Reader
from gis.reading.shapes import Shape, day, ids, number, table_of, text, words
from gis.reading.sources import JsonBody
from gis.text import Text
from gis.written import SCENARIOS, Written

E = TypeVar("E", bound=LandstockError)
T = TypeVar("T")

MAX_STEPS: Final = 200
MAX_EXTENSIONS: Final = 10
MAX_SITES: Final = 1000
_HEAD: Final = ("id", "version", "title", "source", "date")
_LISTS: Final = ("rezone", "clear", "free", "extend")


def load_scenarios(folder: Path, catalog: Catalog | None = None) -> dict[str, Scenario]:
    """All scenarios of a data folder by id; none where it has no such folder.

    Parameters
    ----------
    catalog
        The folder's catalog, where the files are to be those that were read with it.

    Raises
    ------
    SchemeError
        Where a file cannot be used, or two have one id.
    """
    scenarios: dict[str, Scenario] = {}
    written = written_of(folder, catalog)
    for path in written.below(SCENARIOS):
        reader = _open(path, written)
        scenario = _scenario(reader)
        if scenario.id in scenarios:
            raise reader.at("id").twice(scenario.id)
        scenarios[scenario.id] = scenario
    return scenarios


def read_scenario(path: Path) -> Scenario:
    """A scenario from its TOML file.

    Raises
    ------
    SchemeError
        With file, line, key and what to mend.
    """
    return _scenario(_open(path, Written.reading(None, [path])))


def _open(path: Path, written: Written) -> Reader[SchemeError]:
    return open_toml(SchemeError, path, written, name=f"{SCENARIOS}/{path.name}")


def pick_scenario(scenarios: Mapping[str, Scenario], name: str) -> Scenario:
    """The scenario of an id.

    Raises
    ------
    UnknownScenario
        With the scenarios there are.
    """
    if name not in scenarios:
        names = ", ".join(scenarios) or "–"
        raise UnknownScenario(
            Text(f"没有情景 {name[:80]}", f"there is no scenario {name[:80]}"),
            Text(
                f"可用情景：{names}；情景文件放在数据文件夹的 scenarios/ 中",
                f"scenarios: {names}; they live in scenarios/ of the data folder",
            ),
            scenario=name[:80],
        )
    return scenarios[name]


def scenario_of(table: Mapping[str, Any]) -> Scenario:
    """A scenario as a body states it; dates as dates or as YYYY-MM-DD.

    Raises
    ------
    BadScenario
        With the path of the key and what belongs there.
    """
    return _scenario(Reader(JsonBody(BadScenario, ("scenario",)), (), table))


def _scenario(reader: Reader[E]) -> Scenario:
    reader.refuse_others((*_HEAD, *_LISTS, "thresholds"))
    steps: list[Step] = []
    for name in _LISTS:
        entries = reader.parts(name, 0, MAX_EXTENSIONS if name == "extend" else MAX_STEPS) if name in reader else []
        steps.extend(map(_MAKERS[name], entries))
    thresholds = reader.read_or("thresholds", table_of(table_of(_FIGURE)), {})
    if not steps and not thresholds:
        raise reader.wrong("情景没有任何改变", "the scenario changes nothing")
    key = reader.read("id", _NAME)
    return Scenario(
        id=key,
        version=reader.read_or("version", _NAME, "1"),
        title=reader.read_or("title", _WORDS, Text(key, key)),
        source=reader.read_or("source", _WORDS, Text("", "")),
        date=reader.read_or("date", _DAY, None),
        steps=tuple(steps),
        thresholds=thresholds,
    )


def _rezone(reader: Reader[Any]) -> Rezone:
    reader.refuse_others(("sites", "usage", "far_max"))
    return Rezone(
        sites=reader.read("sites", _IDS),
        usage=reader.read("usage", _NAME),
        far_max=reader.read_or("far_max", _or_none(_FIGURE), None),
    )


def _clear(reader: Reader[Any]) -> Clear:
    lists = ("sites", "parks", "blockers")
    reader.refuse_others(lists)
    if not reader.table.get("sites") and not reader.table.get("parks"):
        raise reader.wrong("须有 sites 或 parks", "needs sites or parks")
    return Clear(**{key: reader.read(key, _IDS) for key in lists if key in reader})


def _free(reader: Reader[Any]) -> Free:
    reader.refuse_others(("sites", "available_from", "let_from_m2"))
    return Free(
        sites=reader.read("sites", _IDS),
        available_from=reader.read_or("available_from", _DAY, None),
        let_from_m2=reader.read_or("let_from_m2", _or_none(_FIGURE), None),
    )


def _extend(reader: Reader[Any]) -> Extend:
    reader.refuse_others(("park", "usage", "plot_mu", "far_max", "road_m", "available_from", "services"))
    road = reader.read_or("road_m", _or_none(_FIGURE), None)
    more: dict[str, Any] = {} if road is None else {"road_m": road}
    return Extend(
        park=reader.read("park", _NAME),
        usage=reader.read("usage", _NAME),
        plot_mu=reader.read("plot_mu", _FIGURE),
        far_max=reader.read("far_max", _FIGURE),
        available_from=reader.read_or("available_from", _DAY, None),
        services=reader.read_or("services", _IDS, ()),
        **more,
    )


def _or_none(shape: Shape[T]) -> Shape[T | None]:
    """A shape, or JSON's null, which says nothing."""
    return lambda value: None if value is None else shape(value)


_IDS: Final = ids(MAX_SITES)
_NAME: Final = text(1, 200)
_FIGURE: Final = number(0, 1e9)
_WORDS: Final = words(most=400, alone=True)
_DAY: Final = _or_none(day(quoted=True))
_MAKERS: Final[dict[str, Callable[[Reader[Any]], Step]]] = {
    "rezone": _rezone,
    "clear": _clear,
    "free": _free,
    "extend": _extend,
}
