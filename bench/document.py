"""The document that a run writes: verdicts, figures and a plot, from this run and those of other sizes that are kept beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bench.bounds import bound
from bench.cadastre import SEED
from bench.figures import UNITS, Measured, shown, size_words
from bench.filing import WORDS as FILED
from bench.joining import WORDS as JOINED
from bench.ledgers import WORDS as BROUGHT_IN
from bench.locating import WORDS as LOCATED
from bench.months import WORDS as RENEWED
from bench.planning import WORDS as PLANNED
from bench.plot import cost_against_size
from bench.questions import WORDS
from bench.stock import WORDS as SUMMED
from bench.taking import WORDS as TAKEN
from bench.targets import OURS, ratio, verdicts
from bench.writing import WORDS as WRITTEN

PLOTTED: Final = {
    "W1 http": "items.svg",
    "W2": "summary.svg",
    "W3": "match.svg",
    "W4": "book.svg",
    "W6 z14": "tiles.svg",
    "W8 cold start": "cold.svg",
    "W26 CSV out": "csv.svg",
    "W27 GeoJSON out": "geojson.svg",
    "W28 GeoPackage out": "geopackage.svg",
    "W29 XLSX out": "xlsx.svg",
    "W31 GeoJSON in": "filed.svg",
}
SOURCES: Final = (
    "W5: landstock reads GeoJSON into its store and opens it; PostGIS and DuckDB take CSV with geometry made ready (no parsing of GeoJSON);"
    " geopandas reads a GeoPackage; SQLite copies one that has its R-tree already."
)


def write(measured: Measured, folder: Path) -> Path:
    """Keep the run and write the document anew; the path of the document."""
    kept = folder / "performance"
    measured.write(kept / f"{size_words(measured.size)}.json")
    runs = sorted((Measured.read(path) for path in kept.glob("*.json")), key=lambda run: run.size)
    for workload, name in PLOTTED.items():
        (kept / name).write_text(cost_against_size(runs, workload), "utf-8")
    page = folder / "performance.md"
    page.write_text("\n".join([*_head(), *(line for run in reversed(runs) for line in _run(run))]), "utf-8")
    return page


HEAD: Final = f"""# Performance

Written by `make bench SIZE=10k|100k|1m PEERS=…`; not edited by hand. A seeded cadastre (seed {SEED}: polygons of 5–12 vertices, log-normal areas
of 500–300,000 m², 40 clusters, 15 attributes with unknowns) is asked the same questions in the same run by every contestant.

- **Answers are compared first**: ids of the page and `numberMatched` of 200 questions (W1), counts and area sums by use (W2), verdict counts,
  the first 20 and their scores (W3, W4), ids of every tile in which nothing is merged (W6), shares and ranks (W10), sets and their scores (W11). Who answers
  otherwise is named and not timed.
- **What peers are given.** PostGIS: a GiST index, B-trees on use and area and on area, `VACUUM ANALYZE`, 2 GB of shared buffers, no fsync, one open
  connection; tipg the same tables with its pool. DuckDB: an R-tree, both cores. geopandas: its STRtree, built beforehand. SQLite: the GeoPackage's R-tree
  and an index on use and area. Statements are sent as text, so that planning is part of their time.
- Rounds go in turn, so that the machine's noise falls on everybody; the range beside a median is the least and the greatest round; the floor's range
  is the machine's own noise. Ratios within one run matter; times do not travel.
- W1: {WORDS["items"][3:]}. Every question was asked once before it is timed. In process: ids and `numberMatched` alone, no feature is encoded.
- W2: {WORDS["summary"][3:]}. landstock also writes steps and words.
- W3: {WORDS["match"][3:]}, by `bench/schemes/peer.toml`; landstock also writes funnel and reasons, the peers counts, ids and scores alone.
- W4: {WORDS["book"][3:]}: without reasons and figures by all of them; the databases answer a statement a project.
- {SOURCES}
- W6: tiles of each zoom around parcels (1 at z8 and z9, 3 at z10, 5 from z11 on; those that coincide asked once), in process and over HTTP, 4,096 units with
  a buffer of 64, clipped and valid, each asked once before; the median over a zoom's tiles. PostGIS has the geometry in the tiles' projection already, with an
  index, and writes every parcel however small; landstock merges what is below a pixel, and says so in the tile.
