"""The tree of errors is the one drawn at the top of its file, and every error speaks both languages."""

from __future__ import annotations

import re

import gis.errors
from gis.errors import LandstockError, UnknownFeature
from gis.text import Text


def tree(root: type[LandstockError]) -> list[type[LandstockError]]:
    """A class of the module and all below it."""
    below = [child for child in root.__subclasses__() if child.__module__ == gis.errors.__name__]
    return [root, *(found for child in below for found in tree(child))]


def test_the_drawing_names_every_error_in_its_place() -> None:
    drawn = re.findall(r"^([│├└─ ]*)(\w+)", str(gis.errors.__doc__).split("LandstockError", 1)[1], re.MULTILINE)
    names = [name for branch, name in drawn if "─" in branch]
    depth = {name: len(branch) // 4 for branch, name in drawn if "─" in branch}
    assert names == [error.__name__ for error in tree(LandstockError)[1:]]
    assert {error.__name__: len(error.__mro__) - 4 for error in tree(LandstockError)[1:]} == depth


def test_codes_are_stable_words_and_each_is_used_once() -> None:
    codes = [error.code for error in tree(LandstockError)]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)


def test_an_error_says_itself_in_both_languages_and_where() -> None:
    error = UnknownFeature(Text("没有 X-1", "no X-1"), Text("请检查", "check"), collection="plots", id="X-1")
    assert str(error) == "没有 X-1 / no X-1"
    assert error.where == {"collection": "plots", "id": "X-1"}
    assert error.remedy.en == "check"


def test_words_that_are_the_same_are_said_once() -> None:
    assert Text("m²", "m²").both() == "m²"
    assert Text("亩", "mu").as_dict() == {"zh": "亩", "en": "mu"}
