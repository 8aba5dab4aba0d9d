"""Scenarios read strictly, from ``scenarios/*.toml`` of a data folder or from what somebody sends; every mistake is named by key."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from gis.catalog import Catalog
from gis.disk import Unreadable, toml_of
from gis.errors import BadScenario, SchemeError, UnknownScenario
from gis.matching.portfolio.extension import Extend
from gis.matching.portfolio.scenario import Clear, Free, Rezone, Scenario, Step
from gis.matching.scheme_reader import written_of
from gis.text import Text
from gis.written import SCENARIOS, Written

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
    found: dict[str, Scenario] = {}
    written = written_of(folder, catalog)
    for path in written.below(SCENARIOS):
        scenario = _scenario(path, written)
        if scenario.id in found:
            raise _in_file(path, Text(f"情景 {scenario.id} 重复", f"the scenario {scenario.id} stands twice"))
        found[scenario.id] = scenario
    return found


def read_scenario(path: Path) -> Scenario:
    """A scenario from its TOML file.

    Raises
    ------
    SchemeError
        With file, key and what to mend.
    """
    return _scenario(path, Written.reading(None, [path]))


def _scenario(path: Path, written: Written) -> Scenario:
    try:
        return scenario_of(toml_of(written.content(path)))
    except Unreadable as mistake:
        why = mistake.text
        raise _in_file(path, Text(f"无法读取：{why.zh}", f"cannot be read: {why.en}")) from None
    except BadScenario as mistake:
        raise _in_file(path, mistake.text) from None


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
    """A scenario from plain values; dates as dates or as YYYY-MM-DD.

    Raises
    ------
    BadScenario
        With the key and what belongs there.
    """
    _known("-", table, (*_HEAD, *_LISTS, "thresholds"))
    steps: list[Step] = []
    for name in _LISTS:
        listed, most = table.get(name, []), MAX_EXTENSIONS if name == "extend" else MAX_STEPS
        if not isinstance(listed, list) or len(listed) > most or not all(isinstance(each, Mapping) for each in listed):
            raise _bad(name, f"须是至多 {most} 项的列表", f"must be a list of up to {most} tables")
        steps.extend(_MAKERS[name](f"{name}[{number}]", each) for number, each in enumerate(listed, 1))
    thresholds = _thresholds(table.get("thresholds", {}))
    if not steps and not thresholds:
        raise _bad("-", "情景没有任何改变", "the scenario changes nothing")
    title = table.get("title", table.get("id", "-"))
    return Scenario(
        id=_text("-", table, "id"),
        version=_text("-", table, "version") if "version" in table else "1",
        title=_words("title", title),
        source=_words("source", table.get("source", "")),
        date=_date("-", table, "date"),
        steps=tuple(steps),
        thresholds=thresholds,
    )


def _rezone(at: str, table: Mapping[str, Any]) -> Rezone:
    _known(at, table, ("sites", "usage", "far_max"))
    return Rezone(
        sites=_ids(at, table, "sites"), usage=_text(at, table, "usage"), far_max=_number(at, table, "far_max")
    )


def _clear(at: str, table: Mapping[str, Any]) -> Clear:
    _known(at, table, ("sites", "parks", "blockers"))
    if not table.get("sites") and not table.get("parks"):
        raise _bad(at, "须有 sites 或 parks", "needs sites or parks")
    lists = {key: _ids(at, table, key) for key in ("sites", "parks", "blockers") if key in table}
    return Clear(**lists)


def _free(at: str, table: Mapping[str, Any]) -> Free:
    _known(at, table, ("sites", "available_from", "let_from_m2"))
    return Free(
        sites=_ids(at, table, "sites"),
        available_from=_date(at, table, "available_from"),
        let_from_m2=_number(at, table, "let_from_m2"),
    )


def _extend(at: str, table: Mapping[str, Any]) -> Extend:
    _known(at, table, ("park", "usage", "plot_mu", "far_max", "road_m", "available_from", "services"))
    more: dict[str, Any] = {"road_m": road} if (road := _number(at, table, "road_m")) is not None else {}
    return Extend(
        park=_text(at, table, "park"),
        usage=_text(at, table, "usage"),
        plot_mu=_needed(at, table, "plot_mu"),
        far_max=_needed(at, table, "far_max"),
        available_from=_date(at, table, "available_from"),
        services=_ids(at, table, "services") if "services" in table else (),
        **more,
    )


_MAKERS: Final[dict[str, Callable[[str, Mapping[str, Any]], Step]]] = {
    "rezone": _rezone,
    "clear": _clear,
    "free": _free,
    "extend": _extend,
}


def _thresholds(found: Any) -> dict[str, dict[str, float]]:
    if not isinstance(found, Mapping) or not all(isinstance(each, Mapping) for each in found.values()):
        raise _bad("thresholds", "须按规则写作 [thresholds.规则]", "is written by rule, [thresholds.rule]")
    return {
        str(rule): {str(key): _needed(f"thresholds.{rule}", values, key) for key in values}
        for rule, values in found.items()
    }


def _known(at: str, table: Mapping[str, Any], allowed: Sequence[str]) -> None:
    if strange := sorted(map(str, set(table) - set(allowed))):
        shown = ", ".join(each[:60] for each in strange[:5])
        raise _bad(
            at, f"不认识的键 {shown}；可用：{', '.join(allowed)}", f"unknown key {shown}; keys: {', '.join(allowed)}"
        )


def _text(at: str, table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip() or len(value) > 200:
        raise _bad(f"{at}.{key}", "须是 1 至 200 个字的文字", "must be text of 1 to 200 characters")
    return value


def _words(key: str, value: Any) -> Text:
    if isinstance(value, str) and len(value) <= 400:
        return Text(value, value)
    if (
        isinstance(value, Mapping)
        and set(value) == {"zh", "en"}
        and all(isinstance(each, str) for each in value.values())
    ):
        return Text(str(value["zh"])[:400], str(value["en"])[:400])
    raise _bad(key, "须写作 { zh = …, en = … }", "must be written { zh = …, en = … }")


def _ids(at: str, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = table.get(key)
    if (
        not isinstance(value, list)
        or not 0 < len(value) <= MAX_SITES
        or not all(isinstance(each, str) and each for each in value)
    ):
        raise _bad(f"{at}.{key}", f"须是 1 至 {MAX_SITES} 个编号", f"must be a list of 1 to {MAX_SITES} ids")
    return tuple(dict.fromkeys(value))


def _number(at: str, table: Mapping[str, Any], key: str) -> float | None:
    value = table.get(key)
    if value is None:
        return None
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not math.isfinite(value)
        or not 0 <= value <= 1e9
    ):
        raise _bad(f"{at}.{key}", "须是不小于 0 的数字", "must be a number of at least 0")
    return float(value)


def _needed(at: str, table: Mapping[str, Any], key: str) -> float:
    value = _number(at, table, key)
    if value is None:
        raise _bad(f"{at}.{key}", "缺少", "is missing")
    return value


def _date(at: str, table: Mapping[str, Any], key: str) -> dt.date | None:
    value = table.get(key)
    if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise _bad(f"{at}.{key}", "须是日期 YYYY-MM-DD", "must be a date YYYY-MM-DD") from None


def _bad(at: str, zh: str, en: str) -> BadScenario:
    return BadScenario(
        Text(f"情景的 {at[:120]}：{zh}", f"the scenario's {at[:120]}: {en}"),
        Text("请修改情景后重试", "mend the scenario and try again"),
        key=at[:120],
    )


def _in_file(path: Path, text: Text) -> SchemeError:
    return SchemeError(
        Text(f"scenarios/{path.name}：{text.zh}", f"scenarios/{path.name}: {text.en}"),
        Text(f"请修改 scenarios/{path.name}", f"mend scenarios/{path.name}"),
        file=path.name,
    )
