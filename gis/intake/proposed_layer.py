"""The mapping that is proposed for a layer of shapes: from the names of its fields, what people call them, and their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.codelists import Codelist
from gis.crs import to_storage
from gis.fields import Role
from gis.geometry import AREA_TOLERANCE, measured_area_m2
from gis.intake.cleaning.cleaned import IN_THE_CELL
from gis.intake.course import Confidence, Guess, declared_table, figure_of
from gis.intake.known import read_known
from gis.intake.periods import form_of
from gis.intake.proposed_system import ProposedSystem
from gis.intake.proposing import Proposal, propose
from gis.intake.tables import Column, Table
from gis.io.grid import Cell, Sheet
from gis.io.vector_layer import VectorLayer
from gis.text import Text
from gis.units import M2_PER_HA, m2_from_mu, percent
from gis.values import text_of

_UNITS: Final = (("平方米", 1.0), ("亩", m2_from_mu(1)), ("公顷", float(M2_PER_HA)))
_MOST: Final = 0.8
"""Of the shapes the share whose figure has to fit, for the unit to be that one."""


def propose_layer(system: ProposedSystem, *, file: str, codelists: Mapping[str, Codelist]) -> Proposal:
    """A mapping for a layer; its fields are asked for by their names, and looked at by what people call them.

    Parameters
    ----------
    file
        The file's name, whose words count as a title's do.
    """
    read = system.read
    names = list(dict.fromkeys(name for row in read.parsed.properties for name in row))
    table = _table(read, names)
    proposal = propose(table, file=file, codelists=codelists)
    by_form = {form_of(column.heading): name for column, name in zip(table.columns, names, strict=True)}
    guesses = [replace(guess, rule=_by_names(guess.rule, by_form)) for guess in proposal.guesses]
    guesses = [_with_unit(guess, system) for guess in guesses]
    measured = next((one for one in read_known().of_kind(proposal.kind) if one.field.role is Role.MEASURED_AREA), None)
    if measured is not None and not any(guess.name == measured.field.name for guess in guesses):
        guesses.append(
            Guess(
                rule=declared_table(measured.field),
                column=0,
                confidence=Confidence.SURE,
                evidence=Text("由图形量算", "measured from the shapes"),
            )
        )
    register = {**proposal.register, **system.register, "sheet": read.layer if len(read.layers) > 1 else None}
    if system.metric_crs is not None:
        register["metric_crs"] = system.metric_crs
    return replace(proposal, guesses=tuple(guesses), register=register, place=system.words, placed=system.sure)


def _with_unit(guess: Guess, system: ProposedSystem) -> Guess:
    """A guess of an area without a unit, with the unit in which most figures are what the shapes measure."""
    if guess.rule.get("role") != str(Role.AREA) or guess.rule.get("written_in") != IN_THE_CELL:
        return guess
    figures = [figure_of(row.get(guess.rule["from"])) for row in system.read.parsed.properties]
    registered = np.array([np.nan if each is None else each for each in figures])
    measured = _areas(system)
    asked = (registered > 0) & (measured > 0)
    for words, square_metres in _UNITS:
        near = np.abs(registered[asked] * square_metres / measured[asked] - 1) < AREA_TOLERANCE
        if near.size and near.mean() >= _MOST:
            evidence = Text(
                f"列名“{guess.rule['from']}”，按{words}与图形量算面积相符（{percent(near.mean())}）",
                f"heading {guess.rule['from']}, in {words} the areas of the shapes ({percent(near.mean())})",
            )
            rule = {**guess.rule, "written_in": words}
            return replace(guess, rule=rule, confidence=Confidence.SURE, evidence=evidence)
    return guess


def _areas(system: ProposedSystem) -> NDArray[np.float64]:
    shapes = system.read.parsed.geometries
    if system.metric_crs is None:
        return np.full(len(shapes), np.nan)
    if system.crs == system.metric_crs:
        return np.asarray(shapely.area(shapes))
    return measured_area_m2(to_storage(shapes, system.crs), system.metric_crs)


def _table(read: VectorLayer, names: list[str]) -> Table:
    def rows() -> Iterator[list[Cell]]:
        return ([_cell(row.get(name)) for name in names] for row in read.parsed.properties)

    sheet = Sheet(
        origin=read.origin,
        name=read.layer,
        width=len(names),
        height=len(read.parsed),
        rows=rows,
        spelling=read.spelling,
        doubt=read.doubt,
    )
    columns = tuple(Column(place, read.aliases.get(name) or name) for place, name in enumerate(names, 1))
    return Table(sheet=sheet, titles=(), columns=columns, top=0, bottom=0)


def _cell(value: Any) -> Cell:
    """A property as a cell: a list or an object of GeoJSON is looked at as text."""
    return text_of(value) if isinstance(value, (list, dict)) else value


def _by_names(rule: Mapping[str, Any], by_form: Mapping[str, str]) -> dict[str, Any]:
    """A rule that asks for fields by their names."""
    named = dict(rule)
    if isinstance(named.get("from"), str):
        named["from"] = by_form[named["from"]]
    template = named.get("template")
    if isinstance(template, str):
        for form, name in by_form.items():
            template = template.replace(f"{{{form}}}", f"{{{name}}}")
        named["template"] = template
    return named