- The page: the workspace in Chromium without a graphics card, on the same two cores as the server. First useful paint: from the beginning of a visit by a browser that
  has kept nothing until rows of the list and the whole window of the map are painted; the demonstration's beside that of the cadastre. "Up" is until every tile of the
  first window is drawn, three times, the first of them without anything kept; frames are the gaps between two while the map is dragged 24 times; a box of the facet of uses is
  clicked until the list and every tile of the window are painted, four that are set and taken off again. Its weight is what came over the network on the first visit, packed;
  its memory what its scripts hold once the map is up.
  Folium: the same parcels as GeoJson on a plain map, in one page, up to 10,000 of them.
- W9: from the moment that another process has an edit on disk until both of two serving processes answer with the new value, over HTTP.
- W10: {WORDS["stability"][4:]}, of every site that is left; each site shown with its shares, best and worst rank. geopandas: a loop of draws over
  arrays, each scoring all that is left and counting who stands before each of those shown.
- W11: {JOINED}. A fabric of quadrilaterals without gaps, whatever the size of the cadastre; every round looks for neighbours anew. geopandas: a straight
  script over shapely, dictionaries and sets.
- {PLANNED[0]}
- {PLANNED[1]}
- {PLANNED[2]}
- {BROUGHT_IN[0]}
- {BROUGHT_IN[1]}
- {LOCATED}
- {RENEWED}
- {SUMMED}
- {WRITTEN[0]}
- {WRITTEN[1]}
- {TAKEN}
- {FILED}
- W7: the whole layer to a file by its peer, over HTTP by landstock. W8: process start to the first good answer; the database of tipg and pygeoapi runs
  already, landstock's store is up to date. Memory: resident and backed by no file, of the serving process alone, without PostgreSQL's.
- floor: a raw ASGI application that answers with the same bytes (landstock's page of median length) whatever is asked.

What bounds the bars that are missed, by the profile of each:

- W1 over HTTP: an answer of the same bytes that Starlette sends without any work costs 4 to 5 times the floor. To read a question costs some 0.15 ms, and its answer
  is some thirty operations on arrays of a few hundred rows, each of a few microseconds whatever their length: the time hardly grows with the data.
- W2: geometry that the polygon's edge cuts is decoded and tested one by one; the rest is told by boxes.
- W3: a third are the reasons of twenty sites in two languages; the rest asks the one rule that reads numbers of every site that at most one other rule excludes.
- W4: every site that fits is graded by every criterion, up to a hundred thousand a project.
- W6, deep zooms: about a millisecond a tile for some hundred array operations, and a microsecond and a half a feature. Tiles are not cached, or the cache would be measured.
- W8: nearly all of it are the imports of Python's libraries; it does not grow with the data.
- W24: to inflate the workbook and mark its rows by their bytes takes two thirds of it, calamine inflates it too; what was said of the rows is put together again, of
  the layer the ids are compared. Of what is written the report as a file is most. A month in which a new row shifts the numbers of all others is read as a
  whole, which takes ten times as long.
- W26: 1.4 million pieces of bytes are joined in 45 ms; ids, names, codes and owners are quoted and looked at for what a spreadsheet would run in 30;
  areas in m² and 亩 are written in 20; the rest are tables of words, figures and days, a look-up a cell. By CPU at 100,000, read in turn on 2026-11-30
  with six others on two cores: 0.16 s beside 0.38 of pandas (2.3×; 1.9 where they all want the cache; 3.8 s at first, 0.24 before). It waits for memory, so that
  neighbours cost it more than pandas. What helped: pieces as bytes, so that nothing is widened and encoded at the end; all words of a column as one
  text; columns of few words beside each other as one, by every choice of them; days by a table. Tried: rows joined one by one; blocks of 1,000 to
  32,000 rows, without gain; figures and days kept by their bits, a quarter less; words cut from their file as they are asked for, which takes three
  times as long but less memory, and is the way above 262,144 words.
- W27: of a layer of the snapshot features are text already, and put in another order. A layer in memory, as `convert` has it, is written in 0.5 s a
  hundred thousand.
- W28: half is SQLite's (100,000 rows of seventeen cells: 0.31 s), a fifth the words of columns. GDAL makes the empty file; geometries are copied from
  the snapshot behind their heads, and the R-tree is packed as nodes. Before, 2.0 s beside 0.78. Tried: a table without AUTOINCREMENT, a tenth less,
  but no longer the table that GDAL makes.
- W27 to W30, the first time: whether the layer covers more than 25 km² in one piece takes 0.15 s more, and its imports 0.2; the answer is kept with
  the shapes.
- W30: packing takes 0.55 s, GDAL's geometries 0.35, the table 0.3, texts and their code page 0.4. Beside a Shapefile that nobody packs (1.15 s) it is
  slower.
- Memory at 100,000 beyond the open layer, of files that are taken away: CSV 42 MB, GeoJSON 66, GeoPackage 104, Shapefile 112, KML 60, DXF 65, survey
  points 68 (71, 437, 435, 437, 600, 833 and 437 before). They are written piece by piece, so that of a million only the words of columns
  (up to 262,144 a column), the boxes, and of Shapefile and File Geodatabase the columns grow. DXF takes 3.5 s (31 before), survey points 2.4 (7.1).
- W31: by CPU at 100,000 some 4.7 s (6.5 before): 1.6 to read (0.35 the parser, 0.35 coordinates, 0.6 columns, 0.15 to throw lists and tables away), 0.1 whether shapes are
  valid, 0.35 rows for the store and 0.5 SQLite, 1.0 the snapshot, 1.2 tiles, which threads prepare beside it. geopandas reads in 2.0 and writes in 0.85, and has then
  neither checked nor indexed anything. What helped: the text cut before a feature some megabytes at a time, each piece showing by itself whether the cut was right; columns and
  shapes in the place of features; shapes kept as WKB; features of the snapshot joined of columns; words sorted in the order in which they came; tiles some thousands at a
  time on all cores; what the pieces took given back to the system (275 MB of a million). Tried without gain: pieces at once in threads, which one interpreter takes in turns;
  words laid anew in memory. Not taken: a child that writes the snapshot while the store is filled would save a second of four, and copies 0.4 GB of a million
  features, beyond the bar for memory.
- W19: beside the commit stand some 0.4 ms of processor, whatever the size of the layer: a fifth judges the row as an import's is (its columns, its doubts, what
  it measures), a fifth reads its text of before and makes that of after, the rest are statements, the signed chain and the version. Where a sync takes longer
  than that the bar is reached, where it takes 0.2 ms it is not. By CPU without syncs, read in turn on 2026-11-30 on a machine with other work: 0.38–0.40 ms,
  before 0.54–0.56, with 7.2 pages a commit in place of 13. What helped: columns of one row made without arrays (0.05 ms judging), the row updated in place and
  two indexes of the log less (pages), what was written not read back (0.04 ms).
