"""A layer renewed from its source: read, compared with what stands, and, where somebody says so, written as one change set.

The layer's file stays as it is: what an import changes is in the store, as every change, and goes into files by ``landstock export`` alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson

from gis.author import system_user
from gis.catalog import Catalog, Collection
from gis.drafts import draft_of, put_in_place, settle
from gis.folder import Folder, synced_folder
from gis.intake.declaration import declare_fields
from gis.intake.ledger_reading import LedgerReading
from gis.intake.mapping import Mapping as Plan
from gis.intake.mapping_file import read_mapping
from gis.intake.periods import SLOT
from gis.intake.progress import Progress
from gis.intake.reading import Reading
from gis.intake.register import Prepared, check_catalog, prepare_register, read_register, silent, write_features
from gis.intake.report import ImportReport
from gis.intake.target import REPORT_FILE, Target, keep_mapping, leave_what_stands, look_at
from gis.inventory import Inventory
from gis.io import geojson
from gis.io.members import Member
from gis.io.written_rows import NOTHING, WrittenRows
from gis.layer import Layer
from gis.plainly import to_plain
from gis.renewing.comparing import Compared, Comparison, Read, Source, Unread
from gis.renewing.difference import Difference, LikelyPair
from gis.renewing.edits import find_edits, log_of_people
from gis.renewing.kept_rows import KeptRows
from gis.renewing.linking import judge_links
from gis.renewing.pairs import find_pairs, find_telling, join_pair
from gis.renewing.placed import find_old_places, find_taken_shapes
from gis.renewing.refusing import changed_meanwhile, judge_keys, refuse_earlier, refuse_no_key, refuse_unknown_rows
from gis.renewing.rows_read import find_respelt, is_last, keep_rows, rows_before
from gis.renewing.short_reading import ShortReading, read_changes
from gis.renewing.wishes import NO_WISHES, Wishes
from gis.stated import Stated
from gis.store import Address
from gis.store.changing import do_work
from gis.store.fingerprint import of_file
from gis.store.protocol import RESERVATIONS, Action, ChangeSet, Recorded, State, Transaction
from gis.store.sources import layers_of
from gis.text import Text


@dataclass(frozen=True, kw_only=True)
class Renewal:
    """A layer that was read again: what became of every row of the source, what differs, and how many rows were left unread, being what they were."""

    report: ImportReport
    difference: Difference
    unread: int = 0


@dataclass(frozen=True, kw_only=True)
class Place:
    """A data folder, its store, the key of its log, and whose code lists it may use; the folder's own where they are not named."""

    into: Path
    store: Address | None = None
    key: Path | None = None
    shared: Path | None = None

    def open(self, written: Mapping[str, WrittenRows] = NOTHING) -> Folder:
        """The folder with its store brought up to date; what this process just wrote into it needs not be read."""
        return synced_folder(self.into, self.store, self.key, written=written)


def renew_layer(
    files: Sequence[Path],
    mapping: Path,
    place: Place,
    wishes: Wishes = NO_WISHES,
    progress: Progress | None = None,
    *,
    shortly: bool = True,
) -> Renewal:
    """Read a source again and say what differs from the layer that it is of; write it where that is wished.

    Parameters
    ----------
    shortly
        Whether rows that are what they were when the source last came may be left unread; what comes of it is the same.

    Raises
    ------
    MappingError, SourceError, CatalogError
        As :func:`gis.intake.register.import_register`; and where the source is of an earlier month, of another ledger, or its key tells its rows
        no longer apart. Nothing is changed then.
    """
    plan = read_mapping(mapping, place.shared)
    settle(place.into)
    target = look_at(place.into)
    folder = place.open()
    state = folder.store.state(folder.catalog)
    base = _Base(
        folder=folder,
        inventory=folder.inventory(),
        state=state,
        wishes=wishes,
        target=target,
        place=place,
        files=tuple(path.name for path in files),
        before=rows_before(folder.store, plan.id),
        by_people=log_of_people(folder.store, plan.id),
    )
    with draft_of(target.folder) as draft:
        prepared = prepare_register(plan, files, target, draft, shared=place.shared)
        short = base.read_short(prepared, progress or silent) if shortly else None
        with suppress(Unread):
            return _renew(base, prepared, draft, progress, short)
    with draft_of(target.folder) as draft:
        # A row that is what it was does not stand any more: all of the source has to be read.
        prepared = prepare_register(plan, files, target, draft, shared=place.shared)
        return _renew(base, prepared, draft, progress, None)


