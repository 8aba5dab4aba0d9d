"""The worked example of docs/method/ranking.md: shares, distances and consistency come out of the very values of its table."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import kendalltau

from gis.matching.scheme.ahp import RANDOM_INDEX, weights_of
from gis.matching.scheme.plans import StabilityPlan
from gis.matching.studies.stability import draw_weights, ranks_of
from gis.matching.studies.survivors import Survivors, totals
from gis.matching.studies.topsis import closeness
from tests.gis.matching.district import ROOT, default_scheme

FOLDER = ROOT / "docs" / "method"
PAGES = [FOLDER / name for name in ("ranking.md", "ranking.zh-CN.md")]
PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
SITES = "ABDE"


def table(page: Path, after: str) -> dict[str, list[str]]:
    """Cells by the first of each row, of the table whose heading begins so."""
    text = page.read_text("utf-8")
    rows = text[text.index(after) :].split("\n\n")[0].splitlines()
    cells = [[cell.strip(" `*") for cell in row.strip("|").split("|")] for row in rows]
    return {row[0]: row[1:] for row in cells}


def values(page: Path) -> dict[str, list[float]]:
    rows = table(page, "| 评分项 |" if page == PAGES[1] else "| criterion |")
    return {spec.id: [float(cell) for cell in rows[spec.id]] for spec in default_scheme().criteria}


def found(page: Path) -> Survivors:
    told = np.array(list(values(page).values()))
    order = np.arange(len(SITES))
    return Survivors(
        stocks=(),
        stock=np.zeros(len(SITES), dtype=np.intp),
        rows=order,
        values=told[:, 1:],
        weights=told[:, 0],
        ties=order,
        to_check=np.zeros(len(SITES), dtype=np.bool_),
    )


def shares(page: Path, spread: float) -> np.ndarray:
    """Ranks in each draw, by site."""
    plan, sites = default_scheme().stability, found(page)
    weights = draw_weights(sites.weights, plan.draws, spread, plan.seed)
    return ranks_of(sites, sites.order, weights)[np.argsort(sites.order)]


def numbers(cells: list[str]) -> list[float]:
    return [float(cell) for cell in cells if cell]


@PAGE
def test_sites_of_both_pages_and_weights_of_the_scheme_are_the_same(page: Path) -> None:
    scoring = (FOLDER / page.name.replace("ranking", "scoring")).read_text("utf-8")
    for spec in default_scheme().criteria:
        weight, first, second, *_ = values(page)[spec.id]
        assert weight == spec.weight
        row = re.search(
            rf"^\| `{spec.id}` \|[^|]*\| ([^|]+) \|[^|]*\|[^|]*\| ([^|]+) \|[^|]*\|$", scoring, re.MULTILINE
        )
        assert row
        assert [first, second] == [0 if cell in {"unknown", "未知"} else float(cell) for cell in row.groups()]


@PAGE
def test_scores_and_shares(page: Path) -> None:
    sites, rows = found(page), list(table(page, "| | A | B | D | E |\n").values())
    score = totals(sites.values, sites.weights[:, None])[:, 0]
    told = table(page, "| 评分项 |" if page == PAGES[1] else "| criterion |")
    assert numbers(told["总分" if page == PAGES[1] else "score"]) == score.tolist()
    assert [SITES[site] for site in sites.order] == ["A", "D", "E", "B"]
    assert numbers(told["名次" if page == PAGES[1] else "rank"]) == [1, 4, 2, 3]
    ranks = shares(page, default_scheme().stability.spread_pct)
    firsts = (ranks == 1).sum(axis=1)
    assert [numbers(row) for row in rows[2:]] == [
        firsts.tolist(),
        ranks.min(axis=1).tolist(),
        ranks.max(axis=1).tolist(),
    ]
    text = page.read_text("utf-8")
    assert f"{firsts[0] / 1000:g}" in text
    assert (ranks[[0, 2, 3]] <= 3).all()
    assert str((shares(page, 50)[0] == 1).sum()) in text
    assert StabilityPlan().draws == default_scheme().stability.draws == 1000
    assert StabilityPlan().spread_pct == default_scheme().stability.spread_pct == 20


@PAGE
def test_topsis_step_by_step(page: Path) -> None:
    sites, rows = found(page), table(page, "| | A | B | D | E | ")
    length = np.sqrt((sites.values**2).sum(axis=1))
    weighted = sites.values / length[:, None] * sites.weights[:, None]
    best, worst = weighted.max(axis=1), weighted.min(axis=1)
    for number, spec in enumerate(default_scheme().criteria):
        told = numbers(rows[spec.id])
        assert told == pytest.approx([*weighted[number], length[number], best[number], worst[number]], abs=0.00501)
        assert told[4] == round(float(length[number]), 4)
    to_best, to_worst = (np.sqrt(((weighted - end[:, None]) ** 2).sum(axis=0)) for end in (best, worst))
    assert numbers(rows["d⁺"]) == np.round(to_best, 2).tolist()
    assert numbers(rows["d⁻"]) == np.round(to_worst, 2).tolist()
    near = closeness(sites.values.T, sites.weights)
    assert near == pytest.approx(to_worst / (to_best + to_worst))
    told_near, told_rank = [numbers(row) for row in list(rows.values())[-2:]]
    assert told_near == np.round(near, 4).tolist()
    assert told_rank == (np.argsort(np.argsort(-near)) + 1).tolist()
    tau = kendalltau(totals(sites.values, sites.weights[:, None])[:, 0], near).statistic
    assert f"(4 − 2) ÷ 6 = {tau:.4f}" in page.read_text("utf-8")


@PAGE
def test_weights_from_pairs(page: Path) -> None:
    text = page.read_text("utf-8")
    written = re.search(r"```toml\n(.*?)```", text, re.DOTALL)
    assert written
    pairs = {(one["a"], one["b"]): float(one["value"]) for one in tomllib.loads(written[1])["comparisons"]}
    jarring = {**pairs, ("area_fit", "cluster"): 1 / 5}
    _, _, *rows = table(page, "| | 面积 | 就绪 |" if page == PAGES[1] else "| | area | readiness |").values()
    for row, asked in zip(rows, (pairs, jarring), strict=True):
        made = weights_of(asked)
        weights = [made.weights[name] for name in ("area_fit", "readiness", "cluster")]
        figures = [round(made.lambda_max, 4), round(made.index, 4), round(made.ratio, 4)]
        assert numbers(row) == [*weights, *figures]
    worst = weights_of(jarring).worst
    assert worst
    assert (worst.first, worst.second) == ("cluster", "area_fit")
    assert worst.implied == pytest.approx(1 / 9)
    assert worst.ratio == pytest.approx(0, abs=1e-6)
    indices = table(page, "| n | 3 |")["RI"]
    assert numbers(indices) == list(RANDOM_INDEX[2:])
