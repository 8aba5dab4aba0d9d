"""The tables of docs/method/examples.md come out of the engine: every answer, every reason, every value and every point."""

from __future__ import annotations

import ast
import operator
import re

import pytest

from tests.gis.matching.district import ROOT, shipped_scheme
from tests.gis.matching.worked import CRITERIA, RULES, Lang

PAGES: list[tuple[Lang, str]] = [("en", "examples.md"), ("zh", "examples.zh-CN.md")]


def rows(page: str) -> list[str]:
    words = (ROOT / "docs" / "method" / page).read_text("utf-8")
    return re.findall(r"^\| `\w+` \|.*\|$", words, re.MULTILINE)


@pytest.mark.parametrize(("lang", "page"), PAGES)
def test_every_row_of_the_page_is_what_the_engine_says(lang: Lang, page: str) -> None:
    wanted = [each.rule_row(lang) for each in RULES] + [each.criterion_row(lang) for each in CRITERIA]
    assert rows(page) == wanted


def test_every_rule_and_every_criterion_has_an_example() -> None:
    schemes = [shipped_scheme(name) for name in ("default", "cost")]
    assert {each.shown for each in RULES} == {spec.id for scheme in schemes for spec in scheme.rules}
    assert {each.shown for each in CRITERIA} == {spec.id for scheme in schemes for spec in scheme.criteria}


OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
SUM = re.compile(r"([\d(][\d.()+−×÷% ]*[+−×÷][\d.()+−×÷% ]*) = (\d+(?:\.\d+)?)")


def worked_out(node: ast.expr) -> float:
    if isinstance(node, ast.BinOp):
        return float(OPERATORS[type(node.op)](worked_out(node.left), worked_out(node.right)))
    assert isinstance(node, ast.Constant)
    return float(str(node.value))


@pytest.mark.parametrize(("lang", "page"), PAGES)
def test_every_sum_of_the_page_is_right(lang: Lang, page: str) -> None:
    words = (ROOT / "docs" / "method" / page).read_text("utf-8")
    words = re.sub(r"(?<=\d),(?=\d{3})|(?<=\d) (?:days|天)(?= )", "", words)
    sums = SUM.findall(words)
    assert len(sums) >= 15, (lang, sums)
    for left, right in sums:
        plain = left.translate(str.maketrans({"×": "*", "÷": "/", "−": "-"})).replace("%", "/ 100")
        assert worked_out(ast.parse(plain.strip(), mode="eval").body) == pytest.approx(float(right), rel=2e-3), (
            left,
            right,
        )
