"""The search for connected sets beside all subsets, one by one."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from gis.matching.assembly.search import Found, Graph, Wanted, connected_sets

Set = tuple[int, ...]
Pair = tuple[int, int]


@st.composite
def questions(draw: st.DrawFn) -> tuple[list[Pair], Wanted]:
    size = draw(st.integers(1, 9))
    pairs = [pair for pair in itertools.combinations(range(size), 2) if draw(st.booleans())]
    areas = np.array(draw(st.lists(st.integers(1, 20), min_size=size, max_size=size)), dtype=float)
    parts = np.array(draw(st.lists(st.sampled_from([0.0, 0.0, 0.5, 1.0]), min_size=size, max_size=size)))
    low = draw(st.integers(1, 40))
    high = low + draw(st.integers(0, 20))
    most = draw(st.integers(2, 5))
    wanted = Wanted(areas=areas, spare=np.floor(areas * parts), low=low, high=high, most=most, limit=10**6)
    return pairs, wanted


def graph_of(pairs: list[Pair], size: int, *, cliques: bool = False) -> Graph:
    return Graph.of(size, np.array(pairs, dtype=np.intp).reshape(-1, 2), cliques=cliques)


def sets_of(found: Found) -> list[Set]:
    return [tuple(node for node in row if node >= 0) for row in found.sets.tolist()]


def connected(members: Set, pairs: list[Pair]) -> bool:
    seen, waiting = {members[0]}, [members[0]]
    while waiting:
        at = waiting.pop()
        for a, b in pairs:
            other = b if a == at else a if b == at else None
            if other in members and other not in seen:
                seen.add(other)
                waiting.append(other)
    return len(seen) == len(members)


def all_subsets(pairs: list[Pair], wanted: Wanted) -> set[Set]:
    found = set()
    for size in range(2, wanted.most + 1):
        for members in itertools.combinations(range(len(wanted.areas)), size):
            total = sum(wanted.areas[node] for node in members)
            spare = max(wanted.spare[node] for node in members)
            if total >= wanted.low and total - spare <= wanted.high and connected(members, pairs):
                found.add(members)
    return found


@given(questions())
@settings(max_examples=300, deadline=None)
def test_beside_all_subsets(question: tuple[list[Pair], Wanted]) -> None:
    pairs, wanted = question
    found = connected_sets(graph_of(pairs, len(wanted.areas)), wanted)
    listed = sets_of(found)
    assert len(listed) == len(set(listed)), "each set once"
    assert set(listed) == all_subsets(pairs, wanted)
    assert listed == sorted(listed, key=lambda members: (len(members), members))
    assert not found.cut


@given(st.integers(1, 9), st.integers(1, 3), st.integers(2, 5), st.integers(1, 30))
@settings(max_examples=100, deadline=None)
def test_of_cliques_no_neighbour_is_new(size: int, groups: int, most: int, low: int) -> None:
    pairs = [(a, b) for a, b in itertools.combinations(range(size), 2) if a % groups == b % groups]
    areas = np.arange(1.0, size + 1)
    wanted = Wanted(areas=areas, spare=np.zeros(size), low=low, high=low + 6, most=most, limit=10**6)
    assert set(sets_of(connected_sets(graph_of(pairs, size, cliques=True), wanted))) == all_subsets(pairs, wanted)


@given(questions())
@settings(max_examples=100, deadline=None)
def test_more_members_never_lose_a_set(question: tuple[list[Pair], Wanted]) -> None:
    pairs, wanted = question
    graph = graph_of(pairs, len(wanted.areas))
    fewer = sets_of(connected_sets(graph, wanted))
    assert set(fewer) <= set(sets_of(connected_sets(graph, replace(wanted, most=wanted.most + 1))))


def square_of(side: int) -> tuple[Graph, NDArray[np.float64]]:
    """A square of plots with four neighbours each."""
    at = np.arange(side * side).reshape(side, side)
    across = np.column_stack([at[:, :-1].ravel(), at[:, 1:].ravel()])
    along = np.column_stack([at[:-1].ravel(), at[1:].ravel()])
    return Graph.of(side * side, np.concatenate([across, along])), np.ones(side * side)


def test_every_polyomino_is_found_once() -> None:
    """On a board of 8 × 8 there are as many sets of up to four cells as polyominoes have places: a count nobody can argue with."""
    graph, areas = square_of(8)
    wanted = Wanted(areas=areas, spare=np.zeros(64), low=2, high=4, most=4, limit=10**6)
    found = connected_sets(graph, wanted)
    boxes = {2: {(1, 2): 1}, 3: {(1, 3): 1, (2, 2): 4}, 4: {(1, 4): 1, (2, 2): 1, (2, 3): 8}}
    for cells, by_box in boxes.items():
        places = sum(count * sum((9 - a) * (9 - b) for a, b in {(h, w), (w, h)}) for (h, w), count in by_box.items())
        assert sum(len(members) == cells for members in sets_of(found)) == places
    assert found.looked_at == len(found.sets)


@pytest.mark.parametrize("limit", [0, 1, 111, 112, 113, 400, 10**6])
def test_a_limit_cuts_and_says_so(limit: int) -> None:
    """112 pairs and 288 threes lie on the board: exactly enough is no cut."""
    graph, areas = square_of(8)
    threes = 6 * 8 * 2 + 4 * 7 * 7
    wanted = Wanted(areas=areas, spare=np.zeros(64), low=2, high=3, most=3, limit=limit)
    found = connected_sets(graph, wanted)
    assert found.cut == (limit < 112 + threes)
    assert found.looked_at == min(limit, 112 + threes)
    whole = sets_of(connected_sets(graph, replace(wanted, limit=10**6)))
    assert set(sets_of(found)) <= set(whole)
    assert len(found.sets) == found.looked_at


def test_what_cannot_become_large_enough_is_left_at_once() -> None:
    graph, areas = square_of(8)
    wanted = Wanted(areas=areas, spare=np.zeros(64), low=6, high=9, most=5, limit=10**6)
    assert connected_sets(graph, wanted).looked_at == 0