- W20: an edit takes 0.47–0.50 ms of one core when twenty wait (0.60–0.66 before, in turn), and Python does one thing at a time: some 2,000 a second, whatever
  the disk does; the bar is 0.26 ms. The head of the log signed once a commit, in place of once a change set, would save a hundredth of a millisecond.
- W21: after an edit the next inventory takes 4 to 6 ms at 100,000, for all edits since the snapshot are patched into it anew. A third more went into counting
  whether the snapshot has become heavy, which is done twice a second now, and refreshes take a ninth of the time in place of a fifth.
- W22: by CPU, read in turn on the same machine, 1.27 s, before 1.48–1.66: a quarter reads the texts of 20,000 features and builds their shapes, a quarter makes
  columns of them, a quarter looks their words up. The log itself is 0.06 s of it, 0.26 before the first entries were found by an index alone. Tried: without
  collecting garbage meanwhile, 0.05 to 0.2 s less, which is no way to serve.
- The page, a click: the service answers within 20 ms at 10,000 and 100 ms at a million, tiles and figures at once; the rest is the browser laying out what is new and copying
  canvases without a graphics card, three frames of it. Tried without gain: places of all panels read before any is painted; canvases that keep their memory.
- The page, a first visit: some two hundred modules and style sheets over six connections, compiled and run on the cores on which the service packs the layers.
- W16 and W17: a record is written three times, as GeoJSON, into the store and into the snapshot: store and snapshot take a third of all CPU, of which more than
  half is SQLite's own and the text of the features. Of a workbook of 100,000 records, in seconds of CPU, before and since it is read, told, translated, noted and
  written column by column (2026-11-30, on a machine with other work, each stage clocked, which itself takes a tenth):

  | stage | before | now |
  | --- | --- | --- |
  | a look at the sheet's XML | 0.78 | 0.50 |
  | calamine reads the cells | 1.03 | 1.06 |
  | cells made rows, now columns | 0.48 | 0.31 |
  | tables found, rows told (record, total, heading again) | 0.62 | 0.03 |
  | cells translated | 1.18 | 0.58 |
  | records: ids, numbers twice, sums, what is listed | 0.94 | 0.50 |
  | rows kept for the month that comes, now when somebody asks for them | 0.49 | 0.08 |
  | columns noted for the store | 2.05 | 0.92 |
  | GeoJSON written | 0.88 | 0.37 |
  | report written, the rest of the import | 0.36 | 0.22 |
  | store (rows made, SQLite, hashes) | 1.56 | 1.36 |
  | snapshot (vocabularies, features, arrays) | 1.10 | 1.04 |

  Not clocked, in turn: a workbook 9.0–10.9 s before and 6.2–7.5 now, CSV 7.5–10.2 and 5.5–6.8 (calamine 1.15, pandas 4.3), the same bytes
  written; at most 0.9 GB of memory before, 0.5 now. A sheet of 1,048,574 records: 117 s, 2,310 MB.
  What is left beside store, snapshot and calamine is a look at each cell (0.1 s for two million of them, a dozen times) and to sort the words of columns in which
  each row has its own (0.6 s). Tried without gain: the features of a snapshot written as one text and parted, or joined of pieces of columns as exports are, since what
  is saved in calls is lost in memory that the processor does not have at hand (hence 128 records at once); blocks of 500 to 16,000 rows; words sorted as bytes, or with
  their rows, which is faster only where no word stands twice; all rows of calamine at once, twice as slow as one by one; the look beside calamine on another core, which
  is not safe, for it is the look that tells whether a sheet may be laid out at all; many rows a statement, up to 1,300. A plain insert in place of one that replaces
  took a quarter off the store, rows sorted in the order in which they were read half off the sorting, and the garbage collector held over the report two thirds off that.
