"""What a whole layer lacks, or who asks, said once above a list instead of in each of its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gis.catalog import Kind
from gis.columns import Mask
from gis.layer import Layer
from gis.matching.ranking.elimination import applying
from gis.matching.ranking.open_questions import FIELD, LAYER, PROJECT, Above, Looked, Unknown, lacking_of, unknowns_of
from gis.matching.rules import RULES, Question
from gis.matching.scheme.scheme import RuleSpec
from gis.matching.sites.candidates import Sites, Stock
from gis.plainly import Filled, Inline
from gis.text import Text, and_list, either

Lacking = Literal["subject", "layers", "nowhere"]
"""Who lacks something: the project or site that is asked for, all of some layers, or the folder, which has no such layer."""


@dataclass(frozen=True, kw_only=True)
class Missing:
    """One thing that is lacking: a field by its role, ``place``, a layer by its kind, or an attribute of projects; the rule that it is for, and whether that judges without it."""

    code: str
    title: Inline[Text]
    rule: str
    judged: bool


@dataclass(frozen=True, kw_only=True)
class Lack:
    """What the project or site that is asked for lacks, or some layers for all of their rows, or the folder: ``collections`` are those layers."""

    of: Lacking
    collections: tuple[str, ...]
    missing: tuple[Missing, ...]
    words: Filled[Text]


Lacked = tuple[Missing, Lacking, list[Layer]]
"""One thing, who lacks it, and the layers that do."""


def lacks_of(looked: Sequence[Looked], above: Above) -> tuple[Lack, ...]:
    """What the sites that are left and their projects lack: the subject first, layers that lack the same in one sentence, layers that are missing last."""
    subject: dict[Missing, None] = {}
    by_layer: dict[str, dict[Missing, None]] = {}
    layers: dict[str, Layer] = {}
    nowhere: dict[Missing, None] = {}
    for found in looked:
        for missing, of, those in _missing(found, above) if len(found.survivors) else ():
            if of != "layers":
                (subject if of == "subject" else nowhere)[missing] = None
            for layer in those:
                layers[layer.id] = layer
                by_layer.setdefault(layer.id, {})[missing] = None
    alike: dict[tuple[Missing, ...], list[Layer]] = {}
    for name, lacking in by_layer.items():
        alike.setdefault(tuple(lacking), []).append(layers[name])
    lacks = [_lack("layers", those, missing, _layer_words(those, missing)) for missing, those in alike.items()]
    if subject:
        lacks.insert(0, _lack("subject", (), tuple(subject), _subject_words(tuple(subject), above)))
    if nowhere:
        lacks.append(_lack("nowhere", (), tuple(nowhere), _nowhere_words(tuple(nowhere))))
    return tuple(lacks)


def _lack(of: Lacking, layers: Sequence[Layer], missing: tuple[Missing, ...], words: Text) -> Lack:
    return Lack(of=of, collections=tuple(layer.id for layer in layers), missing=missing, words=words)


def _missing(found: Looked, above: Above) -> Iterator[Lacked]:
    """What is lacking, by whom, and in which layers."""
    _, stock, _ = found.question
    left = [stock.layers[place] for place in np.unique(_places(found.survivors)).tolist()]
    for spec in _silent(found):
        for role in RULES[spec.id].asked_where:
            layers = [layer for layer in left if not stock.holders(layer, role)]
            if layers:
                yield _named(Unknown(FIELD, str(role), stock.kind), stock, spec, judged=False), "layers", layers
    for number, spec in enumerate(found.rules):
        if found.unknown(number).any():
            yield from _lacked(found, spec, found.unknown(number), above)


def _silent(found: Looked) -> list[RuleSpec]:
    """Rules of the scheme that say nothing of a layer that does not record what they judge by."""
    project, stock, scheme = found.question
    return [spec for spec in applying(project, scheme, stock.kind) if RULES[spec.id].asked_where]


def _lacked(found: Looked, spec: RuleSpec, unknown: Mask, above: Above) -> Iterator[Lacked]:
    """Of what a rule cannot judge, what is lacking in whole layers or of the subject."""
    project, stock, scheme = found.question
    left = Question(project=project, sites=found.survivors.take(np.flatnonzero(unknown)), scheme=scheme, spec=spec)
    for lack, mask in unknowns_of(left).items():
        named = _named(lack, stock, spec)
        lacking = lacking_of(left, lack) if lack.what != LAYER else np.zeros(len(stock.layers), dtype=bool)
        places = np.unique(_places(left.sites)[mask]) if lacking.any() else ()
        if lack.what == LAYER:
            yield named, "nowhere", []
        elif layers := [stock.layers[place] for place in places if lacking[place]]:
            yield named, "layers", layers
        elif lack.what == PROJECT and (of_projects := above.layer_of(project, lack)) is not None:
            yield named, "layers", [of_projects]
        elif above.says(project, lack):
            yield named, "subject", []


def _named(unknown: Unknown, stock: Stock, spec: RuleSpec, *, judged: bool = True) -> Missing:
    return Missing(code=unknown.code, title=unknown.title(stock, spec), rule=spec.id, judged=judged)


def _places(sites: Sites) -> NDArray[np.intp]:
    """Which layer of its stock each site is of, by its place."""
    return np.searchsorted(sites.stock.starts, sites.rows, side="right") - 1


def _layer_words(layers: Sequence[Layer], missing: Sequence[Missing]) -> Text:
    titles = [layer.collection.title for layer in layers]
    names = Text("、".join(f"“{each.zh}”" for each in titles), and_list([f"“{each.en}”" for each in titles]))
    if layers[0].collection.kind is Kind.PROJECT:
        named = _listed(missing)
        return Text(
            f"{names.zh}参与匹配的项目均未填写{named.zh}，均待核实，以下各行不再重复。",
            f"No project in {names.en} that is looked at states {named.en}: to check everywhere, and not repeated below.",
        )
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
    return Text(f"{names.zh}{'；'.join(zh)}。", f"In {names.en} {'; '.join(en)}.")


def _subject_words(missing: Sequence[Missing], above: Above) -> Text:
    """What the project, or the site, that is asked for does not say."""
    named = _listed(missing)
    if above.of == "project":
        return Text(
            f"项目未填写{named.zh}，有关各项均待核实，以下各行不再重复。",
            f"The project does not state {named.en}: to check everywhere, and not repeated below.",
        )
    return Text(
        f"该场地未登记{named.zh}，有关各项均待核实，以下各行不再重复。",
        f"Nothing is recorded of {named.en} of this site: to check everywhere, and not repeated below.",
    )


def _nowhere_words(missing: Sequence[Missing]) -> Text:
    named = _listed(missing)
    return Text(
        f"没有{named.zh}，均待核实，以下各行不再重复。",
        f"There is no {named.en}: to check everywhere, and not repeated below.",
    )


def _listed(missing: Sequence[Missing]) -> Text:
    titles = list(dict.fromkeys(each.title for each in missing))
    return Text("、".join(each.zh for each in titles), and_list([each.en for each in titles]))
