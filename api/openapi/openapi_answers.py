"""What each operation answers in JSON: its type, from which the OpenAPI document has its schema."""

from __future__ import annotations

import functools
from typing import Any, Final

from api.answering import answers, reservations
from api.asking.matching import MatchAnswer
from api.asking.portfolios import ListedScenario
from api.ground.kept import PortfolioAnswer
from api.papers.prechecks import PrecheckAnswer
from gis.matching.precheck import precheck_work
from gis.matching.relaxation import Step as ChangeStep
from gis.matching.scheme.ahp import AhpWeights
from gis.plain_schema import Schema, Schemas

ANSWERS: Final[dict[str, Any]] = {
    "landing": answers.Landing,
    "conformance": answers.Conformance,
    "functions": answers.Functions,
    "api": dict[str, Any],
    "collections": answers.Collections,
    "collection": answers.CollectionAnswer,
    "queryables": answers.Queryables,
    "items": answers.Features,
    "item": answers.Feature,
    "summary": answers.SummaryAnswer,
    "dashboard": answers.DashboardAnswer,
    "explain": answers.Explained,
    "tileMatrixSets": answers.MatrixSets,
    "tileMatrixSet": answers.MatrixSet,
    "tiles.collection.vector.getTileSetsList": answers.TileSets,
    "tiles.collection.vector.getTileSet": answers.TileSet | answers.TileJson,
    "healthz": answers.Alive,
    "readyz": answers.Ready,
    "version": answers.Versions,
    "matches": MatchAnswer,
    "portfolios": PortfolioAnswer,
    "scenarios": tuple[ListedScenario, ...],
    "precheck": PrecheckAnswer,
    "precheckOfDemand": PrecheckAnswer,
    "ahp": AhpWeights,
    "exports": answers.Basket,
    "add": answers.ChangedFeature,
    "replace": answers.ChangedFeature,
    "update": answers.ChangedFeature,
    "makeChanges": answers.ChangedSet,
    "split": answers.ChangedSet,
    "merge": answers.ChangedSet,
    "history": answers.HistoryAnswer,
    "changes": answers.ChangeLog,
    "change": answers.ChangeSetAnswer,
    "undo": answers.ChangeSetAnswer,
    "reservations": reservations.ReservationList,
    "reserve": reservations.ReservationAnswer,
    "reservation": reservations.ReservationAnswer,
    "changeReservation": reservations.ReservationAnswer,
    "releaseReservation": reservations.ReservationAnswer,
}
"""By the id of the operation; those of one collection have its name after a point."""
_NAMES: Final[dict[type, str]] = {precheck_work.Step: "WorkStep", ChangeStep: "ChangeStep"}


@functools.cache
def describe_answers(*, closed: bool = False) -> tuple[dict[str, Schema], dict[str, Schema]]:
    """The schema of each answer by the id of its operation, and all schemas by name, which those refer to.

    Parameters
    ----------
    closed
        As of ``Schemas``: what nobody declared is refused.
    """
    schemas = Schemas(_NAMES, closed=closed)
    made = {name: schemas.of(kind) for name, kind in ANSWERS.items()}
    schemas.of(answers.Problem)
    return made, dict(sorted(schemas.made.items()))


def answer_schema(operation: str) -> Schema:
    """The schema of what an operation answers in JSON."""
    made, _ = describe_answers()
    return made[operation] if operation in made else made[operation.split(".", maxsplit=1)[0]]