"""


def _head() -> list[str]:
    plots = [f"![{workload}: cost against size](performance/{name})\n" for workload, name in PLOTTED.items()]
    return [HEAD, *plots]


def _run(run: Measured) -> list[str]:
    lines = [f"## {size_words(run.size)} parcels", ""]
    lines += [f"**{run.heading}**", ""] if run.heading else []
    lines += [
        f"{run.date}, {run.machine}.",
        "",
        "| workload | bar | measured | | what bounds it |",
        "|---|---|---|---|---|",
    ]
    for each in verdicts(run):
        why = bound(run, each.target) if each.short else ""
        lines.append(f"| {each.workload} | {each.bar} | {each.measured} | {each.word} | {why} |")
    lines += ["", "| workload | contestant | median | rounds | landstock is |", "|---|---|---:|---|---:|"]
    for workload in sorted(run.workloads):
        for figure in sorted(run.of(workload), key=lambda each: (each.who != OURS, each.who)):
            low, high = figure.spread
            spread = f"{shown(low)}–{shown(high)}" if len(figure.rounds) > 1 else "one"
            lines.append(
                f"| {workload} | {figure.who} | {shown(figure.median)} {UNITS[figure.unit]} | {spread} | {_times(run, workload, figure.who)} |"
            )
    lines += [
        "",
        "Equal answers: " + "; ".join(f"{key}: {', '.join(who) or 'nobody'}" for key, who in run.equal.items()) + ".",
    ]
    lines += [f"- Answers differ, not timed: {who}: {why}" for who, why in run.unequal.items()]
    lines += [f"- Not measured: {who}: {why}" for who, why in run.absent.items()]
    lines += ["", *run.notes, "", "Versions: " + "; ".join(filter(None, run.versions.values())) + ".", ""]
    return lines


def _times(run: Measured, workload: str, who: str) -> str:
    found = None if who == OURS else ratio(run, workload, who)
    if found is None:
        return ""
    word = ("smaller", "larger") if workload == "memory" else ("faster", "slower")
    return f"{shown(found)}× {word[0]}" if found >= 1 else f"{shown(1 / found)}× {word[1]}"


def printed(run: Measured) -> str:
    """The run as lines for a terminal."""
    lines = [f"{size_words(run.size)} parcels, {run.machine}", ""]
    for workload in sorted(run.workloads):
        for figure in sorted(run.of(workload), key=lambda each: (each.who != OURS, each.who)):
            low, high = figure.spread
            figures = f"{shown(figure.median):>10} {UNITS[figure.unit]:<11} [{shown(low)}–{shown(high)}]"
            lines.append(f"{workload:<28}{figure.who:<11}{figures:<46}{_times(run, workload, figure.who)}")
    lines += [
        "",
        *(f"{each.word:<36}{each.workload:<16}{each.bar:<22} measured {each.measured}" for each in verdicts(run)),
    ]
    lines += [f"answers differ: {who}: {why}" for who, why in run.unequal.items()]
    lines += [f"not measured: {who}: {why}" for who, why in run.absent.items()]
    return "\n".join(lines)