def _renew(
    base: _Base, prepared: Prepared, draft: Path, progress: Progress | None, short: ShortReading | None
) -> Renewal:
    """Read what is not read yet, compare, and write where that is wished."""
    plan, target = prepared.plan, base.target
    if short is None:
        reading: Reading | LedgerReading = read_register(prepared, draft, progress)[0]
    else:
        reading = short.reading
        write_features(plan, short.features, draft)
    text = declare_fields(
        target.catalog or "", base.folder.catalog.collections[plan.id], reading.plan, reading.originals
    )
    work = _Work(base=base, reading=reading, catalog=check_catalog(draft, text, plan), short=short)
    fresh = _fresh_layer(draft, work.catalog, plan)
    compared, difference = work.compare(fresh)
    if base.wishes.all_alike and difference.pairs:
        work = replace(work, base=replace(base, wishes=base.wishes.joining(difference.pairs)))
        compared, difference = work.compare(fresh)
    difference = replace(difference, files=base.files)
    if base.wishes.apply and difference.writes:
        (draft / REPORT_FILE).write_bytes(orjson.dumps(to_plain(reading.report), option=orjson.OPT_INDENT_2))
        number = work.write(compared, difference, draft, prepared.contents)
        difference = difference.made(number)
    return Renewal(report=reading.report, difference=difference, unread=0 if short is None else short.unread)


def _fresh_layer(draft: Path, catalog: Catalog, plan: Plan) -> Layer:
    """What was read, as a layer by the declaration that the folder is to have."""
    path = draft / f"{plan.id}.geojson"
    path = path.replace(catalog.source_of(catalog.collections[plan.id]))
    with geojson.garbage_kept():
        return layers_of(catalog, {plan.id: of_file(path)}, geojson.layer_reader(catalog))[plan.id]


@dataclass(frozen=True, kw_only=True)
class _Base:
    """What a source is compared with: the folder and what its store held before it was looked at, and what was kept of the source when it last came."""

    folder: Folder
    inventory: Inventory
    state: State
    wishes: Wishes
    target: Target
    place: Place
    files: tuple[str, ...]
    before: KeptRows | None
    by_people: Sequence[Recorded]

    def read_short(self, prepared: Prepared, progress: Progress) -> ShortReading | None:
        """Those rows of the source that are others than those that were kept, and those that people touched; None where all have to be read."""
        store, name = self.folder.store, prepared.plan.id
        if self.before is None or self.wishes.joins or not is_last(store, self.state, name, self.before):
            return None
        touched = {entry.id for entry in self.by_people}
        stated = self.state.stated.get(name)
        kept_as = {} if stated is None else stated.ids
        touched |= {key for key, other in kept_as.items() if other in touched}
        short = read_changes(prepared, self.before, touched, progress)
        known = self.folder.catalog.collections[name].by_name
        return None if short is None or short.reading.originals.keys() - known.keys() else short


