"""The chains on the board are told apart by more than red and green."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np

from tests.browser.conftest import Opened
from tests.browser.test_board import board

DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])


def test_the_colours_of_chains_are_told_apart_without_red_and_green(served: str, opened: Opened) -> None:
    """Under deuteranopia (Machado, Oliveira and Fernandes 2009, severity 1) any two lie 20 ΔE*ab or more apart, and none is the accent."""
    watched = board(opened, served)
    colours = watched.page.evaluate("window.landstock.board.chains().map((one) => one.colour.toLowerCase())")
    accent = watched.page.evaluate(
        "getComputedStyle(document.documentElement).getPropertyValue('--accent').trim().toLowerCase()"
    )
    assert len(set(colours)) == 4
    assert accent not in colours
    assert min(math.dist(lab(one), lab(other)) for one, other in combinations([*colours, accent], 2)) >= 20


def lab(colour: str) -> list[float]:
    """L*, a*, b* (D65) of a colour as an eye without the middle cone sees it."""
    given = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = DEUTERANOPIA @ np.where(given <= 0.04045, given / 12.92, ((given + 0.055) / 1.055) ** 2.4)
    x, y, z = np.cbrt(XYZ @ np.clip(linear, 0.01, 1) / WHITE)
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
