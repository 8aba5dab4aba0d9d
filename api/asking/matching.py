"""A request for a match, read strictly, and its report: the one way in for the service and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.asking.body import body_reader
from api.ground.errors import BadBody
from api.ground.report_answer import ReportAnswer
from gis.catalog import Kind
from gis.errors import UnknownFeature
from gis.inventory import Inventory
from gis.matching.needs.project import Project
from gis.matching.ranking.matches import match
from gis.matching.ranking.offers import best_projects
from gis.matching.ranking.registered import read_project
from gis.matching.ranking.report import MatchReport
from gis.matching.scheme.scheme import Scheme, pick_scheme
from gis.matching.scheme.weighting import with_weights
from gis.matching.studies.studies import STUDIES, Studies, run_studies
from gis.plainly import Inline, to_plain
from gis.reading.reader import Reader
from gis.reading.shapes import among, listed, number, table_of, text, whole
from gis.text import Text

SUBJECTS: Final = ("project_id", "project", "site")
KEYS: Final = (*SUBJECTS, "top", "scheme", "explain", "weights", "study")
DEFAULT_TOP: Final = 20
MAX_EXPLAIN: Final = 100
MAX_STUDIED: Final = 100
NAME: Final = text(0, 200, blank=True)
"""The id of a scheme or a project, which may name none: who looks for it says so."""
_ID: Final = text(0, blank=True)
_STUDIES: Final = listed(among(STUDIES), what=Text("研究", "studies"))


@dataclass(frozen=True, kw_only=True)
class MatchAnswer(ReportAnswer):
    """A report of a match with the studies that were asked for."""

    report: Inline[MatchReport]
    studies: Inline[Studies]


def answer_match(inventory: Inventory, schemes: Mapping[str, Scheme], asked: Mapping[str, Any]) -> dict[str, Any]:
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
    made: dict[str, Any] = to_plain(
        MatchAnswer(asked=dict(asked), report=found, studies=studies(inventory, found, asked))
    )
    return made


def studies(inventory: Inventory, found: MatchReport, asked: Mapping[str, Any]) -> Studies:
    """The studies that are asked for of a report."""
    body = body_reader(asked)
    names = body.read_or("study", _STUDIES, ())
    if not names:
        return {}
    if not isinstance(found.subject, Project):
        raise body.at("study").wrong("只用于为项目找场地", "is of the sites for a project")
    # Where nothing fits, what could be joined or let in matters most: not the ranking's length bounds a study.
    top = min(body.read_or("top", whole(), DEFAULT_TOP), MAX_STUDIED)
    return run_studies(
        inventory, found.subject, found.scheme, list(dict.fromkeys(names)), top=top, explain=_explain(body)
    )


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
    body = body_reader(asked)
    body.refuse_others(KEYS)
    named = [key for key in SUBJECTS if key in body]
    if len(named) != 1:
        keys = ", ".join(SUBJECTS)
        raise body.wrong(f"{keys} 须有且只有一个", f"one of {keys} is wanted, and one alone")
    scheme = pick_scheme(schemes, body.read_or("scheme", NAME, inventory.catalog.scheme))
    if "weights" in body:
        scheme = with_weights(scheme, body.read("weights", table_of(number())))
    top, explain = body.read_or("top", whole(), DEFAULT_TOP), _explain(body)
    if named == ["site"]:
        collection, key = site_asked(body)
        return best_projects(inventory, collection, key, scheme, top=top, explain=explain)
    return match(inventory, project_asked(inventory, body), scheme, top=top, explain=explain)


def project_asked(inventory: Inventory, body: Reader[BadBody]) -> Project:
    """The demand under ``project``, else the project of the register that ``project_id`` names.

    Raises
    ------
    BadBody, BadDemand, UnknownFeature
        Where it cannot be read, or is not there.
    """
    if "project" in body:
        return Project.from_demand(body.table["project"], inventory.catalog)
    key = body.read("project_id", NAME)
    for layer in inventory.of_kind(Kind.PROJECT):
        if key in layer.row_of:
            return read_project(inventory, layer, key)
    raise UnknownFeature(
        Text(f"没有项目 {key[:80]}", f"there is no project {key[:80]}"),
        Text("请检查项目编号，或按名称搜索项目图层", "check its id, or search the projects by name"),
        id=key[:80],
    )


def site_asked(body: Reader[BadBody]) -> tuple[str, str]:
    """Collection and id of a site as a request names it.

    Raises
    ------
    BadBody
        Where it is missing, or names none.
    """
    site = body.part("site")
    site.refuse_others(("collection", "id"))
    return site.read("collection", _ID), site.read("id", _ID)


def _explain(body: Reader[BadBody]) -> list[str]:
    ids = listed(_ID, 0, MAX_EXPLAIN, what=Text("编号", "ids"))
    return list(dict.fromkeys(body.read_or("explain", ids, ())))