@dataclass(frozen=True, kw_only=True)
class _Work:
    """One renewal: what stands, and what was read."""

    base: _Base
    reading: Reading | LedgerReading
    catalog: Catalog
    short: ShortReading | None = None

    @property
    def plan(self) -> Plan:
        return self.reading.plan

    @cached_property
    def now(self) -> Layer:
        """The layer as it is recorded."""
        inventory = self.base.inventory
        return inventory.recorded.get(self.plan.id, inventory.layer(self.plan.id))

    @cached_property
    def before(self) -> Collection:
        """The layer's declaration with what the last import stated."""
        return self.base.inventory.catalog.collections[self.plan.id]

    @cached_property
    def stated(self) -> Stated:
        """What the source states of the layer now."""
        last = self.base.state.stated.get(self.plan.id)
        ids = dict(last.ids) if last is not None else {}
        titles = {
            rule.field.name: rule.field.title
            for rule in self.plan.rules
            if any(SLOT in column for column in rule.columns)
        }
        source = self.plan.source
        if isinstance(self.reading, LedgerReading):
            names = ", ".join(Path(each.file).name for each in self.reading.report.sources)
            source = Text(self.reading.title or names, names)
        joined = {new: gone for gone, new in self.base.wishes.same.items()}
        return Stated(as_of=self.plan.as_of or self.before.as_of, source=source, titles=titles, ids={**ids, **joined})

    @cached_property
    def read(self) -> Read:
        """What the mapping reads of the source."""
        return Read.of(self.plan, self.before, self.catalog.collections[self.plan.id])

    def compare(self, fresh: Layer) -> tuple[Compared, Difference]:
        """What differs; ``fresh`` are the rows that were read.

        Raises
        ------
        Unread
            Where all of the source has to be read to tell.
        """
        refuse_earlier(self.plan, self.before)
        refuse_no_key(self.plan, self.reading.report)
        refuse_unknown_rows(self.now, self.base.wishes.same, fresh)
        read, store, wishes = self.read, self.base.folder.store, self.base.wishes
        comparison = Comparison(
            now=self.now,
            source=Source.read_whole(fresh) if self.short is None else self.short.source(fresh),
            read=read,
            edits=find_edits(store, self.plan.id, self.base.by_people),
            kept_as=self.stated.ids,
            held=self._find_held(),
            refused={each.id: each.text for each in self.reading.report.refused if each.id is not None},
            over=wishes.over,
        )
        compared = comparison.run()
        telling = find_telling(self.now, read) if (compared.gone and compared.new) or wishes.same else {}
        new = {each.id: fresh.row_of[each.id] for each in compared.new}
        pairs = find_pairs(self.now, [each.id for each in compared.gone], fresh, new, telling)
        rows = len(comparison.source.keys)
        rekeyed = judge_keys(self.now, rows, compared, len(pairs), self.plan, wishes)
        joined = tuple(
            join_pair(self.now, gone, fresh, fresh.row_of[new_id], new_id, telling)
            for gone, new_id in wishes.same.items()
            if gone in self.now.row_of and new_id in fresh.row_of
        )
        links = judge_links(self.base.inventory, fresh, compared)
        difference = self._tell_difference(compared, rows, read, pairs, joined)
        shapes = find_taken_shapes(self.base.inventory, self.plan.id, compared)
        return compared, replace(difference, links=links, taken_shapes=shapes, rekeyed=rekeyed)

    def _tell_difference(
        self,
        compared: Compared,
        size: int,
        read: Read,
        pairs: Sequence[LikelyPair],
        joined: Sequence[LikelyPair],
    ) -> Difference:
        before, rows = self.base.before, self.reading.report.as_read
        respelt = (
            None if before is None or rows is None else find_respelt(before, rows, compared.still, self.plan, read)
        )
        stated = self.stated
        headings = tuple(
            Text(f"  {was.title.zh} → {stated.titles[name].zh}", f"  {was.title.en} → {stated.titles[name].en}")
            for name, was in self.before.by_name.items()
            if name in read.periods
        )
        return Difference(
            collection=self.plan.id,
            title=self.before.title,
            files=(),
            as_of=stated.as_of,
            before=self.before.as_of,
            rows=size,
            new=tuple(compared.new),
            gone=tuple(compared.gone),
            changed=tuple(compared.changed),
            shapes=tuple(compared.shapes),
            periods=compared.periods,
            numbered=compared.numbered,
            respelt=respelt,
            kept=tuple(each.in_zone(ZoneInfo(self.catalog.time_zone)) for each in compared.kept),
            held=tuple(compared.held),
            pairs=tuple(pairs),
            joined=tuple(joined),
            headings=headings,
            old_places=find_old_places(self.now, compared.changed),
            doubts=len(self.reading.report.doubts),
        )

    def _find_held(self) -> dict[str, tuple[str, str]]:
        """By id, who holds a feature of the layer today, and until when."""
        inventory = self.base.inventory
        day = inventory.catalog.as_of
        return {
            item.id: (each.holder, each.until.isoformat())
            for each in inventory.reservations
            if each.holds_on(day)
            for item in each.items
            if item.collection == self.plan.id
        }

    def write(self, compared: Compared, difference: Difference, draft: Path, contents: Sequence[Member]) -> int | None:
        """Write what differs as one change set; the declaration first, where it grows."""
        base, target, wishes = self.base, self.base.target, self.base.wishes
        self.catalog.source_of(self.catalog.collections[self.plan.id]).unlink()
        keep_mapping(self.plan, target, draft)
        leave_what_stands(draft, target)
        put_in_place(draft, target.folder)
        folder = base.place.open()
        catalog = folder.catalog
        rows = Layer.from_features(
            catalog.collections[self.plan.id],
            list(compared.write.values()),
            metric_crs=catalog.metric_crs,
            codelists=catalog.codelists,
        )
        stated = replace(
            self.stated,
            periods=self.read.with_originals(self.read.periods),
            serials=self.read.with_originals(self.read.serials),
            originals=self.read.originals,
            respelt=len(difference.respelt or ()),
        )

        def work(transaction: Transaction) -> int | None:
            # A hold that was made since would not have been told of.
            holds = (transaction.reservation(key) for key in transaction.changed_since(RESERVATIONS, base.state.edit))
            meanwhile = any(item.collection == self.plan.id for hold in holds if hold for item in hold.items)
            if meanwhile or transaction.changed_since(self.plan.id, base.state.edit):
                raise changed_meanwhile(self.before)
            transaction.write_rows(rows, compared.end)
            transaction.keep_stated(self.plan.id, stated)
            return transaction.change_set

        by = ChangeSet(author=wishes.author or system_user(), action=Action.IMPORT, why=wishes.why or stated.source.zh)
        number = do_work(folder.store, catalog, by, work)
        short = None if self.short is None or base.before is None else (self.short, base.before)
        keep_rows(folder, self.reading.report, contents, number, short)
        return number
