"""The mapping that is proposed for a layer of shapes: from the names of its fields, what people call them, and their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.codelists import Codelist
from gis.crs import DEGREES
from gis.fields import Role
from gis.geometry import AREA_TOLERANCE, measured_area_m2
from gis.intake.cleaning.cleaned import IN_THE_CELL
from gis.intake.course import Confidence, Guess, declared_table, figure_of
from gis.intake.known import read_known
from gis.intake.periods import form_of
from gis.intake.proposing import ANYWHERE, Proposal, propose
from gis.intake.tables import Column, Table
from gis.io.grid import Cell, Sheet
from gis.io.vector_layer import VectorLayer
from gis.text import Text
from gis.units import M2_PER_HA, m2_from_mu, percent
from gis.values import text_of

_CHINA: Final = (73.0, 3.0, 136.0, 54.0)
_FIRST_ZONE: Final = (4534, 75.0)
"""EPSG's first system of CGCS2000 by three degrees without a prefix, and its meridian."""
_ZONE: Final = 3.0
_UTM: Final = 6.0
_UNITS: Final = (("平方米", 1.0), ("亩", m2_from_mu(1)), ("公顷", float(M2_PER_HA)))
_MOST: Final = 0.8
"""Of the shapes the share whose figure has to fit, for the unit to be that one."""


def propose_layer(read: VectorLayer, *, file: str, codelists: Mapping[str, Codelist]) -> Proposal:
    """A mapping for a layer; its fields are asked for by their names, and looked at by what people call them.

    Parameters
    ----------
    file
        The file's name, whose words count as a title's do.
    """
    names = list(dict.fromkeys(name for row in read.parsed.properties for name in row))
    table = _table(read, names)
    proposal = propose(table, file=file, codelists=codelists)
    by_form = {form_of(column.heading): name for column, name in zip(table.columns, names, strict=True)}
    guesses = [replace(guess, rule=_by_names(guess.rule, by_form)) for guess in proposal.guesses]
    guesses = [_with_unit(guess, read) for guess in guesses]
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
    register = {**proposal.register, "crs": None if read.parsed.crs in DEGREES else read.parsed.crs}
    register |= {"sheet": read.layer if len(read.layers) > 1 else None, "metric_crs": metric_crs_of(read)}
    return replace(proposal, guesses=tuple(guesses), register=register)


def metric_crs_of(read: VectorLayer) -> str:
    """The system in which the layer's areas are measured: its own where that is in metres, else that of the zone in which it lies.

    Zones of three degrees of CGCS2000 (GB/T 17798-2007) in China, UTM elsewhere.
    """
    if read.parsed.crs not in DEGREES:
        return str(read.parsed.crs)
    if not len(read.parsed):
        return ANYWHERE
    west, south, east, north = shapely.total_bounds(read.parsed.geometries)
    longitude, latitude = (west + east) / 2, (south + north) / 2
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):
        # Metres of which the file does not say where: the import says what they may be.
        return ANYWHERE
    if _CHINA[0] <= longitude <= _CHINA[2] and _CHINA[1] <= latitude <= _CHINA[3]:
        code, meridian = _FIRST_ZONE
        zones = int((longitude - meridian + _ZONE / 2) // _ZONE)
        return f"EPSG:{code + zones}"
    zone = int((longitude + 180) // _UTM) + 1
    return f"EPSG:{(32600 if latitude >= 0 else 32700) + zone}"


def _with_unit(guess: Guess, read: VectorLayer) -> Guess:
    """A guess of an area without a unit, with the unit in which most figures are what the shapes measure."""
    if guess.rule.get("role") != str(Role.AREA) or guess.rule.get("written_in") != IN_THE_CELL:
        return guess
    figures = [figure_of(row.get(guess.rule["from"])) for row in read.parsed.properties]
    registered = np.array([np.nan if each is None else each for each in figures])
    measured = _areas(read)
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


def _areas(read: VectorLayer) -> NDArray[np.float64]:
    if read.parsed.crs in DEGREES:
        return measured_area_m2(read.parsed.geometries, metric_crs_of(read))
    return np.asarray(shapely.area(read.parsed.geometries))


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
