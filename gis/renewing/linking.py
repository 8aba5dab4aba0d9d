"""What an import makes of links: of the layer that is brought in to others, and of others to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np
import orjson

from gis.columns import TextColumn, column
from gis.disk import replacing
from gis.fields import Field, Role
from gis.folder import Folder
from gis.intake.proposed_links import Found, find_links, keys_in
from gis.intake.report import ImportReport
from gis.intake.target import REPORT_FILE
from gis.inventory import Inventory
from gis.layer import Layer
from gis.links import Link, links_of
from gis.plain_columns import PlainRows
from gis.plainly import to_plain
from gis.renewing.beside import LinkChange
from gis.renewing.comparing import Compared
from gis.text import Text


def note_links(report: ImportReport, folder: Folder, inventory: Inventory) -> None:
    """Say in the report of a layer that was brought in for the first time, and in its file, what becomes of its links, and which layers could link to it."""
    report.links = [link.counts() for link in inventory.links(report.collection)]
    report.could_link = [*_could_link(inventory, inventory.layer(report.collection))]
    if report.links or report.could_link:
        with replacing(folder.catalog.folder / REPORT_FILE) as out:
            out.write(orjson.dumps(to_plain(report), option=orjson.OPT_INDENT_2))


def _could_link(inventory: Inventory, layer: Layer) -> Iterator[Text]:
    """Fields of layers that were there before, which plainly name features of the one that came: a cadastre may come last."""
    keys = keys_in([layer])
    for other in inventory.layers.values():
        links = {entry.references for entry in other.collection.fields}
        for entry in other.collection.fields if other.id != layer.id and layer.id not in links else ():
            column = other.columns.get(entry.name)
            if entry.role is Role.ID or entry.codelist or entry.references or entry.original_of:
                continue
            if not isinstance(column, TextColumn) or len(column.vocabulary) > _MOST:
                continue
            counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.vocabulary)).tolist()
            found = find_links(dict(zip(column.vocabulary, counts, strict=True)), keys)
            if found and found[0].plain:
                yield _could_words(other, entry, found[0])


_MOST: Final = 100_000
"""Words of a field up to which it is asked whether they name features of another layer."""


def _could_words(other: Layer, entry: Field, found: Found) -> Text:
    title, words, key = other.collection.title, found.words(), found.key
    by = "" if key.field.role is Role.ID else f', references_by = "{key.field.name}"'
    line = f'references = "{key.layer.id}"{by}'
    return Text(
        f"“{title.zh}”的 {entry.title.zh}（{other.id}.{entry.name}）可关联本图层：{words.zh}；在 catalog.toml 该字段下写 {line}",
        f"{entry.title.en} of {title.en} ({other.id}.{entry.name}) could link here: {words.en}; write below that field in catalog.toml {line}",
    )


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
    collection = replace(fresh.collection, fields=tuple(wanted))
    return Layer.from_columns(
        collection, PlainRows(columns=columns), metric_crs=inventory.catalog.metric_crs, codelists={}
    )
