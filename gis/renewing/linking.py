"""What an import makes of links: of the layer that is brought in to others, and of others to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import orjson

from gis.columns import column
from gis.disk import replacing
from gis.fields import Role
from gis.folder import Folder
from gis.intake.report import ImportReport
from gis.intake.target import REPORT_FILE
from gis.inventory import Inventory
from gis.layer import Layer
from gis.links import Link, links_of
from gis.plainly import to_plain
from gis.renewing.comparing import Compared
from gis.renewing.difference import LinkChange


def note_links(report: ImportReport, folder: Folder, inventory: Inventory) -> None:
    """Say in the report of a layer that was brought in for the first time, and in its file, what becomes of its links."""
    report.links = [link.counts() for link in inventory.links(report.collection)]
    if report.links:
        with replacing(folder.catalog.folder / REPORT_FILE) as out:
            out.write(orjson.dumps(to_plain(report), option=orjson.OPT_INDENT_2))


def judge_links(inventory: Inventory, fresh: Layer, compared: Compared) -> tuple[LinkChange, ...]:
    """What a source that comes again makes of the links of its layer, and of those of other layers to it; those that are sound and stay so are left out.

    Parameters
    ----------
    fresh
        What the source says, by the declaration as it is to be.
    """
    changes = (
        LinkChange(
            collection=after.layer.id,
            collection_title=after.layer.collection.title,
            before=None if before is None else before.counts(),
            after=after.counts(),
        )
        for before, after in _pairs(inventory, fresh, compared)
    )
    return tuple(
        each
        for each in changes
        if not each.after.sound or (each.before is not None and each.before.linked != each.after.linked)
    )


def _pairs(inventory: Inventory, fresh: Layer, compared: Compared) -> Iterator[tuple[Link | None, Link]]:
    """Each link as it stands, None where it is new, and as it is to be."""
    name = fresh.id
    others = [each for each in inventory.layers.values() if each.id != name]
    fields = [each for each in fresh.collection.fields if each.references]
    here = [each for other in others for each in other.collection.fields if each.references == name]
    if not fields and not here:
        return
    layer = _stood_after(
        inventory, fresh, compared, {each.name for each in fields} | {str(e.references_by) for e in here}
    )
    if layer is None:
        return
    layers = {**inventory.layers, name: layer}
    stand = {link.field.name: link for link in inventory.links(name)}
    for link in links_of(layer, layers):
        yield stand.get(link.field.name), link
    for other in others:
        for link in inventory.links(other.id):
            if link.target.id == name:
                yield link, replace(link, target=layer)


def _stood_after(inventory: Inventory, fresh: Layer, compared: Compared, names: set[str]) -> Layer | None:
    """The layer as it is to be, with its ids and some of its fields alone."""
    now = inventory.recorded.get(fresh.id, inventory.layer(fresh.id))
    ended, written = set(compared.end), compared.write
    wanted = [each for each in fresh.collection.fields if each.role is Role.ID or each.name in names]
    ids = [str(key) for key in now.id_column.listed(np.arange(len(now)))]
    stay = [row for row, key in enumerate(ids) if key not in ended and key not in written]
    rows, features = np.array(stay, dtype=np.intp), list(written.values())
    columns = {
        each.name: column(
            each,
            [ids[row] for row in stay] + [feature.id for feature in features]
            if each.role is Role.ID
            else [
                *(now.columns[each.name].listed(rows) if each.name in now.columns else [None] * len(rows)),
                *(feature.properties.get(each.name) for feature in features),
            ],
        )
        for each in wanted
    }
    return Layer.without_shapes(replace(fresh.collection, fields=tuple(wanted)), columns, codelists={})
