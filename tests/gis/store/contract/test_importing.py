"""What an import writes into any store: many rows at once, what it states of the layer, and a declaration that has grown."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from gis.catalog import Catalog
from gis.fields import DType, Field
from gis.inventory import Edit, Inventory
from gis.io import geojson
from gis.layer import Layer
from gis.recalling.moments import stated_before
from gis.recalling.undo import undo
from gis.stated import Stated
from gis.store.changing import do_work
from gis.store.protocol import STATED, Action, ChangeSet, Transaction
from gis.text import Text
from tests.gis.folders import edited
from tests.gis.store.contract.conftest import AnyStore
from tests.gis.store.contract.test_loading import names

MARCH = Stated(as_of=dt.date(2026, 3, 31), source=Text("三月", "March"), titles={"name": Text("三月名称", "")})
APRIL = replace(MARCH, as_of=dt.date(2026, 4, 30), ids={"A9": "A1"})
IMPORT = ChangeSet(author="importer", action=Action.IMPORT)


def bring_in(store: AnyStore, catalog: Catalog, stated: Stated, *gone: str, name: str = "renewed") -> int | None:
    """A layer renewed: A1 and A2 get a name, some end; the number of the change set."""
    layer = store.load(catalog, ["plots"]).layers["plots"]
    features = [layer.feature(layer.row_of[key]) for key in ("A1", "A2")]
    features = [each._replace(properties={**each.properties, "name": name}) for each in features]
    rows = Layer.from_features(layer.collection, features, metric_crs=catalog.metric_crs, codelists=catalog.codelists)

    def work(transaction: Transaction) -> int | None:
        transaction.write_rows(rows, gone)
        transaction.keep_stated("plots", stated)
        return transaction.change_set

    return do_work(store, catalog, IMPORT, work)


def as_inventory(store: AnyStore, catalog: Catalog) -> Inventory:
    """All layers of a store."""
    loaded = store.load(catalog)
    return Inventory.of(catalog, loaded.layers, loaded.state.version)


def test_rows_written_together_are_one_change_set_and_each_in_the_log(store: AnyStore, catalog: Catalog) -> None:
    last = store.state(catalog).edit
    number = bring_in(store, catalog, MARCH, "A0", "nowhere")
    assert names(store, catalog) == {"A1": "renewed", "A2": "renewed", "A3": "地块 3"}
    entries = store.log(after=last)
    assert {(each.collection, each.id) for each in entries} == {
        ("plots", "A0"),
        ("plots", "A1"),
        ("plots", "A2"),
        (STATED, "plots"),
    }
    assert {(each.change_set, each.action) for each in entries} == {(number, Action.IMPORT)}
    assert store.verified().bad is None
    assert [each.id for each in store.edits(unexported=True)] == ["A1", "A2", "A0"]
    before = store.state(catalog)
    assert bring_in(store, catalog, MARCH) is None, "the same again changes nothing"
    assert store.state(catalog) == before


def test_what_is_stated_is_told_names_the_version_and_is_taken_back(store: AnyStore, catalog: Catalog) -> None:
    versions = [store.state(catalog).version]
    assert store.state(catalog).stated == {}
    for stated in (MARCH, APRIL):
        bring_in(store, catalog, stated)
        assert store.state(catalog).stated == {"plots": stated}
        versions.append(store.state(catalog).version)
    assert len(set(versions)) == 3
    entries = store.log(collection=STATED)
    assert stated_before({"plots": APRIL}, store.before(entries[0].seq, [STATED])[STATED]) == {"plots": MARCH}
    assert stated_before({"plots": APRIL}, store.before(2, [STATED])[STATED]) == {}
    undo(store, as_inventory(store, catalog), entries[1].change_set, "somebody")
    assert store.state(catalog).stated == {"plots": MARCH}
    assert names(store, catalog)["A1"] == "renewed"
    undo(store, as_inventory(store, catalog), entries[0].change_set, "somebody")
    assert store.state(catalog).stated == {}
    assert names(store, catalog)["A1"] == "地块 1"


def test_a_declaration_that_grows_makes_the_last_edit_of_each_feature_again(store: AnyStore, catalog: Catalog) -> None:
    """Fails where what was changed twice falls back to the first change, which is then taken for somebody's."""
    for name in ("first", "second"):
        store.apply(catalog, [edited("plots", key, name=name) for key in ("A1", "A2")], "a")
    store.apply(catalog, [Edit(collection="plots", id="A2", feature=None)], "a")
    last, plots = store.state(catalog).edit, catalog.collections["plots"]
    more = Field(name="more", dtype=DType.TEXT, title=Text("更多", "More"))
    grown = replace(catalog, collections={**catalog.collections, "plots": replace(plots, fields=(*plots.fields, more))})
    store.sync(grown, geojson.read)
    found = names(store, grown)
    assert (found["A1"], "A2" in found) == ("second", False)
    assert [each.id for each in store.log(after=last)] == [""], "no feature has changed"


def test_a_declaration_that_grows_keeps_the_edits_that_its_source_does_not_have(
    store: AnyStore, catalog: Catalog
) -> None:
    """Fails where a new column means that people's edits are refused, or lost."""
    store.apply(catalog, [edited("plots", "A1", name="edited"), Edit(collection="plots", id="A2", feature=None)], "a")
    store.apply(catalog, [edited("plots", "B1", name="added")], "a")
    last, plots = store.state(catalog).edit, catalog.collections["plots"]
    more = Field(name="more", dtype=DType.TEXT, title=Text("更多", "More"))
    grown = replace(catalog, collections={**catalog.collections, "plots": replace(plots, fields=(*plots.fields, more))})
    assert store.sync(grown, geojson.read).loaded == ("plots",)
    found = names(store, grown)
    assert (found["A1"], "A2" in found, found["B1"], found["A3"]) == ("edited", False, "added", "地块 3")
    assert store.load(grown).layers["plots"].properties(0)["more"] is None
    assert [each.id for each in store.log(after=last)] == [""], "no feature has changed"
    assert {each.id for each in store.edits(unexported=True)} == {"A1", "A2", "B1"}
    store.apply(grown, [edited("plots", "A1", name="again", more="x")], "a")
    assert store.verified().bad is None
