"""A request for a portfolio, read strictly, and its answer: the one way in for the service and the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.asking.body import body_reader
from api.ground.errors import BadBody
from api.ground.kept import PortfolioAnswer
from gis.inventory import Inventory
from gis.matching.portfolio.assign import assign
from gis.matching.portfolio.question import Ban, Pin, PortfolioQuestion
from gis.matching.portfolio.scenario import Scenario
from gis.matching.portfolio.scenario_file import pick_scenario, scenario_of
from gis.matching.scheme.scheme import Scheme, pick_scheme
from gis.plainly import Inline
from gis.reading.reader import Reader
from gis.reading.shapes import flag, ids, misfit, text
from gis.text import Text

KEYS: Final = ("project_ids", "pins", "forbid", "scenario", "scheme", "unlocks")
MAX_IDS: Final = 5000
MAX_SITES: Final = 20
MAX_SIGNS: Final = 200
_NAME: Final = text(1, MAX_SIGNS, blank=True)


@dataclass(frozen=True, kw_only=True)
class ListedScenario:
    """A scenario of the data folder."""

    scenario: Inline[Scenario]
    source: Text


def answer_portfolio(
    inventory: Inventory,
    schemes: Mapping[str, Scheme],
    scenarios: Mapping[str, Scenario],
    asked: Mapping[str, Any],
    *,
    progress: Callable[[str], None] | None = None,
) -> PortfolioAnswer:
    """The portfolio that is asked for, with what was asked.

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
    body = body_reader(asked)
    body.refuse_others(KEYS)
    scheme = pick_scheme(schemes, body.read_or("scheme", _NAME, inventory.catalog.scheme))
    question = PortfolioQuestion(
        project_ids=body.read_or("project_ids", ids(MAX_IDS, signs=MAX_SIGNS), None),
        pins=tuple(map(_pin, _entries(body, "pins"))),
        forbid=tuple(map(_ban, _entries(body, "forbid"))),
        scenario=_scenario(scenarios, body),
        unlocks=body.read_or("unlocks", flag, default=True),
    )
    found = assign(inventory, scheme, question, progress=progress)
    return PortfolioAnswer(asked=dict(asked), portfolio=found)


def _scenario(scenarios: Mapping[str, Scenario], body: Reader[BadBody]) -> Scenario | None:
    asked = body.table.get("scenario")
    if asked is None:
        return None
    if isinstance(asked, str):
        return pick_scenario(scenarios, asked)
    if isinstance(asked, Mapping):
        return scenario_of(asked)
    wanted = Text("情景编号，或表（JSON 中为对象）", "the id of a scenario, or a table (in JSON an object)")
    raise body.at("scenario").misfit(misfit(wanted, asked))


def _entries(body: Reader[BadBody], key: str) -> list[Reader[BadBody]]:
    return body.parts(key, 0, MAX_IDS) if key in body else []


def _pin(entry: Reader[BadBody]) -> Pin:
    entry.refuse_others(("project_id", "sites"))
    return Pin(
        project_id=entry.read("project_id", _NAME),
        sites=entry.read("sites", ids(MAX_SITES, signs=MAX_SIGNS)),
    )


def _ban(entry: Reader[BadBody]) -> Ban:
    entry.refuse_others(("project_id", "site"))
    return Ban(project_id=entry.read("project_id", _NAME), site=entry.read("site", _NAME))
