"""A filter of CQL2 as a query carries it."""

from __future__ import annotations

from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import numpy as np

from gis.columns import Mask
from gis.cql2.json_form import parsed_json
from gis.cql2.kinds import fit_tree
from gis.cql2.masks import answers
from gis.cql2.mistakes import MAX_SECONDS, Work
from gis.cql2.places import read_in
from gis.cql2.text import parsed_text
from gis.cql2.tree import Node, Operation
from gis.cql2.words import say_filter
from gis.crs import ReferenceSystem
from gis.layer import Layer
from gis.plainly import Inline
from gis.text import Text


@dataclass(frozen=True, kw_only=True)
class Part:
    """One of the conditions that a filter joins by and: in words, and how many rows it answers by yes, no and unknown."""

    words: Inline[Text]
    yes: int
    no: int
    unknown: int


@dataclass(frozen=True)
class Cql2Filter:
    """A tree that answers for whole layers and says itself in words. Immutable and hashable; it knows no layer of its own.

    Parameters
    ----------
    seconds
        How long one layer may take to answer.
    """

    tree: Node
    seconds: float = MAX_SECONDS
    _fits: WeakKeyDictionary[Layer, Node] = field(default_factory=WeakKeyDictionary, compare=False, repr=False)

    def fitted(self, layer: Layer) -> Node:
        """The tree as it fits a layer's fields, found once for each layer; errors as of ``answers``."""
        if layer not in self._fits:
            self._fits[layer] = fit_tree(self.tree, layer)
        return self._fits[layer]

    @classmethod
    def of_text(cls, source: str, system: ReferenceSystem | None = None) -> Cql2Filter:
        """A filter written as CQL2 Text, its geometries in a system or in CRS84; BadFilter with the position where it is none."""
        with read_in(system):
            return cls(parsed_text(source))

    @classmethod
    def of_json(cls, source: str, system: ReferenceSystem | None = None) -> Cql2Filter:
        """A filter written as CQL2 JSON, its geometries in a system or in CRS84; BadFilter with the path where it is none."""
        with read_in(system):
            return cls(parsed_json(source))

    def words(self, layer: Layer) -> Text:
        """The filter as a sentence, in the words of the layer's fields and codes."""
        return say_filter(self.fitted(layer), layer)

    def answers(self, layer: Layer) -> tuple[Mask, Mask]:
        """Rows that pass, and rows for which it cannot be told; disjoint, shape (n,).

        Raises
        ------
        BadFilter, UnknownProperty, UnknownCode, CostlyFilter
            Where the filter does not fit the layer, or takes too long.
        """
        return answers(self.fitted(layer), layer, Work(self.seconds))

    def parts(self, layer: Layer) -> list[Part]:
        """The conditions that all have to be met, each answered alone; errors as of ``answers``, the time is that of all together."""
        tree, work = self.fitted(layer), Work(self.seconds)
        found = []
        for node in tree.args if isinstance(tree, Operation) and tree.op == "and" else (tree,):
            yes, unknown = answers(node, layer, work)
            met, open_ = int(np.count_nonzero(yes)), int(np.count_nonzero(unknown))
            found.append(Part(words=say_filter(node, layer), yes=met, no=len(layer) - met - open_, unknown=open_))
        return found
