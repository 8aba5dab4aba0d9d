"""What a whole layer lacks, said once above a list instead of in each of its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.columns import Mask
from gis.layer import Layer
from gis.matching.ranking.elimination import applying
from gis.matching.ranking.open_questions import FIELD, LAYER, Looked, Unknown, lacking_of, unknowns_of
from gis.matching.rules import RULES, Question
from gis.matching.scheme.scheme import RuleSpec
from gis.matching.sites.candidates import Sites, Stock
from gis.plainly import Filled, Inline
from gis.text import Text, and_list, either


@dataclass(frozen=True, kw_only=True)
class Missing:
    """One thing that is lacking: a field by its role, or a layer by its kind; the rule that it is for, and whether that judges without it."""

    code: str
    title: Inline[Text]
    rule: str
    judged: bool


@dataclass(frozen=True, kw_only=True)
class Lack:
    """What some layers lack for all of their sites; ``collections`` is empty where a layer itself is missing."""

    collections: tuple[str, ...]
    missing: tuple[Missing, ...]
    words: Filled[Text]


def lacks_of(looked: Sequence[Looked]) -> tuple[Lack, ...]:
    """What the layers of the sites that are left lack: those that lack the same in one sentence, layers that are missing last."""
    by_layer: dict[str, dict[Missing, None]] = {}
    titles: dict[str, Text] = {}
    nowhere: dict[Missing, None] = {}
    for found in looked:
        for missing, layers in _missing(found) if len(found.survivors) else ():
            if not layers:
                nowhere[missing] = None
            for layer in layers:
                titles[layer.id] = layer.collection.title
                by_layer.setdefault(layer.id, {})[missing] = None
    alike: dict[tuple[Missing, ...], list[str]] = {}
    for name, those in by_layer.items():
        alike.setdefault(tuple(those), []).append(name)
    lacks = [
        Lack(collections=tuple(names), missing=those, words=_layer_words([titles[name] for name in names], those))
        for those, names in alike.items()
    ]
    if nowhere:
        lacks.append(Lack(collections=(), missing=tuple(nowhere), words=_nowhere_words(tuple(nowhere))))
    return tuple(lacks)


def _missing(found: Looked) -> Iterator[tuple[Missing, list[Layer]]]:
    """What is lacking, and in which layers; in none of them where it is a layer itself."""
    _, stock, _ = found.question
    left = [stock.layers[place] for place in np.unique(_places(found.survivors)).tolist()]
    for spec in _silent(found):
        for role in RULES[spec.id].asked_where:
            layers = [layer for layer in left if not stock.holders(layer, role)]
            if layers:
                yield _named(Unknown(FIELD, str(role), stock.kind), stock, spec, judged=False), layers
    for number, spec in enumerate(found.rules):
        if found.unknown(number).any():
            yield from _lacked(found, spec, found.unknown(number))


def _silent(found: Looked) -> list[RuleSpec]:
    """Rules of the scheme that say nothing of a layer that does not record what they judge by."""
    project, stock, scheme = found.question
    return [spec for spec in applying(project, scheme, stock.kind) if RULES[spec.id].asked_where]


def _lacked(found: Looked, spec: RuleSpec, unknown: Mask) -> Iterator[tuple[Missing, list[Layer]]]:
    """Of what a rule cannot judge, what is lacking in whole layers."""
    project, stock, scheme = found.question
    left = Question(project=project, sites=found.survivors.take(np.flatnonzero(unknown)), scheme=scheme, spec=spec)
    for lack, mask in unknowns_of(left).items():
        if lack.what == LAYER:
            yield _named(lack, stock, spec), []
        lacking = lacking_of(stock, lack) if lack.what == FIELD else np.zeros(len(stock.layers), dtype=bool)
        places = np.unique(_places(left.sites)[mask]) if lacking.any() else ()
        if layers := [stock.layers[place] for place in places if lacking[place]]:
            yield _named(lack, stock, spec), layers


def _named(unknown: Unknown, stock: Stock, spec: RuleSpec, *, judged: bool = True) -> Missing:
    return Missing(code=unknown.code, title=unknown.title(stock, spec), rule=spec.id, judged=judged)


def _places(sites: Sites) -> NDArray[np.intp]:
    """Which layer of its stock each site is of, by its place."""
    return np.searchsorted(sites.stock.starts, sites.rows, side="right") - 1


def _layer_words(titles: Sequence[Text], missing: Sequence[Missing]) -> Text:
    judged, silent = ([each for each in missing if each.judged is wanted] for wanted in (True, False))
    zh, en = [], []
    if judged:
        zh.append(f"整层未登记{_listed(judged).zh}，均待核实，以下各行不再重复")
        en.append(f"nothing is recorded of {_listed(judged).en}: to check everywhere, and not repeated below")
    if silent:
        zh.append(f"未登记{_listed(silent).zh}，未按此判定")
        en.append(
            f"{'nor' if judged else 'nothing is recorded'} of {_listed(silent).en}: not judged by {either(len(silent), 'it', 'them')}"
        )
    names = Text("、".join(f"“{each.zh}”" for each in titles), and_list([f"“{each.en}”" for each in titles]))
    return Text(f"{names.zh}{'；'.join(zh)}。", f"In {names.en} {'; '.join(en)}.")


def _nowhere_words(missing: Sequence[Missing]) -> Text:
    named = _listed(missing)
    return Text(
        f"没有{named.zh}，均待核实，以下各行不再重复。",
        f"There is no {named.en}: to check everywhere, and not repeated below.",
    )


def _listed(missing: Sequence[Missing]) -> Text:
    titles = list(dict.fromkeys(each.title for each in missing))
    return Text("、".join(each.zh for each in titles), and_list([each.en for each in titles]))
