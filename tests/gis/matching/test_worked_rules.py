"""The tables of docs/method/examples.md come out of the engine: every answer, every reason, every value and every point."""

from __future__ import annotations

import ast
import operator
import re
from pathlib import Path

import pytest

from tests.gis.matching.district import shipped_scheme
from tests.gis.matching.pages import PAGES, tables, with_rows
from tests.gis.matching.worked import CRITERIA, RULES, Lang


@pytest.mark.parametrize(("lang", "page"), PAGES)
def test_every_row_of_the_page_is_what_the_engine_says(lang: Lang, page: Path) -> None:
    words = page.read_text("utf-8")
    assert words == with_rows(words, tables(lang)), "run make examples"


def test_a_row_that_was_altered_added_or_left_out_is_put_right() -> None:
    """Fails where the command writes into the words around a table, or keeps a row that the engine does not say."""
    page = "# A\n\n| rule |\n|---|\n| `a` | old |\n| `b` | gone |\n\nwords `a`\n\n| `c` | 1 |\n\nend\n"
    wanted = [["| `a` | new |"], ["| `c` | 1 |", "| `d` | 2 |"]]
    assert with_rows(page, wanted) == (
        "# A\n\n| rule |\n|---|\n| `a` | new |\n\nwords `a`\n\n| `c` | 1 |\n| `d` | 2 |\n\nend\n"
    )
    with pytest.raises(ValueError, match="1 tables of examples where 2 are wanted"):
        with_rows("| `a` | old |\n", wanted)


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
def test_every_sum_of_the_page_is_right(lang: Lang, page: Path) -> None:
    words = page.read_text("utf-8")
    words = re.sub(r"(?<=\d),(?=\d{3})|(?<=\d) (?:days|天)(?= )", "", words)
    sums = SUM.findall(words)
    assert len(sums) >= 15, (lang, sums)
    for left, right in sums:
        plain = left.translate(str.maketrans({"×": "*", "÷": "/", "−": "-"})).replace("%", "/ 100")
        assert worked_out(ast.parse(plain.strip(), mode="eval").body) == pytest.approx(float(right), rel=2e-3), (
            left,
            right,
        )
