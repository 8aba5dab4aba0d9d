"""Every verdict of a match, small enough to lie in a page: what a map on a stick says of a grey plot without a service."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from gis.inventory import Inventory
from gis.layer import Layer
from gis.matching.needs.project import Project
from gis.matching.ranking.assessment import Assessment, assess
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import NO
from gis.matching.sites.candidates import SITE_KINDS, Sites, stock_of
from gis.plainly import to_plain

NEAR: Final = 1
"""Sites that fail at most so many rules carry the reason in words; the others the rules alone."""


def reasons(inventory: Inventory, project: Project, scheme: Scheme) -> dict[str, Any]:
    """By collection, each rule's answer for each site, and near misses in words.

    Returns
    -------
    dict
        ``{collection: {"rules": [id], "answers": text, "words": {site id: [verdict]}}}``; ``answers`` holds a digit (1 yes, 0 no, 2 unknown)
        a rule, sites one after another in the order in which JavaScript sorts their ids.
    """
    by_layer: dict[str, Any] = {}
    for kind in SITE_KINDS:
        if project.looks_at(kind):
            sites = Sites(stock_of(inventory, kind))
            judged = assess(project, sites, scheme)
            for place, layer in enumerate(sites.stock.layers):
                by_layer[layer.id] = _of_layer(judged, layer, int(sites.stock.starts[place]))
    return by_layer


def _of_layer(judged: Assessment, layer: Layer, start: int) -> dict[str, Any]:
    order = sorted(range(len(layer)), key=lambda row: layer.ids[row].encode("utf-16-be"))
    answers = judged.answers[:, start : start + len(layer)]
    digits = np.where(answers < 0, 2, answers)[:, order].T.astype("U1")
    misses = (answers == NO).sum(axis=0)
    near = np.flatnonzero((misses > 0) & (misses <= NEAR))
    return {
        "rules": [spec.id for spec in judged.rules],
        "answers": "".join(digits.ravel().tolist()),
        "words": {
            layer.ids[row]: [to_plain(verdict) for verdict in judged.verdicts(start + int(row)) if verdict.answer == NO]
            for row in near.tolist()
        },
    }
