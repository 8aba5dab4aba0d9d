"""A request for a match, read strictly, and its report: the one way in for the service and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from api.body import only, wrong
from gis.catalog import Kind
from gis.errors import UnknownFeature
from gis.inventory import Inventory
from gis.matching.matches import match
from gis.matching.offers import best_projects
from gis.matching.project import Project
from gis.matching.report import MatchReport
from gis.matching.scheme import Scheme, pick_scheme
from gis.matching.studies import STUDIES, studied
from gis.matching.weighting import with_weights
from gis.text import Text

SUBJECTS: Final = ("project_id", "project", "site")
KEYS: Final = (*SUBJECTS, "top", "scheme", "explain", "weights", "study")
DEFAULT_TOP: Final = 20
MAX_EXPLAIN: Final = 100
MAX_STUDIED: Final = 100


def answered(inventory: Inventory, schemes: Mapping[str, Scheme], asked: Mapping[str, Any]) -> dict[str, Any]:
    """The report that is asked for as plain JSON types, with what was asked and the studies that were.

    Parameters
    ----------
    asked
        As of ``report``; ``study`` names studies of the ranking, which are of a project's sites alone.

    Raises
    ------
    As ``report``.
    """
    found = report(inventory, schemes, asked)
    return {"asked": dict(asked), **found.as_dict(), **studies(inventory, found, asked)}


def studies(inventory: Inventory, found: MatchReport, asked: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The studies that are asked for of a report."""
    names = asked.get("study", [])
    if not isinstance(names, list) or not all(isinstance(name, str) and name in STUDIES for name in names):
        listed = ", ".join(STUDIES)
        raise wrong("study", Text(f"应为列表，可选 {listed}", f"is a list of some of {listed}"))
    if not names:
        return {}
    if not isinstance(found.subject, Project):
        raise wrong("study", Text("只用于为项目找场地", "is of the sites for a project"))
    # Where nothing fits, what could be joined or let in matters most: not the ranking's length bounds a study.
    top = min(_whole(asked, "top", DEFAULT_TOP), MAX_STUDIED)
    return studied(inventory, found.subject, found.scheme, list(dict.fromkeys(names)), top=top, explain=_ids(asked))


def report(inventory: Inventory, schemes: Mapping[str, Scheme], asked: Mapping[str, Any]) -> MatchReport:
    """The report that is asked for.

    Parameters
    ----------
    asked
        One of ``project_id``, ``project`` (a demand) or ``site`` (``collection`` and ``id``); ``top``, ``scheme``, ``explain``, ``weights`` (by criterion, 100 in all).

    Raises
    ------
    BadBody, BadDemand, BadRange, BadWeights
        A key or value that cannot be read.
    UnknownFeature, UnknownCollection, UnknownScheme
        Where something named does not exist.
    """
    only(asked, KEYS)
    named = [key for key in SUBJECTS if key in asked]
    if len(named) != 1:
        keys = ", ".join(SUBJECTS)
        raise wrong("body", Text(f"{keys} 须有且只有一个", f"one of {keys} is wanted, and one alone"))
    scheme = pick_scheme(schemes, _text(asked, "scheme", inventory.catalog.scheme))
    if "weights" in asked:
        scheme = with_weights(scheme, _weights(asked["weights"]))
    top, explain = _whole(asked, "top", DEFAULT_TOP), _ids(asked)
    if named == ["site"]:
        collection, key = site_asked(asked["site"])
        return best_projects(inventory, collection, key, scheme, top=top, explain=explain)
    return match(inventory, project_asked(inventory, asked), scheme, top=top, explain=explain)


def project_asked(inventory: Inventory, asked: Mapping[str, Any]) -> Project:
    """The demand under ``project``, else the project of the register that ``project_id`` names.

    Raises
    ------
    BadBody, BadDemand, UnknownFeature
        Where it cannot be read, or is not there.
    """
    if "project" in asked:
        return Project.from_demand(asked["project"], inventory.catalog)
    key = _text(asked, "project_id", "")
    for layer in inventory.of_kind(Kind.PROJECT):
        if key in layer.row_of:
            return Project.from_layer(layer, key)
    raise UnknownFeature(
        Text(f"没有项目 {key[:80]}", f"there is no project {key[:80]}"),
        Text("请检查项目编号，或按名称搜索项目图层", "check its id, or search the projects by name"),
        id=key[:80],
    )


def _text(asked: Mapping[str, Any], key: str, default: str) -> str:
    found = asked.get(key, default)
    if not isinstance(found, str) or len(found) > 200:
        raise wrong(key, Text("应为文字", "is a text"))
    return found


def _whole(asked: Mapping[str, Any], key: str, default: int) -> int:
    found = asked.get(key, default)
    if isinstance(found, bool) or not isinstance(found, int):
        raise wrong(key, Text("应为整数", "is a whole number"))
    return found


def _weights(found: Any) -> dict[str, float]:
    if not isinstance(found, dict) or not all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in found.values()
    ):
        raise wrong("weights", Text("应为评分项到权重的对象", "is an object of weights by criterion"))
    return {name: float(value) for name, value in found.items()}


def _ids(asked: Mapping[str, Any]) -> list[str]:
    found = asked.get("explain", [])
    if not isinstance(found, list) or len(found) > MAX_EXPLAIN or not all(isinstance(key, str) for key in found):
        raise wrong("explain", Text(f"应为至多 {MAX_EXPLAIN} 个编号", f"is a list of up to {MAX_EXPLAIN} ids"))
    return list(dict.fromkeys(found))


def site_asked(found: Any) -> tuple[str, str]:
    """Collection and id of a site as a request names it."""
    if not isinstance(found, dict):
        raise wrong("site", Text("应为对象", "is an object"))
    only(found, ("collection", "id"))
    collection, key = found.get("collection"), found.get("id")
    if not isinstance(collection, str) or not isinstance(key, str):
        raise wrong("site", Text("须有文字 collection 与 id", "has the texts collection and id"))
    return collection, key
