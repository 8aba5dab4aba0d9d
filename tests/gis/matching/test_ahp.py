"""Would break where weights from pairs differed from Saaty's own figures or a library's, or another pair than the most harmful were blamed."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymcdm.weights.subjective import AHP

from gis.errors import BadWeights
from gis.matching.scheme.ahp import RANDOM_INDEX, weights_of
from gis.plainly import to_plain
from gis.text import Text

STEPS = [*(1 / n for n in range(9, 1, -1)), *range(1, 10)]


def pairs_of(names: Sequence[str], values: Sequence[float]) -> dict[tuple[str, str], float]:
    """Comparisons of every pair, row by row above the diagonal."""
    return dict(zip(itertools.combinations(names, 2), values, strict=True))


def matrix_of(pairs: dict[tuple[str, str], float]) -> np.ndarray:
    names = sorted({name for pair in pairs for name in pair})
    matrix = np.eye(len(names))
    for (first, second), value in pairs.items():
        row, column = names.index(first), names.index(second)
        matrix[row, column], matrix[column, row] = value, 1 / value
    return matrix


def ratio(pairs: dict[tuple[str, str], float]) -> float:
    matrix = matrix_of(pairs)
    count = len(matrix)
    return float((np.linalg.eigvals(matrix).real.max() - count) / (count - 1) / RANDOM_INDEX[count - 1])


def test_the_wealth_of_nations() -> None:
    """Saaty, The Analytic Hierarchy Process (1980): seven nations compared by wealth, with the eigenvector, λ and CI that he prints."""
    names = ["us", "ussr", "china", "france", "uk", "japan", "germany"]
    rows = [4, 9, 6, 6, 5, 5, 7, 5, 5, 3, 4, 1 / 5, 1 / 5, 1 / 7, 1 / 5, 1, 1 / 3, 1 / 3, 1 / 3, 1 / 3, 2]
    found = weights_of(pairs_of(names, rows))
    printed = [42.9, 23.1, 2.1, 5.3, 5.3, 11.9, 9.5]
    assert [found.weights[name] for name in names] == pytest.approx(printed, abs=0.5)
    assert found.lambda_max == pytest.approx(7.61, abs=0.005)
    assert found.index == pytest.approx(0.10, abs=0.005)
    assert found.consistent


@given(
    st.integers(3, 10).flatmap(
        lambda n: st.lists(st.sampled_from(STEPS), min_size=n * (n - 1) // 2, max_size=n * (n - 1) // 2)
    )
)
def test_any_comparisons_equal_pymcdm(values: list[float]) -> None:
    count = round((1 + math.sqrt(1 + 8 * len(values))) / 2)
    names = [f"c{n}" for n in range(count)]
    pairs = pairs_of(names, values)
    found, theirs = weights_of(pairs), AHP(matrix=matrix_of(pairs))
    assert [found.weights[name] for name in names] == pytest.approx(100 * theirs(), abs=0.011)
    assert math.fsum(found.weights.values()) == pytest.approx(100, abs=1e-9)
    # The library's mean indices are of later simulations: 0.5799 for Saaty's 0.58, and so on.
    assert found.ratio == pytest.approx(theirs.get_cr(), rel=0.04, abs=1e-9)


def implied(pairs: dict[tuple[str, str], float], pair: tuple[str, str]) -> float:
    """What the others say of a pair, found step by step: filled in by the weights' ratio until it stays, then kept within the scale."""
    names = sorted({name for each in pairs for name in each})
    value = 1.0
    for _ in range(300):
        values, vectors = np.linalg.eig(matrix_of({**pairs, pair: value}))
        weights = np.abs(vectors[:, int(np.argmax(values.real))].real)
        value = float(weights[names.index(pair[0])] / weights[names.index(pair[1])])
    return min(max(value, 1 / 9), 9.0)


@settings(max_examples=25)
@given(st.lists(st.sampled_from(STEPS), min_size=6, max_size=6))
def test_to_mend_any_other_pair_would_help_less(values: list[float]) -> None:
    """Each pair in turn is left to what the others say of it: the one that is blamed lowers the ratio most."""
    pairs = pairs_of("abcd", values)
    found = weights_of(pairs)
    mended = {pair: ratio({**pairs, pair: implied(pairs, pair)}) for pair in pairs}
    if found.worst is None:
        assert min(mended.values()) == pytest.approx(found.ratio, abs=2e-6)
        return
    worst = found.worst
    assert worst.ratio == pytest.approx(min(mended.values()), abs=1e-6)
    blamed = (worst.first, worst.second) if (worst.first, worst.second) in pairs else (worst.second, worst.first)
    assert mended[blamed] == pytest.approx(worst.ratio, abs=1e-6)
    assert worst.ratio < found.ratio
    assert worst.given >= 1


def test_one_slip_among_six_criteria_is_found() -> None:
    """Each criterion counts 1.5 times the next, compared exactly; then one pair the wrong way round."""
    names = "abcdef"
    exact = pairs_of(names, [1.5 ** (names.index(y) - names.index(x)) for x, y in itertools.combinations(names, 2)])
    assert weights_of(exact).ratio == pytest.approx(0, abs=1e-9)
    found = weights_of({**exact, ("c", "e"): 1 / 4})
    assert found.worst is not None
    assert (found.worst.first, found.worst.second, found.worst.given) == ("e", "c", 4)
    assert found.worst.implied == pytest.approx(1 / 1.5**2)
    assert found.worst.ratio == pytest.approx(0, abs=1e-9)


def test_words_say_titles_and_fractions_as_they_are_spoken() -> None:
    titles = {"a": Text("面积", "area"), "b": Text("就绪", "readiness")}
    found = weights_of({("a", "b"): 1 / 9, ("b", "c"): 1 / 9, ("a", "c"): 9}, titles=titles)
    assert found.worst is not None
    assert "“就绪”对“面积”" in found.words.zh
    assert "1/" in found.words.zh
    slight = weights_of({("a", "b"): 3, ("b", "c"): 3, ("a", "c"): 5})
    assert "小于 0.1" in slight.words.zh
    assert slight.worst is not None


def test_rounded_reciprocals_are_taken_as_meant() -> None:
    plain = weights_of({("a", "b"): 7, ("a", "c"): 9, ("b", "c"): 3})
    spoken = {("a", "b"): 7, ("b", "a"): 0.14, ("a", "c"): 9, ("c", "a"): 0.11, ("b", "c"): 3, ("c", "b"): 0.33}
    assert weights_of(spoken) == plain
    assert weights_of({("c", "a"): 0.11, ("a", "b"): 7, ("b", "c"): 3}).weights["a"] == pytest.approx(
        plain.weights["a"], abs=0.3
    )


def test_the_order_of_the_comparisons_says_nothing() -> None:
    pairs = pairs_of("dacb", [3, 1 / 2, 5, 1 / 4, 2, 7])
    turned = {(b, a): 1 / value for (a, b), value in reversed(pairs.items())}
    assert weights_of(dict(reversed(pairs.items()))) == weights_of(pairs)
    assert weights_of(turned).weights == weights_of(pairs).weights
    assert to_plain(weights_of(turned)) == to_plain(weights_of(pairs))


def test_more_criteria_than_the_scale_can_judge_are_refused() -> None:
    names = [f"c{n:02d}" for n in range(11)]
    with pytest.raises(BadWeights, match="2 to 10"):
        weights_of(pairs_of(names, [1.0] * 55))
