"""A request for a portfolio, read strictly, and its answer: the one way in for the service and the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from api.body import only, wrong
from gis.inventory import Inventory
from gis.matching.portfolio.assign import assign
from gis.matching.portfolio.question import Ban, Pin, PortfolioQuestion
from gis.matching.portfolio.scenario import Scenario
from gis.matching.portfolio.scenario_file import pick_scenario, scenario_of
from gis.matching.scheme import Scheme, pick_scheme
from gis.text import Text

KEYS: Final = ("project_ids", "pins", "forbid", "scenario", "scheme", "unlocks")
MAX_IDS: Final = 5000
MAX_SITES: Final = 20


def answered(
    inventory: Inventory,
    schemes: Mapping[str, Scheme],
    scenarios: Mapping[str, Scenario],
    asked: Mapping[str, Any],
    *,
    progress: Callable[[str], None] | None = None,
) -> dict[str, Any]:
    """The portfolio that is asked for, as plain JSON types, with what was asked.

    Parameters
    ----------
    asked
        ``project_ids``, ``pins`` (``project_id`` and ``sites``), ``forbid`` (``project_id`` and ``site``), ``scenario`` (the id of one of the
        data folder, or a scenario itself), ``scheme``, ``unlocks``; all may be left out.

    Raises
    ------
    BadBody, BadScenario, BadPins, BadDemand
        A key or value that cannot be read, or that contradicts another.
    UnknownFeature, UnknownScheme, UnknownScenario
        Where something named does not exist.
    """
    only(asked, KEYS)
    scheme = pick_scheme(schemes, _text(asked.get("scheme", inventory.catalog.scheme), "scheme"))
    question = PortfolioQuestion(
        project_ids=_ids(asked["project_ids"], "project_ids", MAX_IDS) if "project_ids" in asked else None,
        pins=tuple(_pin(entry, at) for at, entry in _entries(asked, "pins")),
        forbid=tuple(_ban(entry, at) for at, entry in _entries(asked, "forbid")),
        scenario=_scenario(scenarios, asked.get("scenario")),
        unlocks=_flag(asked),
    )
    found = assign(inventory, scheme, question, progress=progress)
    return {"asked": dict(asked), **found.as_dict()}


def _scenario(scenarios: Mapping[str, Scenario], asked: Any) -> Scenario | None:
    if asked is None:
        return None
    if isinstance(asked, str):
        return pick_scenario(scenarios, asked)
    if isinstance(asked, Mapping):
        return scenario_of(asked)
    raise wrong("scenario", Text("应为情景编号或情景对象", "is the id of a scenario, or a scenario"))


def _entries(asked: Mapping[str, Any], key: str) -> list[tuple[str, Mapping[str, Any]]]:
    listed = asked.get(key, [])
    if not isinstance(listed, list) or len(listed) > MAX_IDS or not all(isinstance(entry, Mapping) for entry in listed):
        raise wrong(key, Text(f"应为至多 {MAX_IDS} 个对象", f"is a list of up to {MAX_IDS} objects"))
    return [(f"{key}[{number}]", entry) for number, entry in enumerate(listed, 1)]


def _pin(entry: Mapping[str, Any], at: str) -> Pin:
    only(entry, ("project_id", "sites"))
    return Pin(
        project_id=_text(entry.get("project_id"), f"{at}.project_id"),
        sites=_ids(entry.get("sites"), f"{at}.sites", MAX_SITES),
    )


def _ban(entry: Mapping[str, Any], at: str) -> Ban:
    only(entry, ("project_id", "site"))
    project, site = (_text(entry.get(key), f"{at}.{key}") for key in ("project_id", "site"))
    return Ban(project_id=project, site=site)


def _ids(found: Any, key: str, most: int) -> tuple[str, ...]:
    if not isinstance(found, list) or not 0 < len(found) <= most or not all(isinstance(each, str) for each in found):
        raise wrong(key, Text(f"应为 1 至 {most} 个编号", f"is a list of 1 to {most} ids"))
    return tuple(dict.fromkeys(_text(each, key) for each in found))


def _text(found: Any, key: str) -> str:
    if not isinstance(found, str) or not 0 < len(found) <= 200:
        raise wrong(key, Text("应为文字", "is a text"))
    return found


def _flag(asked: Mapping[str, Any]) -> bool:
    found = asked.get("unlocks", True)
    if not isinstance(found, bool):
        raise wrong("unlocks", Text("应为 true 或 false", "is true or false"))
    return found
